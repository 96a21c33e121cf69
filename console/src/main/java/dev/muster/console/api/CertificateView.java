package dev.muster.console.api;

import org.jspecify.annotations.Nullable;

/**
 * A certificate of this server, or one that its authority issued.
 *
 * @param name what it is for: {@code authority}, {@code server}, the name of a program or client
 * @param kind {@code authority}, {@code server}, {@code client} or {@code exporter}
 * @param notAfter until when it is valid, in Unix seconds
 * @param sha256 its fingerprint, 64 hexadecimal digits
 * @param serial its serial number, hexadecimal digits
 * @param revokedAt when it was revoked, in Unix seconds; null: it was not
 * @param state {@code good}, {@code due} (is renewed soon), {@code ended}, {@code revoked}, or
 *     {@code replaced} (a newer one of that name and kind was issued)
 */
public record CertificateView(
    String name,
    String kind,
    String subject,
    long notAfter,
    String sha256,
    String serial,
    @Nullable Long revokedAt,
    String state) {}
