package dev.muster.app;

/** A line that is none of the format. */
final class ImportException extends RuntimeException {
  private static final long serialVersionUID = 1;

  private final long line;

  /**
   * A fault.
   *
   * @param line counted from 1
   */
  ImportException(long line, String fault) {
    super(fault);
    this.line = line;
  }

  long line() {
    return line;
  }
}
