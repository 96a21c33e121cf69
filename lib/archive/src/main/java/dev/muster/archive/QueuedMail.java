package dev.muster.archive;

/**
 * A mail in the outbox, or what waits there for a receiver.
 *
 * @param attempts how many have failed so far
 * @param created when it was queued, in Unix milliseconds
 */
public record QueuedMail(long id, OutgoingMail mail, int attempts, long created) {}
