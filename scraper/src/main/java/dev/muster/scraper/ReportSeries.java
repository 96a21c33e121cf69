package dev.muster.scraper;

import java.util.ArrayList;
import java.util.List;

/**
 * What a scrape says of itself, in the order in which it stands at the end of each batch; names and
 * meanings are Prometheus's.
 *
 * @see <a href="https://prometheus.io/docs/concepts/jobs_instances/">the series of a scrape</a>
 */
final class ReportSeries {
  private static final List<String> ALWAYS =
      List.of(
          "up",
          "scrape_duration_seconds",
          "scrape_samples_scraped",
          "scrape_samples_post_metric_relabeling",
          "scrape_series_added");
  private static final List<String> EXTRA =
      List.of("scrape_timeout_seconds", "scrape_sample_limit", "scrape_body_size_bytes");

  /** The body size of a page that was larger than allowed. */
  static final long TOO_LARGE = -1;

  /**
   * What a scrape came to.
   *
   * @param scraped samples on the page
   * @param kept those that the rules kept
   * @param added series that the page before did not have
   * @param bodyBytes the page's size, unpacked, or {@link #TOO_LARGE}
   */
  record Counts(int scraped, int kept, int added, long bodyBytes) {
    static final Counts NONE = new Counts(0, 0, 0, 0);
    static final Counts BODY_TOO_LARGE = new Counts(0, 0, 0, TOO_LARGE);
  }

  private ReportSeries() {}

  static List<String> names(boolean extra) {
    var names = new ArrayList<>(ALWAYS);
    if (extra) {
      names.addAll(EXTRA);
    }
    return names;
  }

  /** Writes their values to the end of a batch's. */
  static void write(
      double[] values, int series, boolean up, double seconds, Counts counts, Limits limits) {
    int at = values.length - series;
    values[at] = up ? 1 : 0;
    values[at + 1] = seconds;
    values[at + 2] = counts.scraped();
    values[at + 3] = counts.kept();
    values[at + 4] = counts.added();
    if (series > ALWAYS.size()) {
      values[at + 5] = limits.timeoutSeconds();
      values[at + 6] = limits.samples();
      values[at + 7] = counts.bodyBytes();
    }
  }

  /** What a scrape was held to. */
  record Limits(double timeoutSeconds, int samples) {}
}
