package dev.muster.scraper;

import dev.muster.metrics.Labels;
import java.time.Duration;

/**
 * How one client's scrapes go.
 *
 * @param url where its page is
 * @param labels those every series of it gets
 * @param lastError why the last scrape failed, "" where it did not
 * @param lastScrapeMillis when it began, Unix milliseconds; 0 before the first
 * @param lastSeconds how long it took
 * @param samples how many it brought
 */
public record TargetStatus(
    String client,
    String url,
    Labels labels,
    Health health,
    String lastError,
    long lastScrapeMillis,
    double lastSeconds,
    int samples,
    Duration interval,
    Duration timeout) {
  /** What the last scrape showed. */
  public enum Health {
    UNKNOWN,
    UP,
    DOWN
  }
}
