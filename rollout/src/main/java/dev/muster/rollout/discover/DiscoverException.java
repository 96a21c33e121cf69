package dev.muster.rollout.discover;

/** Input that hosts cannot be read from; the message says where, what, and what would be right. */
public final class DiscoverException extends RuntimeException {
  private static final long serialVersionUID = 1;

  DiscoverException(String message) {
    super(message);
  }

  DiscoverException(String message, Throwable cause) {
    super(message, cause);
  }
}
