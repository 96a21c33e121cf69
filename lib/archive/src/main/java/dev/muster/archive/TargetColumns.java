package dev.muster.archive;

import java.util.ArrayList;
import java.util.BitSet;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The scrapes of one target in one window, turned from rows to columns. */
final class TargetColumns {
  /** Values of one series in the scrapes that have it. */
  static final class Column {
    private final int series;
    private final double[] values;
    private final long @Nullable [] times;

    /** Null as long as the first {@code count} scrapes have it. */
    private @Nullable BitSet present;

    private int count;

    Column(int series, int scrapes, boolean ownTimes) {
      this.series = series;
      this.values = new double[scrapes];
      this.times = ownTimes ? new long[scrapes] : null;
    }

    void add(int scrape, long time, double value) {
      if (scrape != count && present == null) {
        present = firstScrapes();
      }
      if (present != null) {
        present.set(scrape);
      }
      if (times != null) {
        times[count] = time;
      }
      values[count++] = value;
    }

    boolean has(int scrape) {
      return present == null ? scrape < count : present.get(scrape);
    }

    private BitSet firstScrapes() {
      var first = new BitSet(values.length);
      first.set(0, count);
      return first;
    }

    int series() {
      return series;
    }

    boolean hasOwnTimes() {
      return times != null;
    }

    void addTo(BlockWriter block, int slot, int scrapes) {
      var some = present == null ? firstScrapes() : present;
      block.add(slot, series, count == scrapes ? null : some, scrapes, times, values, count);
    }
  }

  private final long[] times;
  private final Map<Integer, List<Column>> bySeries = new HashMap<>();
  private final Set<Long> periods = new HashSet<>();
  private long first;
  private long last;

  /** Takes rows in ascending order of time. */
  TargetColumns(List<ScrapeRow> rows) {
    this.times = rows.stream().mapToLong(ScrapeRow::time).toArray();
    this.first = times[0];
    this.last = times[times.length - 1];
    for (long time : times) {
      periods.add(RollupStep.period(time));
    }
    var places = new HashMap<Integer, Column[]>();
    for (int scrape = 0; scrape < times.length; scrape++) {
      var row = rows.get(scrape);
      var columns = places.computeIfAbsent(row.set().id(), id -> plainColumns(row.set()));
      addRow(scrape, row, columns);
    }
  }

  long[] times() {
    return times;
  }

  long first() {
    return first;
  }

  long last() {
    return last;
  }

  /** The periods of rollups that the samples lie in. */
  Set<Long> periods() {
    return periods;
  }

  boolean hasOwnTimes() {
    return bySeries.values().stream().anyMatch(columns -> columns.getLast().hasOwnTimes());
  }

  /** Columns that have values, by series; of one series the plain column first. */
  List<Column> columns() {
    var all = new ArrayList<Column>();
    bySeries.values().forEach(all::addAll);
    all.removeIf(column -> column.count == 0);
    all.sort((a, b) -> Integer.compare(a.series(), b.series()));
    return all;
  }

  private Column[] plainColumns(StoredSet set) {
    int[] members = set.members();
    var columns = new Column[members.length];
    for (int i = 0; i < members.length; i++) {
      int series = members[i];
      columns[i] =
          bySeries
              .computeIfAbsent(
                  series, id -> new ArrayList<>(List.of(new Column(series, times.length, false))))
              .getFirst();
    }
    return columns;
  }

  private void addRow(int scrape, ScrapeRow row, Column[] columns) {
    double[] values = row.values();
    for (int i = 0; i < columns.length; i++) {
      if (row.hasOwnTime(i)) {
        addOwn(scrape, row.time(i), columns[i].series(), values[i]);
      } else if (!columns[i].has(scrape)) {
        // A page may name a series twice; at one time the first stands.
        columns[i].add(scrape, row.time(), values[i]);
      }
    }
  }

  private void addOwn(int scrape, long time, int series, double value) {
    first = Math.min(first, time);
    last = Math.max(last, time);
    periods.add(RollupStep.period(time));
    var columns = bySeries.computeIfAbsent(series, id -> new ArrayList<>());
    for (var column : columns) {
      if (column.hasOwnTimes() && !column.has(scrape)) {
        column.add(scrape, time, value);
        return;
      }
    }
    var column = new Column(series, times.length, true);
    column.add(scrape, time, value);
    columns.add(column);
  }
}
