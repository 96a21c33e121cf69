package dev.muster.archive.account;

/**
 * A log-in of a browser. Times in Unix milliseconds.
 *
 * @param hash the SHA-256 of what the cookie holds, in hexadecimal
 * @param address where the log-in came from
 * @param agent what the browser called itself
 * @param used when its last request came, roughly
 * @param ends when it ends, however much it is used
 */
public record StoredSession(
    String hash, String user, String address, String agent, long begun, long used, long ends) {}
