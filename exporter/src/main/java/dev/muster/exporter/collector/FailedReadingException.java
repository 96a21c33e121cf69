package dev.muster.exporter.collector;

/** What the system said about itself makes no sense: what was read, and what is wrong with it. */
final class FailedReadingException extends RuntimeException {
  private static final long serialVersionUID = 1;

  FailedReadingException(String message) {
    super(message);
  }
}
