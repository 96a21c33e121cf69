package dev.muster.archive;

import dev.muster.metrics.Labels;
import dev.muster.metrics.Series;
import dev.muster.sqlite.Database;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Makes rollups of periods that are over, oldest first, in small transactions. A period is always
 * made anew from all of its sealed samples, so that what was cut off, or came late, is done again
 * without anything being there twice.
 */
final class Roller {
  private static final Logger LOG = LoggerFactory.getLogger(Roller.class);

  /** By then the last segment of a period is sealed; what comes later makes it due again. */
  private static final long LATE_MILLIS = Duration.ofMinutes(4).toMillis();

  private static final int STEP_ROWS = 50;

  /** How many periods are rolled up in a row, so that sealing gets its turn. */
  private static final int MOST_PERIODS = 100;

  private final Database database;
  private final InstantSource clock;
  private final SeriesCatalog catalog;
  private final Holdings holdings;
  private final PushHoldings pushes;
  private final DamageLog damage;
  private volatile boolean closed;

  Roller(
      Database database,
      InstantSource clock,
      SeriesCatalog catalog,
      Holdings holdings,
      PushHoldings pushes,
      DamageLog damage) {
    this.database = database;
    this.clock = clock;
    this.catalog = catalog;
    this.holdings = holdings;
    this.pushes = pushes;
    this.damage = damage.another();
  }

  /** Rolls the oldest period up that is due; whether there was one. */
  synchronized boolean run() {
    return rollOldest(RollupStep.period(clock.millis() - LATE_MILLIS));
  }

  /** Rolls up what is due before a time, as much as goes at once; whether that was all. */
  synchronized boolean runBefore(long time) {
    boolean more = true;
    for (int done = 0; more && done < MOST_PERIODS && !closed; done++) {
      more = rollOldest(RollupStep.period(time));
    }
    return !more && !closed;
  }

  private boolean rollOldest(long before) {
    var due = database.<List<RollupDue.Entry>>read(c -> RollupDue.oldest(c, before));
    if (due.isEmpty() || closed) {
      return false;
    }
    long period = due.getFirst().period();
    var groups = due.stream().map(RollupDue.Entry::group).collect(Collectors.toSet());
    if (period >= database.<Long>read(RollupDue::finalBefore)) {
      roll(period, groups);
      // What came late may be the sample that the next period's counters grew from.
      long next = RollupStep.HOUR.chunk((period + 1) * RollupStep.PERIOD_MILLIS);
      boolean hasNext = database.read(c -> RollupTable.hasChunk(c, RollupStep.HOUR, next));
      if (hasNext && period + 1 < RollupStep.period(clock.millis() - LATE_MILLIS)) {
        roll(period + 1, groups);
      }
    }
    if (!closed) {
      database.writeAndWait(c -> RollupDue.drop(c, due));
      LOG.debug("msg=\"rolled up\" period={} groups={}", period, groups.size());
    }
    return !closed;
  }

  private void roll(long period, Set<Integer> groups) {
    var samples = new RollupPeriod(database, catalog, holdings, pushes, damage, period);
    samples.forEach(
        groups,
        all -> {
          for (int from = 0; from < all.size() && !closed; from += STEP_ROWS) {
            save(period, all.subList(from, Math.min(all.size(), from + STEP_ROWS)));
          }
        });
  }

  /** The rows of a series that change with a period. */
  private record Change(
      Labels labels, RollupSeriesTable.Known known, Map<RollupStep, RollupRow> rows) {}

  private void save(long period, List<Series> some) {
    var changes =
        database.<List<Change>>read(connection -> {
          var list = new ArrayList<Change>();
          try (var found = new RollupFind(connection, damage)) {
            for (var series : some) {
              list.add(change(found, period, series));
            }
          }
          return list;
        });
    long start = period * RollupStep.PERIOD_MILLIS;
    database.writeAndWait(connection -> {
      for (var step : RollupStep.values()) {
        RollupTable.saveChunk(connection, step, step.chunk(start));
      }
      try (var insert = RollupTable.saving(connection)) {
        for (var change : changes) {
          if (!change.rows().isEmpty()) {
            save(connection, insert, start, change);
          }
        }
      }
      return changes.size();
    });
  }

  private static void save(
      Connection connection, PreparedStatement insert, long start, Change change)
      throws SQLException {
    long day = RollupStep.HOUR.chunk(start);
    long id = RollupSeriesTable.need(connection, change.labels(), change.known(), day);
    for (var row : change.rows().entrySet()) {
      var step = row.getKey();
      RollupTable.save(insert, step, step.chunk(start), id, row.getValue());
    }
  }

  private static Change change(RollupFind found, long period, Series series) throws SQLException {
    var known = found.known(series.labels());
    long id = known.id();
    boolean counter = RollupDue.isCounter(series.labels().metricName());
    double last = lastBefore(found, period, id);
    long start = period * RollupStep.PERIOD_MILLIS;
    var rows = new EnumMap<RollupStep, RollupRow>(RollupStep.class);
    for (var step : RollupStep.values()) {
      var made = RollupMaker.of(step, series, last);
      if (!made.isEmpty()) {
        rows.put(step, RollupRow.of(withOthers(found, step, start, id, made), counter));
      }
    }
    return new Change(series.labels(), known, rows);
  }

  /** All windows of a chunk: those that were made now, and others that are there. */
  private static List<RollupWindow> withOthers(
      RollupFind found, RollupStep step, long start, long series, List<RollupWindow> made)
      throws SQLException {
    int first = step.window(start);
    int end = step.window(start + RollupStep.PERIOD_MILLIS - 1);
    if (first == 0 && end == RollupStep.WINDOWS - 1) {
      return made;
    }
    var all = new ArrayList<RollupWindow>(made);
    for (var window : found.windows(step, step.chunk(start), series)) {
      if (window.window() < first || window.window() > end) {
        all.add(window);
      }
    }
    all.sort(Comparator.comparingInt(RollupWindow::window));
    return all;
  }

  /** The last sample of the period before, as the rollups of an hour have it; NaN for none. */
  private static double lastBefore(RollupFind found, long period, long series) throws SQLException {
    var step = RollupStep.HOUR;
    long start = (period - 1) * RollupStep.PERIOD_MILLIS;
    int first = step.window(start);
    int end = step.window(start + RollupStep.PERIOD_MILLIS - 1);
    double last = Double.NaN;
    for (var window : found.windows(step, step.chunk(start), series)) {
      if (first <= window.window() && window.window() <= end) {
        last = window.last();
      }
    }
    return last;
  }

  /** What is wrong with a row; null where nothing is. */
  static @Nullable String wrong(
      RollupTable.Stored stored, RollupStep step, long chunk, long series) {
    try {
      stored.verified(step, chunk, series);
      return null;
    } catch (DamagedBlobException e) {
      return String.valueOf(e.getMessage());
    }
  }

  static String place(RollupStep step, long chunk, long series) {
    return "rollup %d of series %d of %d s".formatted(chunk, series, step.seconds());
  }

  void close() {
    closed = true;
  }
}
