package dev.muster.archive;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Which series sets the scrapes of a target have, and from when to when: tells a read which targets
 * to look at, and the retention which sets are no longer needed.
 */
final class SetUses {
  /** The end is written ahead, so that it changes once an hour. */
  private static final long AHEAD_MILLIS = 3_600_000;

  /** What is being committed meanwhile is looked for too. */
  private static final long SLACK_MILLIS = 60_000;

  /**
   * A set's scrapes of one target lie within these times.
   *
   * @param until as the file has it, ahead of the last scrape
   * @param last the last scrape's; {@code until} where that is not known
   */
  record Use(int target, int set, long firstTime, long until, long last) {
    boolean covers(long time) {
      return firstTime <= time && time <= until;
    }

    Use seen(long time) {
      return time <= last ? this : new Use(target, set, firstTime, until, time);
    }

    Use with(Use other) {
      return new Use(
          target,
          set,
          Math.min(firstTime, other.firstTime),
          Math.max(until, other.until),
          Math.max(last, other.last));
    }
  }

  private final Map<Integer, Map<Integer, Use>> uses = new ConcurrentHashMap<>();

  void load(Connection connection) throws SQLException {
    try (var statement = connection.createStatement();
        var rows =
            statement.executeQuery("SELECT target, set_id, first_time, until FROM set_use")) {
      while (rows.next()) {
        long until = rows.getLong(4);
        remember(new Use(rows.getInt(1), rows.getInt(2), rows.getLong(3), until, until));
      }
    }
  }

  /** Makes sure that the file's row covers a scrape; what to remember after the commit. */
  Use extend(Connection connection, int target, int set, long time) throws SQLException {
    Use known = uses.getOrDefault(target, Map.of()).get(set);
    if (known != null && known.covers(time)) {
      return known.seen(time);
    }
    var use = new Use(target, set, time, time + AHEAD_MILLIS, time);
    try (var insert =
        connection.prepareStatement(
            """
            INSERT INTO set_use(target, set_id, first_time, until) VALUES(?, ?, ?, ?)
            ON CONFLICT(target, set_id) DO UPDATE SET
              first_time = min(first_time, excluded.first_time),
              until = max(until, excluded.until)
            """)) {
      insert.setInt(1, target);
      insert.setInt(2, set);
      insert.setLong(3, use.firstTime());
      insert.setLong(4, use.until());
      insert.executeUpdate();
    }
    return use;
  }

  void remember(Use use) {
    uses.computeIfAbsent(use.target(), target -> new ConcurrentHashMap<>())
        .merge(use.set(), use, Use::with);
  }

  /** The sets of a target that a range may touch. */
  List<Integer> of(int target, long from, long to) {
    long earliest = Math.max(from, Long.MIN_VALUE + SLACK_MILLIS) - SLACK_MILLIS;
    var sets = new ArrayList<Integer>();
    for (var use : uses.getOrDefault(target, Map.of()).values()) {
      if (use.firstTime() <= to && use.last() >= earliest) {
        sets.add(use.set());
      }
    }
    return sets;
  }

  /** Drops what ended before a time, here and in the file; how many rows that were. */
  int dropBefore(Connection connection, long time) throws SQLException {
    for (var sets : uses.values()) {
      sets.values().removeIf(use -> use.until() < time);
    }
    try (var delete = connection.prepareStatement("DELETE FROM set_use WHERE until < ?")) {
      delete.setLong(1, time);
      return delete.executeUpdate();
    }
  }
}
