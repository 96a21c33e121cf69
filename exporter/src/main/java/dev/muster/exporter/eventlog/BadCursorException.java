package dev.muster.exporter.eventlog;

/** A cursor that no reader of ours can have handed out. */
public final class BadCursorException extends RuntimeException {
  private static final long serialVersionUID = 1;

  BadCursorException(String what) {
    super(what + "; ask without a cursor to start at the logs' end");
  }
}
