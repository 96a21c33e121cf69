package dev.muster.exporter.collector;

/**
 * This machine has nothing that the collector could read. As that is usual, and may be so at each
 * scrape, it does without the trace of where it was thrown.
 */
public final class NoDataException extends Exception {
  private static final long serialVersionUID = 1;

  public NoDataException(String message) {
    super(message, null, false, false);
  }
}
