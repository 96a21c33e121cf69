package dev.muster.metrics;

/** A page that is no exposition format; the message names line and fault. */
public final class ExpositionException extends RuntimeException {
  private static final long serialVersionUID = 1;
  private final int line;

  public ExpositionException(int line, String fault) {
    super("line " + line + ": " + fault);
    this.line = line;
  }

  /** Counted from 1. */
  public int line() {
    return line;
  }
}
