package dev.muster.fleet;

import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * The mail server.
 *
 * @param port 1 to 65535
 * @param from the sender's address
 * @param username "" for no log-in
 * @param caFile PEM file of authorities to trust besides the JDK's own, or null
 */
public record Smtp(
    String host,
    int port,
    String from,
    Security security,
    String username,
    @Nullable Secret password,
    @Nullable Path caFile) {
  /** How the connection is protected. */
  public enum Security {
    /** Nothing: fit for a server on this machine. */
    PLAIN,
    /** Plain first, TLS before log-in and mail; refused where the server has no TLS. */
    STARTTLS,
    /** TLS from the first byte. */
    TLS
  }
}
