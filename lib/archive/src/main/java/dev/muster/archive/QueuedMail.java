package dev.muster.archive;

/**
 * A mail in the outbox.
 *
 * @param attempts how many have failed so far
 */
public record QueuedMail(long id, OutgoingMail mail, int attempts) {}
