package dev.muster.rollout.certificate;

import java.time.Instant;

/**
 * A certificate that ends soon and was not renewed.
 *
 * @param name of the client, or {@code server}, {@code scraper}, {@code authority}
 * @param kind {@code authority}, {@code server}, {@code client} or {@code exporter}
 * @param reason why it was not renewed, "" where that is not known
 * @param remedy what to do, one sentence
 */
public record EndingCertificate(
    String name, String kind, Instant ends, String reason, String remedy) {}
