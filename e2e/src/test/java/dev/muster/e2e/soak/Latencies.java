package dev.muster.e2e.soak;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** How long things of several kinds took, and which failed. From any thread. */
final class Latencies {
  private static final int MOST_REASONS = 5;

  private final Map<String, List<Double>> millis = new TreeMap<>();
  private final Map<String, Integer> failures = new TreeMap<>();
  private final List<String> reasons = new ArrayList<>();

  /** Of one kind, in milliseconds. */
  record Row(String kind, int count, int failed, double p50, double p99, double longest) {}

  synchronized void took(String kind, double time) {
    millis.computeIfAbsent(kind, _ -> new ArrayList<>()).add(time);
  }

  synchronized void failed(String kind, String reason) {
    failures.merge(kind, 1, Integer::sum);
    if (reasons.size() < MOST_REASONS) {
      reasons.add(kind + ": " + reason);
    }
  }

  synchronized int count() {
    return millis.values().stream().mapToInt(List::size).sum();
  }

  synchronized int failures() {
    return failures.values().stream().mapToInt(Integer::intValue).sum();
  }

  /** Of the first few failures. */
  synchronized List<String> reasons() {
    return List.copyOf(reasons);
  }

  synchronized List<Row> rows() {
    var rows = new ArrayList<Row>();
    millis.forEach((kind, times) -> {
      var sorted = times.stream().sorted().toList();
      int count = sorted.size();
      rows.add(
          new Row(
              kind,
              count,
              failures.getOrDefault(kind, 0),
              sorted.get(count / 2),
              sorted.get(Math.min(count - 1, count * 99 / 100)),
              sorted.getLast()));
    });
    return rows;
  }

  /** Forgets the times, not the failures: what was before need not be stated. */
  synchronized void begin() {
    millis.clear();
  }
}
