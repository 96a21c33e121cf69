package dev.muster.exporter.eventlog;

import java.time.Instant;

/**
 * One record of one event log.
 *
 * @param source the program that wrote it, or ""
 * @param eventId the log's own number or name for this kind of event, or ""
 * @param audit what came of the attempt that the record is about, where it is about one
 */
public record EventRecord(
    Instant time,
    String log,
    Level level,
    String source,
    String eventId,
    String message,
    Audit audit) {
  /** Of Windows' audit records: whether what somebody tried was allowed. */
  public enum Audit {
    NONE,
    SUCCESS,
    FAILURE
  }

  /** The same with another message, unless that is empty; a long one is cut. */
  EventRecord withMessage(String text) {
    String stripped = text.strip();
    if (stripped.isEmpty()) {
      return this;
    }
    String cut = stripped.substring(0, Math.min(stripped.length(), LineBlock.MAX_LINE));
    return new EventRecord(time, log, level, source, eventId, cut, audit);
  }

  /** A record that is no audit record. */
  public EventRecord(
      Instant time, String log, Level level, String source, String eventId, String message) {
    this(time, log, level, source, eventId, message, Audit.NONE);
  }
}
