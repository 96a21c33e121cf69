package dev.muster.server;

/**
 * Something that somebody changed.
 *
 * @param user whose request it was, or "" on an open path
 * @param address where it came from
 * @param what the request's method and path, such as {@code POST /api/v2/silences}
 * @param detail more about it, or ""; no secrets
 */
public record Deed(String user, String address, String what, String detail) {}
