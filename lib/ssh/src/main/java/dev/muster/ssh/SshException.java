package dev.muster.ssh;

/** Why a client could not be used over SSH: one sentence for people, and what kind of trouble. */
public final class SshException extends Exception {
  private static final long serialVersionUID = 1;

  /** The kinds that a caller treats apart. */
  public enum Kind {
    /** Nobody answers, or the name is not known. */
    UNREACHABLE,
    /** The server's host key is not known and was not accepted. */
    UNKNOWN_HOST_KEY,
    /** The server's host key is not the known one. */
    CHANGED_HOST_KEY,
    /** No way of logging in was accepted. */
    LOG_IN,
    /** The connection ended in between. */
    LOST,
    /** An answer took longer than allowed. */
    TIMEOUT,
    /** The client's disk is full. */
    NO_SPACE,
    /** The user may not do this there. */
    NO_RIGHTS,
    /** Something else went wrong on the other side. */
    FAILED
  }

  private final Kind kind;

  /** With a sentence that needs no context but the client's name. */
  public SshException(Kind kind, String message) {
    super(message);
    this.kind = kind;
  }

  public SshException(Kind kind, String message, Throwable cause) {
    super(message, cause);
    this.kind = kind;
  }

  public Kind kind() {
    return kind;
  }
}
