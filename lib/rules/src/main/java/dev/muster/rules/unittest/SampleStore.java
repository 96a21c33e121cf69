package dev.muster.rules.unittest;

import dev.muster.metrics.Labels;
import dev.muster.metrics.Selection;
import dev.muster.metrics.Series;
import dev.muster.metrics.SeriesReader;
import dev.muster.metrics.TooManySamplesException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/** The samples of a test in memory; what lies in the test's future is not seen yet. */
final class SampleStore implements SeriesReader {
  private final Map<Labels, TreeMap<Long, Double>> series = new LinkedHashMap<>();
  private long now = Long.MIN_VALUE;

  /** Adds a sample, unless the series has one at that time. */
  void add(Labels labels, long timeMillis, double value) {
    series.computeIfAbsent(labels, key -> new TreeMap<>()).putIfAbsent(timeMillis, value);
  }

  /** Samples up to this time are seen from now on. */
  void moveTo(long timeMillis) {
    now = timeMillis;
  }

  @Override
  public List<Series> select(Selection selection) {
    long until = Math.min(now, selection.toMillis());
    var found = new ArrayList<Series>();
    long left = selection.maxSamples();
    for (var entry : series.entrySet()) {
      var labels = entry.getKey();
      if (until < selection.fromMillis()
          || !selection.matchers().stream().allMatch(matcher -> matcher.matches(labels))) {
        continue;
      }
      var samples = entry.getValue().subMap(selection.fromMillis(), true, until, true);
      left -= samples.size();
      if (left < 0) {
        throw new TooManySamplesException(selection.maxSamples());
      }
      if (!samples.isEmpty()) {
        found.add(series(labels, samples));
      }
    }
    return found;
  }

  private static Series series(Labels labels, SortedMap<Long, Double> samples) {
    var times = new long[samples.size()];
    var values = new double[samples.size()];
    int next = 0;
    for (var sample : samples.entrySet()) {
      times[next] = sample.getKey();
      values[next++] = sample.getValue();
    }
    return new Series(labels, times, values, next);
  }
}
