package dev.muster.archive;

/** A stored blob holds what no encoder writes; the message says what and at which of its bytes. */
final class DamagedBlobException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  DamagedBlobException(String what, int at) {
    super(what + " at byte " + at);
  }
}
