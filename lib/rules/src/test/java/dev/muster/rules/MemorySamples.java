package dev.muster.rules;

import dev.muster.metrics.Labels;
import dev.muster.metrics.Selection;
import dev.muster.metrics.Series;
import dev.muster.metrics.SeriesReader;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Samples in memory, read and written; keeps what an archive promises. */
final class MemorySamples implements SeriesReader, RuleSink {
  private final Map<Labels, TreeMap<Long, Double>> series = new LinkedHashMap<>();
  boolean refuses;

  synchronized void add(Labels labels, long time, double value) {
    series.computeIfAbsent(labels, key -> new TreeMap<>()).put(time, value);
  }

  @Override
  public synchronized void append(String group, long time, Map<Labels, Double> samples) {
    if (refuses) {
      throw new IllegalStateException("the disk is full");
    }
    samples.forEach((labels, value) -> add(labels, time, value));
  }

  /** What a series has, times in seconds. */
  synchronized Map<Long, Double> of(String... labels) {
    var found = new TreeMap<Long, Double>();
    series
        .getOrDefault(Labels.of(labels), new TreeMap<>())
        .forEach((time, value) -> found.put(time / 1000, value));
    return found;
  }

  synchronized List<String> names() {
    return series.keySet().stream().map(Labels::metricName).distinct().sorted().toList();
  }

  @Override
  public synchronized List<Series> select(Selection selection) {
    var found = new ArrayList<Series>();
    series.forEach((labels, samples) -> {
      var wanted = samples.subMap(selection.fromMillis(), true, selection.toMillis(), true);
      if (!wanted.isEmpty()
          && selection.matchers().stream().allMatch(matcher -> matcher.matches(labels))) {
        var times = wanted.keySet().stream().mapToLong(Long::longValue).toArray();
        var values = wanted.values().stream().mapToDouble(Double::doubleValue).toArray();
        found.add(new Series(labels, times, values, times.length));
      }
    });
    return found;
  }
}
