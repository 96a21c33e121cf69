package dev.muster.archive;

/**
 * Something that happened to an alert, as it is noted. Time in Unix milliseconds.
 *
 * @param what one word, such as {@code firing}
 * @param episode the alert's id
 * @param messageId of the mail that it is about, queued in the same round; "" where it is about
 *     none
 * @param detail in words, on one line
 */
public record HistoryEntry(
    long time,
    String what,
    String client,
    String type,
    long episode,
    String messageId,
    String detail) {}
