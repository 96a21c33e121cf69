package dev.muster.server;

/** A port that cannot be listened on, in one sentence. */
public final class ListenException extends RuntimeException {
  private static final long serialVersionUID = 1;

  public ListenException(String message, Throwable cause) {
    super(message, cause);
  }
}
