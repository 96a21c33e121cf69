package dev.muster.rules;

import dev.muster.metrics.Labels;
import dev.muster.metrics.Selection;
import dev.muster.metrics.Series;
import dev.muster.metrics.SeriesReader;
import dev.muster.metrics.TooManySamplesException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** What another reader has, and samples of one moment that are not stored yet. */
final class OverlayReader implements SeriesReader {
  private final SeriesReader stored;
  private final Map<Labels, Double> fresh;
  private final long time;

  /**
   * @param fresh may grow later, by the thread that reads
   * @param time of the fresh samples, Unix milliseconds; they are later than those stored
   */
  OverlayReader(SeriesReader stored, Map<Labels, Double> fresh, long time) {
    this.stored = stored;
    this.fresh = fresh;
    this.time = time;
  }

  @Override
  public List<Series> select(Selection selection) {
    var found = stored.select(selection);
    if (fresh.isEmpty() || time < selection.fromMillis() || time > selection.toMillis()) {
      return found;
    }
    var wanted = new HashMap<Labels, Double>();
    fresh.forEach((labels, value) -> {
      if (selection.matchers().stream().allMatch(matcher -> matcher.matches(labels))) {
        wanted.put(labels, value);
      }
    });
    if (wanted.isEmpty()) {
      return found;
    }
    requireFew(found, wanted.size(), selection.maxSamples());
    var all = new ArrayList<Series>(found.size() + wanted.size());
    for (var series : found) {
      Double value = wanted.remove(series.labels());
      all.add(value == null ? series : with(series, value));
    }
    wanted.forEach(
        (labels, value) -> all.add(new Series(labels, new long[] {time}, new double[] {value}, 1)));
    return all;
  }

  private static void requireFew(List<Series> found, int more, int most) {
    long samples = more;
    for (var series : found) {
      samples += series.size();
    }
    if (samples > most) {
      throw new TooManySamplesException(most);
    }
  }

  /** The series with the fresh sample at its end, unless it has one that is not older. */
  private Series with(Series series, double value) {
    int size = series.size();
    if (size > 0 && series.timesMillis()[size - 1] >= time) {
      return series;
    }
    var times = Arrays.copyOf(series.timesMillis(), size + 1);
    var values = Arrays.copyOf(series.values(), size + 1);
    times[size] = time;
    values[size] = value;
    return new Series(series.labels(), times, values, size + 1);
  }
}
