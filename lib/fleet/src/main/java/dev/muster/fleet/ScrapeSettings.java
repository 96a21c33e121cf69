package dev.muster.fleet;

import java.time.Duration;

/**
 * How often every client is scraped and how long it may take.
 *
 * @param interval 1 s to 1 h
 * @param timeout more than 0, at most the interval
 * @param bodyLimitBytes largest page, unpacked
 * @param sampleLimit most samples on one page
 */
public record ScrapeSettings(
    Duration interval, Duration timeout, long bodyLimitBytes, int sampleLimit) {}
