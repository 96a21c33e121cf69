package dev.muster.exporter.eventlog;

/** A file of event rules that cannot be used; the message has a line per mistake. */
public final class EventRulesException extends RuntimeException {
  private static final long serialVersionUID = 1;

  EventRulesException(String mistakes) {
    super(mistakes);
  }
}
