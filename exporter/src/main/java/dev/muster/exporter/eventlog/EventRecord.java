package dev.muster.exporter.eventlog;

import java.time.Instant;

/**
 * One record of one event log.
 *
 * @param source the program that wrote it, or ""
 * @param eventId the log's own number or name for this kind of event, or ""
 */
public record EventRecord(
    Instant time, String log, Level level, String source, String eventId, String message) {}
