package dev.muster.archive;

import dev.muster.metrics.Labels;
import dev.muster.metrics.Matcher;
import dev.muster.metrics.Rollups;
import dev.muster.metrics.Selection;
import dev.muster.metrics.TooManySamplesException;
import dev.muster.metrics.Windows;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** One selection being answered from rollups, as far as its samples are no longer kept. */
final class RollupRead {
  private static final long DAY_MILLIS = 86_400_000;

  /** Rows of so many series that are not wanted are read rather than sought around. */
  private static final int GAP = 8;

  private final Connection connection;
  private final Selection selection;
  private final Windows windows;
  private final long gone;
  private final DamageLog damage;
  private final SortedMap<Long, RollupsBuilder> found = new TreeMap<>();
  private final List<Range> ranges = new ArrayList<>();
  private long taken;

  /** Numbers of series from one to another, both included. */
  private record Range(long first, long last) {}

  /**
   * A read.
   *
   * @param gone before this time samples are not kept
   */
  RollupRead(
      Connection connection, Selection selection, Windows windows, long gone, DamageLog damage) {
    this.connection = connection;
    this.selection = selection;
    this.windows = windows;
    this.gone = gone;
    this.damage = damage;
  }

  /** The series that have any, by their labels. */
  SortedMap<Labels, Rollups> run() throws SQLException {
    var series = series();
    if (series.isEmpty()) {
      return new TreeMap<>();
    }
    series.keySet().forEach(this::addToRanges);
    long until = ceiling(gone, RollupStep.HOUR);
    if (hoursSuffice()) {
      read(RollupStep.HOUR, Long.MIN_VALUE, until);
    } else {
      long fine = fiveMinutesFrom();
      if (fine < gone) {
        read(RollupStep.HOUR, Long.MIN_VALUE, fine);
        until = ceiling(gone, RollupStep.FIVE_MINUTES);
        read(RollupStep.FIVE_MINUTES, fine, until);
      } else {
        read(RollupStep.HOUR, Long.MIN_VALUE, until);
      }
    }
    var all = new TreeMap<Labels, Rollups>();
    for (var entry : found.entrySet()) {
      var labels = series.get(entry.getKey());
      if (labels != null && !entry.getValue().isEmpty()) {
        all.put(labels, entry.getValue().build(until));
      }
    }
    return all;
  }

  private static long ceiling(long time, RollupStep step) {
    return Math.ceilDiv(time, step.millis()) * step.millis();
  }

  /** Whether rollups of an hour say as much as finer ones, or nearly so over a day. */
  private boolean hoursSuffice() {
    long hour = RollupStep.HOUR.millis();
    boolean isLong = windows.lengthMillis() >= DAY_MILLIS;
    return isLong
        || (windows.use() == Windows.Use.LAST
            ? windows.endsAreAlignedTo(hour)
            : windows.isAlignedTo(hour));
  }

  /** From when on all of those that are kept are there; the oldest are being dropped. */
  private long fiveMinutesFrom() throws SQLException {
    long oldest = RollupTable.oldestChunk(connection, RollupStep.FIVE_MINUTES);
    return oldest == Long.MAX_VALUE
        ? Long.MAX_VALUE
        : (oldest + 1) * RollupStep.FIVE_MINUTES.chunkMillis();
  }

  private Map<Long, Labels> series() throws SQLException {
    var series = new TreeMap<Long, Labels>();
    var wanted = selection.matchers();
    boolean counters = windows.use() == Windows.Use.INCREASE;
    RollupTable.forEachSeries(
        connection,
        demanded("client"),
        demanded(Labels.NAME),
        (id, text) -> {
          var labels = LabelsText.read(text);
          if (wanted.stream().allMatch(matcher -> matcher.matches(labels.get(matcher.name())))
              && (!counters || RollupDue.isCounter(labels.metricName()))) {
            series.put(id, labels);
          }
        });
    return series;
  }

  /** The one value that a label must have; null where there is none. */
  private @Nullable String demanded(String name) {
    for (var matcher : selection.matchers()) {
      if (matcher.name().equals(name) && matcher.type() == Matcher.Type.EQUAL) {
        return matcher.value();
      }
    }
    return null;
  }

  private void addToRanges(long id) {
    var last = ranges.isEmpty() ? null : ranges.getLast();
    if (last != null && id - last.last() <= GAP) {
      ranges.set(ranges.size() - 1, new Range(last.first(), id));
    } else {
      ranges.add(new Range(id, id));
    }
    found.put(id, new RollupsBuilder(windows.use()));
  }

  /** Reads those of a length that begin within times and that a window may see. */
  private void read(RollupStep step, long from, long until) throws SQLException {
    long first = Math.max(from, selection.fromMillis() - step.millis());
    long last = Math.min(until - 1, selection.toMillis());
    if (last < first) {
      return;
    }
    long firstChunk = step.chunk(first);
    try (var query = RollupTable.rows(connection)) {
      for (long chunk : RollupTable.chunks(connection, step, firstChunk, step.chunk(last))) {
        long start = chunk * step.chunkMillis();
        if (windows.touch(start, start + step.chunkMillis() + step.millis())) {
          for (var range : ranges) {
            RollupTable.forEach(
                query,
                step,
                chunk,
                range.first(),
                range.last(),
                (id, stored) -> take(step, chunk, id, stored, first, last));
          }
        }
      }
    }
  }

  private void take(
      RollupStep step, long chunk, long id, RollupTable.Stored stored, long first, long last) {
    var builder = found.get(id);
    if (builder == null) {
      return;
    }
    List<RollupWindow> list;
    try {
      list = stored.verified(step, chunk, id);
    } catch (DamagedBlobException e) {
      damage.found(Roller.place(step, chunk, id), String.valueOf(e.getMessage()));
      return;
    }
    for (var window : list) {
      long start = (chunk * RollupStep.WINDOWS + window.window()) * step.millis();
      if (first <= start && start <= last) {
        count();
        builder.add(start, start + step.millis(), window);
      }
    }
  }

  private void count() {
    taken++;
    if (taken > selection.maxSamples()) {
      throw new TooManySamplesException(selection.maxSamples());
    }
  }
}
