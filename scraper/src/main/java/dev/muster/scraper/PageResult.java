package dev.muster.scraper;

import dev.muster.archive.SeriesSet;
import dev.muster.metrics.Labels;
import dev.muster.metrics.StaleMarker;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What reading a page came to: the page as it is known from now on, and the samples to store. The
 * scrape's own series stand last in set and values, their values still to be filled in.
 */
final class PageResult {
  final KnownPage page;
  final SeriesSet set;
  final double[] values;
  final long @Nullable [] times;

  private PageResult(KnownPage page, SeriesSet set, double[] values, long @Nullable [] times) {
    this.page = page;
    this.set = set;
    this.values = values;
    this.times = times;
  }

  /**
   * Ends a reading.
   *
   * @param wereLive whether the last page's series are still shown, so that those which are gone
   *     need a stale marker
   */
  static PageResult of(PageReading reading, List<Labels> reports, boolean wereLive) {
    var known = reading.known;
    boolean sameSeries = reading.isSameSeries();
    var next = sameSeries ? renewed(reading) : rebuilt(reading, reports);
    if (sameSeries && reading.withheld == 0) {
      return new PageResult(next, known.set, reading.values, reading.times);
    }
    return new Gathering(reading, reports).result(next, wereLive);
  }

  private static KnownPage renewed(PageReading reading) {
    var known = reading.known;
    if (reading.isInOrder() && reading.ownTimes == null) {
      return known;
    }
    var keys = reading.isInOrder() ? known.keys : PageKeys.of(reading.sequence(), null);
    return new KnownPage(keys, known.set, known.size, reading.ownTimes, reading.isOurs());
  }

  private static KnownPage rebuilt(PageReading reading, List<Labels> reports) {
    var sequence = reading.sequence();
    int[] places = new int[reading.known.size + reading.newcomers.size()];
    Arrays.fill(places, SeriesKey.NOWHERE);
    var series = new ArrayList<Labels>(places.length + reports.size());
    long @Nullable [] ownTimes = reading.ownTimes == null ? null : new long[places.length];
    for (var key : sequence) {
      if (key.slot >= 0 && places[key.slot] == SeriesKey.NOWHERE) {
        places[key.slot] = series.size();
        if (ownTimes != null && reading.ownTimes != null) {
          ownTimes[series.size()] = reading.ownTimes[key.slot];
        }
        series.add(reading.labels(key.slot));
      }
    }
    int size = series.size();
    series.addAll(reports);
    return new KnownPage(
        PageKeys.of(sequence, places), new SeriesSet(series), size, ownTimes, reading.isOurs());
  }

  /** Puts a batch together that is not just the known page. */
  private static final class Gathering {
    private final PageReading reading;
    private final List<Labels> reports;
    private final List<Labels> series = new ArrayList<>();
    private double[] values = new double[64];
    private long[] times = new long[64];

    Gathering(PageReading reading, List<Labels> reports) {
      this.reading = reading;
      this.reports = reports;
    }

    PageResult result(KnownPage next, boolean wereLive) {
      boolean[] taken = new boolean[reading.states.length];
      for (var key : reading.sequence()) {
        int slot = key.slot;
        if (slot >= 0 && !taken[slot] && reading.states[slot] == PageReading.SEEN) {
          taken[slot] = true;
          long[] own = reading.times;
          add(reading.labels(slot), reading.values[slot], own == null ? now() : own[slot]);
        }
      }
      if (wereLive) {
        markGone();
      }
      reports.forEach(report -> add(report, 0, now()));
      boolean isNext = series.size() == next.set.size() && series.equals(next.set.series());
      return new PageResult(
          next,
          isNext ? next.set : new SeriesSet(series),
          Arrays.copyOf(values, series.size()),
          reading.times == null ? null : Arrays.copyOf(times, series.size()));
    }

    private void markGone() {
      for (int slot = 0; slot < reading.known.size; slot++) {
        if (reading.states[slot] == PageReading.UNSEEN && !reading.known.hasOwnTime(slot)) {
          add(reading.labels(slot), StaleMarker.VALUE, now());
        }
      }
    }

    private long now() {
      return reading.timeMillis;
    }

    private void add(Labels labels, double value, long time) {
      int next = series.size();
      if (next == values.length) {
        values = Arrays.copyOf(values, 2 * next);
        times = Arrays.copyOf(times, 2 * next);
      }
      series.add(labels);
      values[next] = value;
      times[next] = time;
    }
  }
}
