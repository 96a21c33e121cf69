package dev.muster.archive;

import dev.muster.metrics.Labels;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.ToIntFunction;

/**
 * Batches that share a commit, judged one after the other: each against what is there and against
 * those before it, so that it is taken whole or refused whole.
 */
final class PushGroup {
  /** What is there already. */
  private final Map<Labels, PushColumn> there;

  private final Map<Labels, List<PushColumn>> taken = new LinkedHashMap<>();

  /** The samples taken so far of series that come more than once, to hold others against. */
  private final Map<Labels, PushColumn> together = new HashMap<>();

  PushGroup(Map<Labels, PushColumn> there) {
    this.there = there;
  }

  /** All series of some batches. */
  static Set<Labels> series(Collection<PushBatch> batches) {
    var all = new HashSet<Labels>();
    batches.forEach(batch -> all.addAll(batch.columns().keySet()));
    return all;
  }

  /**
   * Takes a batch.
   *
   * @throws RefusedSamplesException with nothing of it taken
   */
  PushReceipt take(PushBatch batch) {
    var more = new LinkedHashMap<Labels, PushColumn>();
    long written = 0;
    for (var column : batch.columns().entrySet()) {
      var fresh = fresh(column.getKey(), column.getValue());
      written += fresh.size();
      if (fresh.size() > 0) {
        more.put(column.getKey(), fresh);
      }
    }
    more.forEach(this::add);
    return new PushReceipt(written, batch.samples() - written);
  }

  private void add(Labels labels, PushColumn column) {
    var before = taken.get(labels);
    if (before == null) {
      taken.put(labels, new ArrayList<>(List.of(column)));
      return;
    }
    together.put(labels, known(labels).with(column));
    before.add(column);
  }

  /** What was taken of a series. */
  private PushColumn known(Labels labels) {
    var several = together.get(labels);
    var one = taken.get(labels);
    return several != null ? several : one == null ? PushColumn.NONE : one.getFirst();
  }

  private PushColumn fresh(Labels labels, PushColumn column) {
    var before = there.getOrDefault(labels, PushColumn.NONE);
    var meanwhile = known(labels);
    int shared =
        PushBatch.requireAgreement(labels, before, column)
            + PushBatch.requireAgreement(labels, meanwhile, column);
    return shared == 0 ? column : column.without(before).without(meanwhile);
  }

  boolean isEmpty() {
    return taken.isEmpty();
  }

  Set<Labels> series() {
    return taken.keySet();
  }

  /** What is new, by series. */
  SortedMap<Integer, PushColumn> columns(ToIntFunction<Labels> ids) {
    var columns = new TreeMap<Integer, PushColumn>();
    taken.forEach((labels, parts) -> columns.put(ids.applyAsInt(labels), PushColumn.all(parts)));
    return columns;
  }

  /** Columns by period of two hours, then by series. */
  static SortedMap<Long, SortedMap<Integer, PushColumn>> byPeriod(
      Map<Integer, PushColumn> columns) {
    var periods = new TreeMap<Long, SortedMap<Integer, PushColumn>>();
    columns.forEach((series, column) -> {
      int done = 0;
      while (done < column.size()) {
        long period = RollupStep.period(column.times()[done]);
        long start = period * RollupStep.PERIOD_MILLIS;
        var part = column.between(start, start + RollupStep.PERIOD_MILLIS);
        periods.computeIfAbsent(period, number -> new TreeMap<>()).put(series, part);
        done += part.size();
      }
    });
    return periods;
  }
}
