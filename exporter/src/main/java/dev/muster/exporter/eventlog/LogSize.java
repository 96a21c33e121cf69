package dev.muster.exporter.eventlog;

/**
 * How big an event log is.
 *
 * @param records kept now
 * @param bytes of its file
 * @param maxBytes of its file, before old records make way for new ones
 */
record LogSize(long records, long bytes, long maxBytes) {}
