package dev.muster.archive;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.Collection;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Which periods have sealed samples that are not rolled up yet; kept in the file. */
final class RollupDue {
  /** Samples of a group of targets in a period, sealed up to a segment. */
  record Entry(long period, int group, long layout) {}

  private RollupDue() {}

  /** Notes the periods of a new segment, in the transaction that makes it count. */
  static void add(Connection connection, Segment segment, Collection<Long> periods)
      throws SQLException {
    try (var insert =
        connection.prepareStatement(
            "INSERT OR REPLACE INTO rollup_due(period, grp, layout) VALUES(?, ?, ?)")) {
      for (long period : periods) {
        insert.setLong(1, period);
        insert.setInt(2, segment.group());
        insert.setLong(3, segment.id());
        insert.executeUpdate();
      }
    }
  }

  /** The group of pushed samples, which have no target. */
  static final int PUSHED = -1;

  /** Notes the period of a new segment of pushed samples. */
  static void addPushed(Connection connection, PushSegment segment) throws SQLException {
    try (var insert =
        connection.prepareStatement(
            "INSERT OR REPLACE INTO rollup_due(period, grp, layout) VALUES(?, ?, ?)")) {
      insert.setLong(1, segment.period());
      insert.setInt(2, PUSHED);
      insert.setLong(3, segment.id());
      insert.executeUpdate();
    }
  }

  /** What is due of the oldest period that is due and before another; may be empty. */
  static List<Entry> oldest(Connection connection, long beforePeriod) throws SQLException {
    var query =
        connection.prepareStatement(
            """
            SELECT period, grp, layout FROM rollup_due
            WHERE period = (SELECT min(period) FROM rollup_due) AND period < ?
            """);
    query.setLong(1, beforePeriod);
    return Rows.list(query, row -> new Entry(row.getLong(1), row.getInt(2), row.getLong(3)));
  }

  /** Drops what is done; what was sealed meanwhile stays due. */
  static int drop(Connection connection, List<Entry> entries) throws SQLException {
    int dropped = 0;
    try (var delete =
        connection.prepareStatement(
            "DELETE FROM rollup_due WHERE period = ? AND grp = ? AND layout = ?")) {
      for (var entry : entries) {
        delete.setLong(1, entry.period());
        delete.setInt(2, entry.group());
        delete.setLong(3, entry.layout());
        dropped += delete.executeUpdate();
      }
    }
    return dropped;
  }

  /** The first period whose raw samples are all kept; those before are rolled up for good. */
  static long finalBefore(Connection connection) throws SQLException {
    return Rows.number(
        connection.prepareStatement("SELECT value FROM setting WHERE name = 'rolled_up_before'"),
        Long.MIN_VALUE);
  }

  static boolean setFinalBefore(Connection connection, long period) throws SQLException {
    try (var upsert =
        connection.prepareStatement(
            """
            INSERT INTO setting(name, value) VALUES('rolled_up_before', ?)
            ON CONFLICT(name) DO UPDATE SET value = max(value, excluded.value)
            """)) {
      upsert.setLong(1, period);
      upsert.executeUpdate();
      return true;
    }
  }

  /** Whether a metric is a counter, as its name says. */
  static boolean isCounter(@Nullable String metric) {
    return metric != null
        && (metric.endsWith("_total")
            || metric.endsWith("_count")
            || metric.endsWith("_sum")
            || metric.endsWith("_bucket"));
  }
}
