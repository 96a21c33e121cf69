package dev.muster.archive;

import org.jspecify.annotations.Nullable;

/**
 * One thing that happened to an alert or to a notification about it.
 *
 * @param time in Unix milliseconds
 * @param what such as {@code firing}, {@code resolved}, {@code refused}
 * @param client "" where it is no client's
 * @param type the limit type's name or a rule's; "" where it is about a mail alone
 * @param episode the alert's id, or null
 * @param mail the mail's id, or null
 * @param detail in words, on one line
 */
public record AlertEvent(
    long id,
    long time,
    String what,
    String client,
    String type,
    @Nullable Long episode,
    @Nullable Long mail,
    String detail) {}
