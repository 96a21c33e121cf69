package dev.muster.console.api;

/**
 * A certificate of this server.
 *
 * @param name what it is for: {@code authority} or {@code server}
 * @param notAfter until when it is valid, in Unix seconds
 * @param sha256 its fingerprint, 64 hexadecimal digits
 */
public record CertificateView(String name, String subject, double notAfter, String sha256) {}
