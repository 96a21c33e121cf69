package dev.muster.archive.account;

import org.jspecify.annotations.Nullable;

/**
 * A token with which machines enrol. Times in Unix milliseconds.
 *
 * @param sha256 of the token, in hexadecimal
 * @param group the group its clients belong to, or "" for the one they ask for
 * @param atOnce whether its machines are accepted without anybody looking at them
 * @param uses how many machines it is for; null: any number
 * @param used how many it was used by
 */
public record StoredEnrollmentToken(
    String name,
    String sha256,
    String group,
    boolean atOnce,
    @Nullable Integer uses,
    int used,
    long made,
    long expires) {}
