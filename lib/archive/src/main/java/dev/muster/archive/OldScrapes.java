package dev.muster.archive;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Scrapes in the layout of version 1, one row each in {@code scrape_1}, until they are sealed. */
final class OldScrapes {
  private static final String COLUMNS =
      "SELECT id, target, set_id, time, sample_times, sample_values FROM scrape_1 ";

  /** Gets the rows of a read. */
  @FunctionalInterface
  interface Sink {
    void row(ScrapeRow row) throws SQLException;
  }

  private final SeriesCatalog catalog;
  private final DamageLog damage;

  OldScrapes(SeriesCatalog catalog, DamageLog damage) {
    this.catalog = catalog;
    this.damage = damage;
  }

  static boolean exists(Connection connection) throws SQLException {
    return Rows.number(
            connection.prepareStatement(
                "SELECT count(*) FROM sqlite_schema WHERE type = 'table' AND name = 'scrape_1'"),
            0)
        > 0;
  }

  /** Tells of each target's newest scrape. */
  static void load(Connection connection, Holdings holdings) throws SQLException {
    Rows.forEach(
        connection.prepareStatement(
            """
            SELECT id, (SELECT max(time) FROM scrape_1 WHERE target = t.id),
              EXISTS(SELECT 1 FROM scrape_1 WHERE target = t.id AND last_time IS NOT NULL)
            FROM target t
            """),
        row -> {
          Long newest = Rows.nullableLong(row, 2);
          if (newest != null) {
            holdings.addOld(row.getInt(1), newest, row.getBoolean(3));
          }
        });
  }

  static void drop(Connection connection) throws SQLException {
    try (var statement = connection.createStatement()) {
      statement.executeUpdate("DROP TABLE scrape_1");
    }
  }

  static boolean has(Connection connection, int target, long time) throws SQLException {
    var query = connection.prepareStatement("SELECT 1 FROM scrape_1 WHERE target = ? AND time = ?");
    query.setInt(1, target);
    query.setLong(2, time);
    return Rows.number(query, 0) > 0;
  }

  /** The scrapes of a target whose samples all have the scrape's time, oldest first. */
  void read(Connection connection, int target, long from, long to, Sink sink) throws SQLException {
    var query =
        connection.prepareStatement(
            COLUMNS
                + "WHERE target = ? AND time BETWEEN ? AND ? AND last_time IS NULL ORDER BY time");
    query.setInt(1, target);
    query.setLong(2, from);
    query.setLong(3, to);
    readRows(connection, query, sink);
  }

  /** The scrapes of a target with samples that have times of their own, some in the range. */
  void readOwnTimes(Connection connection, int target, long from, long to, Sink sink)
      throws SQLException {
    var query =
        connection.prepareStatement(
            COLUMNS
                + "INDEXED BY scrape_own_times WHERE target = ? AND last_time >= ?"
                + " AND first_time <= ? AND last_time IS NOT NULL ORDER BY time");
    query.setInt(1, target);
    query.setLong(2, from);
    query.setLong(3, to);
    readRows(connection, query, sink);
  }

  /** The scrapes that arrived first. */
  void readFirst(Connection connection, long upToId, Sink sink) throws SQLException {
    var query = connection.prepareStatement(COLUMNS + "WHERE id <= ? ORDER BY id");
    query.setLong(1, upToId);
    readRows(connection, query, sink);
  }

  /** The number of the last of so many first rows; 0 where there is none. */
  static long lastOfFirst(Connection connection, int rows) throws SQLException {
    var query =
        connection.prepareStatement(
            "SELECT max(id) FROM (SELECT id FROM scrape_1 ORDER BY id LIMIT ?)");
    query.setInt(1, rows);
    return Rows.number(query, 0);
  }

  static void dropFirst(Connection connection, long upToId) throws SQLException {
    try (var delete = connection.prepareStatement("DELETE FROM scrape_1 WHERE id <= ?")) {
      delete.setLong(1, upToId);
      delete.executeUpdate();
    }
  }

  private void readRows(Connection connection, PreparedStatement query, Sink sink)
      throws SQLException {
    Rows.forEach(
        query,
        row -> {
          var scrape = scrape(connection, row);
          if (scrape != null) {
            sink.row(scrape);
          }
        });
  }

  private @Nullable ScrapeRow scrape(Connection connection, ResultSet row) throws SQLException {
    var set = catalog.byId(connection, row.getInt(3));
    byte[] times = row.getBytes(5);
    byte[] values = row.getBytes(6);
    if (set == null
        || values == null
        || values.length != 8 * set.size()
        || (times != null && times.length != values.length)) {
      damage.found("old scrape " + row.getLong(1), "its blobs do not fit its set of series");
      return null;
    }
    var numbers = new double[set.size()];
    Arrays.setAll(numbers, i -> Packed.doubleAt(values, i));
    long[] own = times == null ? null : new long[set.size()];
    if (own != null) {
      Arrays.setAll(own, i -> Packed.longAt(times, i));
    }
    return new ScrapeRow(row.getInt(2), row.getLong(4), set, numbers, own);
  }

  /** Targets that have scrapes from before a time. */
  static List<Integer> targetsBefore(Connection connection, long time) throws SQLException {
    var query =
        connection.prepareStatement(
            "SELECT id FROM target t"
                + " WHERE (SELECT min(time) FROM scrape_1 WHERE target = t.id) < ?");
    query.setLong(1, time);
    return Rows.list(query, row -> row.getInt(1));
  }

  /** Drops some of a target's scrapes from before a time; how many. */
  static int dropBefore(Connection connection, int target, long time, int limit)
      throws SQLException {
    try (var delete =
        connection.prepareStatement(
            """
            DELETE FROM scrape_1 WHERE id IN
              (SELECT id FROM scrape_1 WHERE target = ? AND time < ? ORDER BY time LIMIT ?)
            """)) {
      delete.setInt(1, target);
      delete.setLong(2, time);
      delete.setInt(3, limit);
      return delete.executeUpdate();
    }
  }
}
