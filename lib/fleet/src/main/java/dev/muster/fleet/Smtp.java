package dev.muster.fleet;

import org.jspecify.annotations.Nullable;

/**
 * The mail server.
 *
 * @param port 1 to 65535
 * @param from the sender's address
 * @param username "" for no log-in
 */
public record Smtp(
    String host,
    int port,
    String from,
    Security security,
    String username,
    @Nullable Secret password) {
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
