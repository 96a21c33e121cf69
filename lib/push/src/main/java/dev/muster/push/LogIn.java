package dev.muster.push;

import javax.net.ssl.SSLSocketFactory;
import org.jspecify.annotations.Nullable;

/**
 * What one request shows to a receiver, and by whom it believes that it is the receiver.
 *
 * @param authorization the header of that name, or null
 * @param secret what no log may show, or ""
 */
public record LogIn(SSLSocketFactory sockets, @Nullable String authorization, String secret) {
  /** The text without the secret. */
  public String redact(String text) {
    return secret.isEmpty() ? text : text.replace(secret, "…");
  }

  @Override
  public String toString() {
    return "LogIn[authorization=" + (authorization != null) + "]";
  }
}
