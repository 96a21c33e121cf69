package dev.muster.rules;

import dev.muster.metrics.Labels;
import dev.muster.metrics.StaleMarker;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;

/** What the rules of a group give at one moment; of two samples of a series the first stands. */
final class Samples {
  private final Map<Labels, Double> values = new LinkedHashMap<>();

  /** Adds a sample; false where the series has one already. */
  boolean add(Labels labels, double value) {
    Double before = values.get(labels);
    if (before != null && !StaleMarker.is(before)) {
      return false;
    }
    values.put(labels, value);
    return true;
  }

  /** Marks a series as ended, unless it has a sample. */
  void end(Labels labels) {
    values.putIfAbsent(labels, StaleMarker.VALUE);
  }

  Map<Labels, Double> values() {
    return Collections.unmodifiableMap(values);
  }
}
