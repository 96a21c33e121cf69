package dev.muster.scraper;

import dev.muster.archive.SampleBatch;
import dev.muster.archive.SeriesSet;
import dev.muster.fleet.Client;
import dev.muster.fleet.ScrapeSettings;
import dev.muster.metrics.ExpositionLimits;
import dev.muster.metrics.ExpositionReader;
import dev.muster.metrics.Labels;
import dev.muster.metrics.StaleMarker;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.DoubleSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Turns what became of each scrape of a client into samples, and remembers which of its series are
 * live, so that those which go get a stale marker. Used by one thread at a time.
 */
final class Target {
  private final String client;
  private final TargetLabels labels;
  private final List<Labels> reports;
  private final SeriesSet reportSet;
  private KnownPage page;
  private boolean live;
  private boolean reported;
  private long lastMillis;

  /**
   * @param lastMillis before which (Unix milliseconds) its samples must not lie
   */
  Target(Client client, Interner interner, long lastMillis) {
    this.lastMillis = lastMillis;
    this.client = client.name();
    this.labels = new TargetLabels(client, interner);
    this.reports = labels.reports();
    this.reportSet = new SeriesSet(reports);
    this.page = KnownPage.empty(reports);
  }

  /** What came of a page. */
  record Scraped(SampleBatch batch, int samples, int duplicates, String duplicate, int withheld) {}

  Labels labels() {
    return labels.own();
  }

  /** The time of the newest batch, Unix milliseconds; later ones must lie behind it. */
  long lastMillis() {
    return lastMillis;
  }

  /**
   * The samples of a page.
   *
   * @param seconds how long the scrape took, asked for when all is read
   * @throws dev.muster.metrics.ExpositionException if it is no page of metrics
   * @throws ScrapeException if it has too many samples
   */
  Scraped scraped(
      byte[] bytes, int length, long timeMillis, ScrapeSettings settings, DoubleSupplier seconds) {
    var reader = new ExpositionReader(bytes, 0, length, ExpositionLimits.DEFAULT).skipComments();
    var reading = new PageReading(page, labels, timeMillis);
    reading.read(bytes, reader, settings.sampleLimit());
    var result = PageResult.of(reading, reports, live);
    report(result.values, 1, seconds.getAsDouble(), reading.scraped, reading.newcomers.size());
    page = result.page;
    live = true;
    reported = true;
    lastMillis = timeMillis;
    var batch = new SampleBatch(client, timeMillis, result.set, result.values, result.times);
    return new Scraped(
        batch,
        reading.scraped,
        reading.duplicates,
        String.valueOf(reading.duplicate),
        reading.withheld);
  }

  /** The samples of a scrape that failed: up 0, and stale markers for what was live. */
  SampleBatch failed(long timeMillis, double seconds) {
    var gone = takeLive();
    var series = new ArrayList<Labels>(gone);
    series.addAll(reports);
    double[] values = new double[series.size()];
    Arrays.fill(values, StaleMarker.VALUE);
    report(values, 0, seconds, 0, 0);
    reported = true;
    lastMillis = timeMillis;
    var set = gone.isEmpty() ? reportSet : new SeriesSet(series);
    return new SampleBatch(client, timeMillis, set, values, null);
  }

  /**
   * Stale markers for all that is live, as the client is scraped no more; null where nothing is.
   */
  @Nullable SampleBatch gone(long timeMillis) {
    var series = new ArrayList<Labels>(takeLive());
    if (reported) {
      series.addAll(reports);
      reported = false;
    }
    if (series.isEmpty()) {
      return null;
    }
    double[] values = new double[series.size()];
    Arrays.fill(values, StaleMarker.VALUE);
    lastMillis = lastMillis >= timeMillis ? lastMillis + 1 : timeMillis;
    return new SampleBatch(client, lastMillis, new SeriesSet(series), values, null);
  }

  /** A series to which the page gives times of its own ends by itself. */
  private List<Labels> takeLive() {
    if (!live) {
      return List.of();
    }
    live = false;
    var series = new ArrayList<Labels>(page.size);
    for (int slot = 0; slot < page.size; slot++) {
      if (!page.hasOwnTime(slot)) {
        series.add(page.set.series().get(slot));
      }
    }
    return series;
  }

  private void report(double[] values, double up, double seconds, int scraped, int added) {
    int last = values.length - reports.size();
    values[last] = up;
    values[last + 1] = seconds;
    values[last + 2] = scraped;
    values[last + 3] = scraped;
    values[last + 4] = added;
  }
}
