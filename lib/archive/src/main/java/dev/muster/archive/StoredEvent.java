package dev.muster.archive;

/**
 * An event as the archive keeps it.
 *
 * @param id ascending in the order of arrival
 */
public record StoredEvent(long id, String client, EventRecord event) {}
