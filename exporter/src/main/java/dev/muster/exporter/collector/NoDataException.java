package dev.muster.exporter.collector;

/** This machine has nothing that the collector could read. */
public final class NoDataException extends Exception {
  private static final long serialVersionUID = 1;

  public NoDataException(String message) {
    super(message);
  }
}
