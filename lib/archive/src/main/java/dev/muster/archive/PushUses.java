package dev.muster.archive;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.BitSet;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** Which series were pushed, and from when to when. */
final class PushUses {
  /** The end is written ahead, so that it changes once an hour. */
  private static final long AHEAD_MILLIS = 3_600_000;

  /** A series' pushed samples lie within these times. */
  record Use(int series, long firstTime, long until) {
    boolean covers(PushColumn column) {
      return firstTime <= column.first() && column.last() <= until;
    }

    Use with(Use other) {
      return new Use(series, Math.min(firstTime, other.firstTime), Math.max(until, other.until));
    }
  }

  private final Map<Integer, Use> uses = new ConcurrentHashMap<>();

  void load(Connection connection) throws SQLException {
    Rows.forEach(
        connection.prepareStatement("SELECT series, first_time, until FROM push_series"),
        row -> uses.put(row.getInt(1), new Use(row.getInt(1), row.getLong(2), row.getLong(3))));
  }

  /** Makes sure that the file covers these samples; what to remember after the commit. */
  List<Use> extend(Connection connection, Map<Integer, PushColumn> columns) throws SQLException {
    var changed =
        columns.entrySet().stream()
            .filter(column -> {
              var known = uses.get(column.getKey());
              return known == null || !known.covers(column.getValue());
            })
            .map(column ->
                new Use(
                    column.getKey(),
                    column.getValue().first(),
                    column.getValue().last() + AHEAD_MILLIS))
            .toList();
    try (var upsert =
        connection.prepareStatement(
            """
            INSERT INTO push_series(series, first_time, until) VALUES(?, ?, ?)
            ON CONFLICT(series) DO UPDATE SET
              first_time = min(first_time, excluded.first_time),
              until = max(until, excluded.until)
            """)) {
      for (var use : changed) {
        upsert.setInt(1, use.series());
        upsert.setLong(2, use.firstTime());
        upsert.setLong(3, use.until());
        upsert.executeUpdate();
      }
    }
    return changed;
  }

  void remember(Collection<Use> changed) {
    changed.forEach(use -> uses.merge(use.series(), use, Use::with));
  }

  boolean has(int series) {
    return uses.containsKey(series);
  }

  /** The series that a range may touch. */
  BitSet within(long from, long to) {
    var found = new BitSet();
    for (var use : uses.values()) {
      if (use.firstTime() <= to && use.until() >= from) {
        found.set(use.series());
      }
    }
    return found;
  }

  /** All pushed series, as a transaction sees them. */
  static BitSet all(Connection connection) throws SQLException {
    var all = new BitSet();
    Rows.forEach(
        connection.prepareStatement("SELECT series FROM push_series"),
        row -> all.set(row.getInt(1)));
    return all;
  }

  /** Drops what ended before a time, here and in the file; how many rows that were. */
  int dropBefore(Connection connection, long time) throws SQLException {
    uses.values().removeIf(use -> use.until() < time);
    try (var delete = connection.prepareStatement("DELETE FROM push_series WHERE until < ?")) {
      delete.setLong(1, time);
      return delete.executeUpdate();
    }
  }
}
