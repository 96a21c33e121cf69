package dev.muster.archive;

/**
 * Somebody has seen an alert and takes care of it: it is not told again. Time in Unix milliseconds.
 *
 * @param episode the alert's id
 */
public record Acknowledgement(long episode, long time, String author, String comment) {}
