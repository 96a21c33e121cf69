package dev.muster.archive;

import dev.muster.metrics.Labels;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Rollups and their series in the file. */
final class RollupTable {
  /** How far ahead a series is said to be needed, so that this changes once a month. */
  private static final long AHEAD_DAYS = 30;

  static final String COLUMNS = "windows, count, last, min, max, sum, increase, crc";

  /** A row with its checksum. */
  record Stored(RollupRow row, int crc) {}

  private RollupTable() {}

  static RollupTable.@Nullable Stored find(
      Connection connection, RollupStep step, long chunk, long series) throws SQLException {
    var query =
        connection.prepareStatement(
            "SELECT " + COLUMNS + " FROM rollup WHERE step = ? AND chunk = ? AND series = ?");
    query.setInt(1, step.seconds());
    query.setLong(2, chunk);
    query.setLong(3, series);
    List<Stored> found = Rows.list(query, row -> stored(row, 1));
    return found.isEmpty() ? null : found.getFirst();
  }

  /** The row of {@link #COLUMNS} from this column on. */
  static Stored stored(ResultSet row, int at) throws SQLException {
    return new Stored(
        new RollupRow(
            row.getString(at),
            orZero(row.getObject(at + 1)),
            orZero(row.getObject(at + 2)),
            row.getObject(at + 3),
            row.getObject(at + 4),
            row.getObject(at + 5),
            row.getObject(at + 6)),
        row.getInt(at + 7));
  }

  private static Object orZero(@Nullable Object column) {
    return column == null ? 0.0 : column;
  }

  static void save(Connection connection, RollupStep step, long chunk, long series, RollupRow row)
      throws SQLException {
    try (var insert =
        connection.prepareStatement(
            "INSERT OR REPLACE INTO rollup(step, chunk, series, "
                + COLUMNS
                + ") VALUES(?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)")) {
      insert.setInt(1, step.seconds());
      insert.setLong(2, chunk);
      insert.setLong(3, series);
      insert.setString(4, row.windows());
      insert.setObject(5, row.count());
      insert.setObject(6, row.last());
      insert.setObject(7, row.min());
      insert.setObject(8, row.max());
      insert.setObject(9, row.sum());
      insert.setObject(10, row.increase());
      insert.setInt(11, row.crc(step, chunk, series));
      insert.executeUpdate();
    }
  }

  static void saveChunk(Connection connection, RollupStep step, long chunk) throws SQLException {
    try (var insert =
        connection.prepareStatement(
            "INSERT OR IGNORE INTO rollup_chunk(step, chunk) VALUES(?, ?)")) {
      insert.setInt(1, step.seconds());
      insert.setLong(2, chunk);
      insert.executeUpdate();
    }
  }

  static boolean hasChunk(Connection connection, RollupStep step, long chunk) throws SQLException {
    var query =
        connection.prepareStatement("SELECT 1 FROM rollup_chunk WHERE step = ? AND chunk = ?");
    query.setInt(1, step.seconds());
    query.setLong(2, chunk);
    return Rows.number(query, 0) > 0;
  }

  /** The number of a series, or 0 where it has none. */
  static long seriesId(Connection connection, Labels labels) throws SQLException {
    var query =
        connection.prepareStatement(
            "SELECT id FROM rollup_series WHERE client = ? AND metric = ? AND labels = ?");
    setLabels(query, labels);
    return Rows.number(query, 0);
  }

  /** Finds or stores a series, and notes that it is needed on a day. */
  static long resolve(Connection connection, Labels labels, long day) throws SQLException {
    long id = seriesId(connection, labels);
    if (id == 0) {
      id = nextId(connection);
      var insert =
          connection.prepareStatement(
              "INSERT INTO rollup_series(client, metric, labels, id, until) VALUES(?, ?, ?, ?, ?)");
      try (insert) {
        setLabels(insert, labels);
        insert.setLong(4, id);
        insert.setLong(5, day + AHEAD_DAYS);
        insert.executeUpdate();
      }
      return id;
    }
    try (var update =
        connection.prepareStatement(
            """
            UPDATE rollup_series SET until = ?
            WHERE client = ? AND metric = ? AND labels = ? AND until < ?
            """)) {
      update.setLong(1, day + AHEAD_DAYS);
      update.setString(2, labels.get("client"));
      update.setString(3, labels.metricName());
      update.setString(4, LabelsText.write(labels));
      update.setLong(5, day);
      update.executeUpdate();
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

  /** Drops some rollups of chunks that ended before a time, then their chunks; how many. */
  static int dropBefore(Connection connection, RollupStep step, long time, int limit)
      throws SQLException {
    var oldest = connection.prepareStatement("SELECT min(chunk) FROM rollup_chunk WHERE step = ?");
    oldest.setInt(1, step.seconds());
    long chunk = Rows.number(oldest, Long.MAX_VALUE);
    if (chunk >= step.chunk(time)) {
      return 0;
    }
    int dropped = dropRows(connection, step, chunk, limit);
    return dropped > 0 ? dropped : dropChunk(connection, step, chunk);
  }

  private static int dropRows(Connection connection, RollupStep step, long chunk, int limit)
      throws SQLException {
    try (var delete =
        connection.prepareStatement(
            """
            DELETE FROM rollup WHERE step = ?1 AND chunk = ?2 AND series IN
              (SELECT series FROM rollup WHERE step = ?1 AND chunk = ?2 LIMIT ?3)
            """)) {
      delete.setInt(1, step.seconds());
      delete.setLong(2, chunk);
      delete.setInt(3, limit);
      return delete.executeUpdate();
    }
  }

  private static int dropChunk(Connection connection, RollupStep step, long chunk)
      throws SQLException {
    try (var delete =
        connection.prepareStatement("DELETE FROM rollup_chunk WHERE step = ? AND chunk = ?")) {
      delete.setInt(1, step.seconds());
      delete.setLong(2, chunk);
      return delete.executeUpdate();
    }
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
