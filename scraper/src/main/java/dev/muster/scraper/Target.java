package dev.muster.scraper;

import dev.muster.archive.SampleBatch;
import dev.muster.archive.SeriesSet;
import dev.muster.fleet.Client;
import dev.muster.fleet.ScrapeSettings;
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
  private final Descriptions descriptions;
  final LayoutCache layouts = new LayoutCache();
  private TargetRules rules;
  private ReportSeries.Limits limits;
  private ReportSeries.Counts failed = ReportSeries.Counts.NONE;
  private volatile KnownPage page;
  private boolean live;
  private boolean reported;
  private long lastMillis;

  /**
   * @param lastMillis before which (Unix milliseconds) its samples must not lie
   */
  Target(
      Client client,
      ScrapeSettings settings,
      Interner interner,
      Descriptions descriptions,
      long lastMillis) {
    this.descriptions = descriptions;
    this.rules = TargetRules.of(client, settings);
    this.limits = limits(rules, settings);
    this.lastMillis = lastMillis;
    this.client = client.name();
    this.labels = new TargetLabels(client, interner);
    this.reports = labels.reports(ReportSeries.names(settings.extraMetrics()));
    this.reportSet = new SeriesSet(reports);
    this.page = KnownPage.empty(reports);
  }

  private static ReportSeries.Limits limits(TargetRules rules, ScrapeSettings settings) {
    return new ReportSeries.Limits(
        settings.timeout().toMillis() / 1000.0, rules.limits().samples());
  }

  /** Reads pages by other rules from now on; to be called while no scrape runs. */
  void use(Client client, ScrapeSettings settings) {
    var next = TargetRules.of(client, settings);
    limits = limits(next, settings);
    if (!next.agrees(rules)) {
      layouts.forget();
      page = page.forgotten();
    }
    rules = next;
  }

  /** Whether the last page was one of Muster's own exporter. */
  boolean isOurs() {
    return page.ours;
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
   * @throws ScrapeException if it has too many samples or new series
   */
  Scraped scraped(
      byte[] bytes, int length, boolean openMetrics, long timeMillis, DoubleSupplier seconds) {
    double @Nullable [] values = layouts.read(bytes, length, openMetrics);
    LayoutCache.@Nullable Layout layout = layouts.layout();
    if (values == null || layout == null) {
      return read(bytes, length, openMetrics, timeMillis, seconds);
    }
    int samples = layout.samples();
    var counts = new ReportSeries.Counts(samples, layout.kept, 0, length);
    report(values, true, seconds.getAsDouble(), counts);
    ended(timeMillis);
    return new Scraped(
        new SampleBatch(client, timeMillis, page.set, values, null),
        samples,
        layout.duplicates,
        layout.duplicate,
        0);
  }

  private Scraped read(
      byte[] bytes, int length, boolean openMetrics, long timeMillis, DoubleSupplier seconds) {
    var reader = new ExpositionReader(bytes, 0, length, rules.exposition()).skipComments();
    var reading = new PageReading(page, labels, rules, reader, openMetrics, timeMillis);
    boolean whole = false;
    try {
      reading.read(bytes);
      whole = true;
    } finally {
      failed = whole ? ReportSeries.Counts.NONE : reading.counts(length);
    }
    var result = PageResult.of(reading, reports, live);
    report(result.values, true, seconds.getAsDouble(), reading.counts(length));
    if (!reading.newcomers.isEmpty()) {
      var again = new ExpositionReader(bytes, 0, length, rules.exposition());
      descriptions.read(openMetrics ? again.openMetrics() : again, openMetrics);
    }
    page = result.page;
    layouts.remember(bytes, length, reading, result);
    ended(timeMillis);
    return new Scraped(
        new SampleBatch(client, timeMillis, result.set, result.values, result.times),
        reading.scraped,
        reading.duplicates,
        String.valueOf(reading.duplicate),
        reading.withheld);
  }

  private void ended(long timeMillis) {
    live = true;
    reported = true;
    lastMillis = timeMillis;
  }

  /**
   * The samples of a scrape that failed: up 0, and stale markers for what was live.
   *
   * @param tooLarge whether it failed as the page had more bytes than allowed
   */
  SampleBatch failed(long timeMillis, double seconds, boolean tooLarge) {
    var gone = takeLive();
    var series = new ArrayList<Labels>(gone);
    series.addAll(reports);
    double[] values = new double[series.size()];
    Arrays.fill(values, StaleMarker.VALUE);
    report(values, false, seconds, tooLarge ? ReportSeries.Counts.BODY_TOO_LARGE : failed);
    failed = ReportSeries.Counts.NONE;
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

  private void report(double[] values, boolean up, double seconds, ReportSeries.Counts counts) {
    ReportSeries.write(values, reports.size(), up, seconds, counts, limits);
  }
}
