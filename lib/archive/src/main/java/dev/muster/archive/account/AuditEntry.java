package dev.muster.archive.account;

/**
 * Something that was changed, or tried.
 *
 * @param id 0 for one that is not stored yet
 * @param time Unix milliseconds
 * @param user who, or ""
 * @param address from where
 * @param what such as {@code log-in failed}, or a request's method and path
 * @param detail more about it, or ""
 * @param failed whether it was refused; of these fewer are kept
 */
public record AuditEntry(
    long id, long time, String user, String address, String what, String detail, boolean failed) {}
