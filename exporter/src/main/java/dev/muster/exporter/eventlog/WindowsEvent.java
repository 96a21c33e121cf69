package dev.muster.exporter.eventlog;

/**
 * A record of a Windows event log.
 *
 * @param id its number in its log
 */
record WindowsEvent(long id, EventRecord event) {}
