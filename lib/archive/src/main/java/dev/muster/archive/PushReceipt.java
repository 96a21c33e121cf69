package dev.muster.archive;

/**
 * What became of a batch that was taken.
 *
 * @param written how many of its samples are new
 * @param known how many were there already, with the same value
 */
public record PushReceipt(long written, long known) {}
