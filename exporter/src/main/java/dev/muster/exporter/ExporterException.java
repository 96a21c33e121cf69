package dev.muster.exporter;

/** Why the exporter cannot run as it was told to, in one sentence for its operator. */
public final class ExporterException extends RuntimeException {
  private static final long serialVersionUID = 1;

  public ExporterException(String message) {
    super(message);
  }

  public ExporterException(String message, Throwable cause) {
    super(message, cause);
  }
}
