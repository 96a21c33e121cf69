package dev.muster.fleet;

import java.time.Duration;

/**
 * How often every client is scraped and how long it may take.
 *
 * @param interval 1 s to 1 h
 * @param timeout more than 0, at most the interval
 * @param limits those of a page, for clients that have none of their own
 * @param extraMetrics whether a scrape also tells its timeout, sample limit and body size, as
 *     Prometheus does with its feature {@code extra-scrape-metrics}
 */
public record ScrapeSettings(
    Duration interval, Duration timeout, PageLimits limits, boolean extraMetrics) {
  /** With the usual limits but for these two. */
  public ScrapeSettings(Duration interval, Duration timeout, long bodyLimitBytes, int sampleLimit) {
    this(
        interval,
        timeout,
        new PageLimits(bodyLimitBytes, sampleLimit, 0, 0, 0, 0).within(PageLimits.DEFAULT),
        false);
  }

  /** Largest page, unpacked, of clients without a limit of their own. */
  public long bodyLimitBytes() {
    return limits.bodyBytes();
  }

  /** Most samples on a page of clients without a limit of their own. */
  public int sampleLimit() {
    return limits.samples();
  }
}
