package dev.muster.archive;

/**
 * One record of a client's event log.
 *
 * @param timeMillis when it was written, Unix milliseconds
 * @param log such as {@code syslog} or {@code System}
 * @param level critical, error, warning, info or debug
 * @param source the program or provider
 * @param eventId the provider's number or message id, "" where there is none
 */
public record EventRecord(
    long timeMillis, String log, String level, String source, String eventId, String message) {}
