package dev.muster.exporter.collector;

import dev.muster.exporter.collector.TopProcessesCollector.Usage;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * CPU time by program that only grows, though processes come and go and so do the programs that are
 * named.
 *
 * <p>What each process used since the reading before is added to its program, if that is among
 * those named, else to the others. Named are the programs that used most of late: at each reading
 * the earlier ones count half as much. A program that is named anew begins at what it used since
 * the reading before.
 */
final class ProgramTimes {
  /** Seconds that no longer make a program one that used time of late. */
  private static final double FORGOTTEN = 0.001;

  private record Id(long number, long started) {}

  private final int count;
  private final Map<String, Double> late = new HashMap<>();
  private final Map<String, Double> named = new HashMap<>();
  private Map<Id, Double> before = Map.of();
  private double others;

  ProgramTimes(int count) {
    this.count = count;
  }

  /** Takes one reading of all processes. */
  void take(List<Usage> processes) {
    Map<String, Double> used = used(processes);
    late.replaceAll((program, seconds) -> seconds / 2);
    late.values().removeIf(seconds -> seconds < FORGOTTEN);
    used.forEach((program, seconds) -> late.merge(program, seconds, Double::sum));
    List<String> top = TopProcessesCollector.top(late, count);
    named.keySet().retainAll(top);
    top.forEach(program -> named.putIfAbsent(program, 0.0));
    used.forEach((program, seconds) -> {
      if (named.computeIfPresent(program, (name, total) -> total + seconds) == null) {
        others += seconds;
      }
    });
  }

  /** What each program used since the reading before, or, with the first, since it started. */
  private Map<String, Double> used(List<Usage> processes) {
    Map<String, Double> used = new HashMap<>();
    Map<Id, Double> now = HashMap.newHashMap(processes.size());
    for (Usage process : processes) {
      Id id = new Id(process.id(), process.started());
      double since = process.cpu() - before.getOrDefault(id, 0.0);
      now.put(id, process.cpu());
      used.merge(process.program(), Math.max(0, since), Double::sum);
    }
    before = now;
    return used;
  }

  /** Seconds of those named, and of the others. */
  Map<String, Double> totals() {
    Map<String, Double> totals = new HashMap<>(named);
    totals.put(TopProcessesCollector.OTHER, others);
    return totals;
  }
}
