package dev.muster.promql;

import dev.muster.metrics.Labels;
import dev.muster.metrics.Selection;
import dev.muster.metrics.Series;
import dev.muster.metrics.SeriesReader;
import dev.muster.metrics.TooManySamplesException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;

/** Samples in memory; of those that are no floats it is only known when they are. */
final class MemoryReader implements SeriesReader {
  private final Map<Labels, TreeMap<Long, Double>> series = new LinkedHashMap<>();
  private final Map<Labels, TreeSet<Long>> others = new LinkedHashMap<>();
  private int reads;
  private boolean metOthers;

  void add(Labels labels, long timeMillis, double value) {
    series.computeIfAbsent(labels, key -> new TreeMap<>()).put(timeMillis, value);
  }

  /** A sample that is no float. */
  void addOther(Labels labels, long timeMillis) {
    others.computeIfAbsent(labels, key -> new TreeSet<>()).add(timeMillis);
  }

  /** Samples that are no floats, at times that are not known. */
  void addOthers(Labels labels) {
    others.put(labels, new TreeSet<>());
  }

  void clear() {
    series.clear();
    others.clear();
  }

  /** Whether a sample that is no float was selected since this was last asked. */
  boolean metOthers() {
    boolean met = metOthers;
    metOthers = false;
    return met;
  }

  /** How often something was selected. */
  int reads() {
    return reads;
  }

  @Override
  public List<Series> select(Selection selection) {
    reads++;
    others.forEach((labels, times) ->
        metOthers |=
            selection.matchers().stream().allMatch(matcher -> matcher.matches(labels))
                && (times.isEmpty()
                    || !times
                        .subSet(selection.fromMillis(), true, selection.toMillis(), true)
                        .isEmpty()));
    var found = new ArrayList<Series>();
    int samples = 0;
    for (var entry : series.entrySet()) {
      var labels = entry.getKey();
      if (!selection.matchers().stream().allMatch(matcher -> matcher.matches(labels))) {
        continue;
      }
      var inRange =
          entry.getValue().subMap(selection.fromMillis(), true, selection.toMillis(), true);
      samples += inRange.size();
      if (samples > selection.maxSamples()) {
        throw new TooManySamplesException(selection.maxSamples());
      }
      if (!inRange.isEmpty()) {
        found.add(series(labels, inRange));
      }
    }
    return found;
  }

  /** Arrays with room at their end, as a reader may give them. */
  private static Series series(Labels labels, Map<Long, Double> samples) {
    var times = new long[samples.size() + 3];
    var values = new double[samples.size() + 3];
    int size = 0;
    for (var sample : samples.entrySet()) {
      times[size] = sample.getKey();
      values[size++] = sample.getValue();
    }
    return new Series(labels, times, values, size);
  }
}
