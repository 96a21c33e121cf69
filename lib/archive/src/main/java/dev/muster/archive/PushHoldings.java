package dev.muster.archive;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Where the file has its pushed samples, in memory: which head rows, which segments, by period. As
 * {@link Holdings} it follows the commits, and has a number for each change that moves samples.
 */
final class PushHoldings {
  /** Where a read finds what it wants. */
  record View(List<PushSegment> segments, List<PushRow> rows) {
    boolean isEmpty() {
      return segments.isEmpty() && rows.isEmpty();
    }
  }

  /**
   * Head rows of a period.
   *
   * @param oldestArrival when the oldest of them came, by the clock, Unix milliseconds
   */
  record Pending(long period, List<PushRow> rows, long samples, long oldestArrival) {}

  private static final class Period {
    private final List<PushRow> rows = new ArrayList<>();
    private final List<PushSegment> segments = new ArrayList<>();
    private long oldestArrival;

    boolean isEmpty() {
      return rows.isEmpty() && segments.isEmpty();
    }
  }

  private final TreeMap<Long, Period> periods = new TreeMap<>();
  private long version;
  private int rows;

  synchronized void load(long atVersion) {
    version = atVersion;
  }

  synchronized void add(PushRow row, long arrival) {
    var period = periods.computeIfAbsent(row.period(), number -> new Period());
    if (period.rows.isEmpty()) {
      period.oldestArrival = arrival;
    }
    period.rows.add(row);
    rows++;
  }

  synchronized void add(PushSegment segment) {
    periods.computeIfAbsent(segment.period(), number -> new Period()).segments.add(segment);
  }

  /** Rows, or several segments, became one segment. */
  synchronized void moved(
      long newVersion, PushSegment made, Collection<PushRow> from, Collection<PushSegment> of) {
    version = newVersion;
    var period = periods.computeIfAbsent(made.period(), number -> new Period());
    period.rows.removeAll(from);
    rows -= from.size();
    period.segments.removeAll(of);
    if (made.samples() > 0) {
      period.segments.add(made);
    }
  }

  synchronized void remove(PushSegment segment) {
    var period = periods.get(segment.period());
    if (period != null) {
      period.segments.remove(segment);
      if (period.isEmpty()) {
        periods.remove(segment.period());
      }
    }
  }

  synchronized long version() {
    return version;
  }

  /** The greatest time of a sample; the least number where there is none. */
  synchronized long newest() {
    long newest = Long.MIN_VALUE;
    if (!periods.isEmpty()) {
      var last = periods.lastEntry().getValue();
      for (var row : last.rows) {
        newest = Math.max(newest, row.last());
      }
      for (var segment : last.segments) {
        newest = Math.max(newest, segment.last());
      }
    }
    return newest;
  }

  /** The oldest period with samples; the greatest number for none. */
  synchronized long oldestPeriod() {
    for (var period : periods.entrySet()) {
      if (!period.getValue().isEmpty()) {
        return period.getKey();
      }
    }
    return Long.MAX_VALUE;
  }

  /** Where to read, or null where this is of another version. */
  synchronized @Nullable View view(long atVersion, long from, long to) {
    if (atVersion != version) {
      return null;
    }
    var view = new View(new ArrayList<>(), new ArrayList<>());
    var touched =
        periods.subMap(RollupStep.period(from), true, RollupStep.period(to), true).values();
    for (var period : touched) {
      period.segments.stream().filter(s -> s.touches(from, to)).forEach(view.segments()::add);
      period.rows.stream().filter(r -> r.touches(from, to)).forEach(view.rows()::add);
    }
    return view;
  }

  /** Whether there is anything at all. */
  synchronized boolean isEmpty() {
    return periods.isEmpty();
  }

  /** How many head rows there are. */
  synchronized int rows() {
    return rows;
  }

  /** The head rows of each period that has some, the oldest period first. */
  synchronized List<Pending> pending() {
    var pending = new ArrayList<Pending>();
    periods.forEach((number, period) -> {
      if (!period.rows.isEmpty()) {
        long samples = period.rows.stream().mapToLong(PushRow::samples).sum();
        pending.add(new Pending(number, List.copyOf(period.rows), samples, period.oldestArrival));
      }
    });
    return pending;
  }

  /** The segments of a period, in the order they were made. */
  synchronized List<PushSegment> segments(long number) {
    var period = periods.get(number);
    return period == null ? List.of() : List.copyOf(period.segments);
  }

  /** All segments. */
  synchronized List<PushSegment> segments() {
    return periods.values().stream().flatMap(period -> period.segments.stream()).toList();
  }

  /** The periods with more than one segment. */
  synchronized List<Long> crowded() {
    return periods.entrySet().stream()
        .filter(period -> period.getValue().segments.size() > 1)
        .map(period -> period.getKey())
        .toList();
  }

  /** The newest head rows, as many as that. */
  synchronized List<PushRow> newestRows(int most) {
    return periods.descendingMap().values().stream()
        .flatMap(period -> period.rows.reversed().stream())
        .limit(most)
        .toList();
  }
}
