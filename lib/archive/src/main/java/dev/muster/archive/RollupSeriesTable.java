package dev.muster.archive;

import dev.muster.metrics.Labels;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;

/** The series of rollups in the file: which there are, and until when they are needed. */
final class RollupSeriesTable {
  /** How far ahead a series is said to be needed, so that this changes once a month. */
  private static final long AHEAD_DAYS = 30;

  private RollupSeriesTable() {}

  /**
   * A series in the file.
   *
   * @param until the last day on which it is said to be needed
   */
  record Known(long id, long until) {
    static final Known NONE = new Known(0, Long.MIN_VALUE);
  }

  /** A statement of {@link #known}, for many in a row. */
  static PreparedStatement ids(Connection connection) throws SQLException {
    return connection.prepareStatement(
        "SELECT id, until FROM rollup_series WHERE client = ? AND metric = ? AND labels = ?");
  }

  /** What the file knows of a series. */
  static Known known(PreparedStatement query, Labels labels) throws SQLException {
    setLabels(query, labels);
    try (var row = query.executeQuery()) {
      return row.next() ? new Known(row.getLong(1), row.getLong(2)) : Known.NONE;
    }
  }

  /** Stores a series that is not known yet, and notes that it is needed on a day. */
  static long need(Connection connection, Labels labels, Known known, long day)
      throws SQLException {
    if (known.id() == 0) {
      return insert(connection, labels, day);
    }
    if (known.until() < day) {
      try (var update =
          connection.prepareStatement(
              """
              UPDATE rollup_series SET until = ? WHERE client = ? AND metric = ? AND labels = ?
              """)) {
        update.setLong(1, day + AHEAD_DAYS);
        update.setString(2, labels.get("client"));
        update.setString(3, labels.metricName());
        update.setString(4, LabelsText.write(labels));
        update.executeUpdate();
      }
    }
    return known.id();
  }

  private static long insert(Connection connection, Labels labels, long day) throws SQLException {
    long id = nextId(connection);
    try (var insert =
        connection.prepareStatement(
            "INSERT INTO rollup_series(client, metric, labels, id, until) VALUES(?, ?, ?, ?, ?)")) {
      setLabels(insert, labels);
      insert.setLong(4, id);
      insert.setLong(5, day + AHEAD_DAYS);
      insert.executeUpdate();
    }
    return id;
  }

  private static void setLabels(PreparedStatement statement, Labels labels) throws SQLException {
    statement.setString(1, labels.get("client"));
    statement.setString(2, labels.metricName());
    statement.setString(3, LabelsText.write(labels));
  }

  private static long nextId(Connection connection) throws SQLException {
    return Rows.number(
        connection.prepareStatement(
            """
            INSERT INTO setting(name, value) VALUES('rollup_series', 1)
            ON CONFLICT(name) DO UPDATE SET value = value + 1 RETURNING value
            """),
        0);
  }

  /** Drops some series that were last needed before a day; how many. */
  static int dropSeries(Connection connection, long day, int limit) throws SQLException {
    try (var delete =
        connection.prepareStatement(
            """
            DELETE FROM rollup_series WHERE (client, metric, labels) IN
              (SELECT client, metric, labels FROM rollup_series WHERE until < ? LIMIT ?)
            """)) {
      delete.setLong(1, day);
      delete.setInt(2, limit);
      return delete.executeUpdate();
    }
  }
}
