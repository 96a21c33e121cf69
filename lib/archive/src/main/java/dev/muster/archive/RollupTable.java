package dev.muster.archive;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Rollups and their series in the file. */
final class RollupTable {
  static final String COLUMNS = "windows, count, last, min, max, sum, increase, crc";

  /** A row with its checksum. */
  record Stored(RollupRow row, int crc) {
    /**
     * The windows in it, in order.
     *
     * @throws DamagedBlobException if that is not what was written there
     */
    List<RollupWindow> verified(RollupStep step, long chunk, long series) {
      if (row.crc(step, chunk, series) != crc) {
        throw new DamagedBlobException("a checksum of another row", 0);
      }
      return row.list();
    }
  }

  private RollupTable() {}

  /** A row by a statement of {@link #rows}; null where there is none. */
  static RollupTable.@Nullable Stored find(
      PreparedStatement query, RollupStep step, long chunk, long series) throws SQLException {
    var found = new ArrayList<Stored>(1);
    forEach(query, step, chunk, series, series, (id, stored) -> found.add(stored));
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

  /** A statement of {@link #save}, for many in a row. */
  static PreparedStatement saving(Connection connection) throws SQLException {
    return connection.prepareStatement(
        "INSERT OR REPLACE INTO rollup(step, chunk, series, "
            + COLUMNS
            + ") VALUES(?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)");
  }

  static void save(
      PreparedStatement insert, RollupStep step, long chunk, long series, RollupRow row)
      throws SQLException {
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

  /** What is done with a series that is found. */
  interface SeriesSink {
    void series(long id, String labels);
  }

  /** What is done with a row that is found. */
  interface RowSink {
    void row(long series, Stored stored);
  }

  /**
   * Hands over the series of a client and of a metric, or of all of them where that is null. For
   * one metric of all clients, its series of each client are sought, not all series read.
   */
  static void forEachSeries(
      Connection connection, @Nullable String client, @Nullable String metric, SeriesSink sink)
      throws SQLException {
    String clients =
        client != null
            ? "SELECT ?1"
            : """
            SELECT min(client) FROM rollup_series UNION ALL
              SELECT (SELECT min(s.client) FROM rollup_series s WHERE s.client > c.client)
              FROM c WHERE c.client IS NOT NULL\
            """;
    var query =
        connection.prepareStatement(
            """
            WITH RECURSIVE c(client) AS (%s)
            SELECT s.id, s.labels FROM c JOIN rollup_series s ON s.client = c.client\
            """
                    .formatted(clients)
                + (metric == null ? "" : " AND s.metric = ?2"));
    if (client != null) {
      query.setString(1, client);
    }
    if (metric != null) {
      query.setString(2, metric);
    }
    Rows.forEach(query, row -> sink.series(row.getLong(1), row.getString(2)));
  }

  /** The oldest chunk there is; the greatest number where there is none. */
  static long oldestChunk(Connection connection, RollupStep step) throws SQLException {
    var oldest = connection.prepareStatement("SELECT min(chunk) FROM rollup_chunk WHERE step = ?");
    oldest.setInt(1, step.seconds());
    return Rows.number(oldest, Long.MAX_VALUE);
  }

  /** The chunks from one to another, both included, as far as there are any. */
  static List<Long> chunks(Connection connection, RollupStep step, long first, long last)
      throws SQLException {
    var query =
        connection.prepareStatement(
            """
            SELECT chunk FROM rollup_chunk WHERE step = ? AND chunk BETWEEN ? AND ? ORDER BY chunk
            """);
    query.setInt(1, step.seconds());
    query.setLong(2, first);
    query.setLong(3, last);
    return Rows.list(query, row -> row.getLong(1));
  }

  /** A statement of {@link #forEach}, of which there may be many in a row. */
  static PreparedStatement rows(Connection connection) throws SQLException {
    return connection.prepareStatement(
        "SELECT series, "
            + COLUMNS
            + " FROM rollup WHERE step = ? AND chunk = ? AND series BETWEEN ? AND ?");
  }

  /** Hands over the rows of a chunk from one series to another, both included. */
  static void forEach(
      PreparedStatement query, RollupStep step, long chunk, long first, long last, RowSink sink)
      throws SQLException {
    query.setInt(1, step.seconds());
    query.setLong(2, chunk);
    query.setLong(3, first);
    query.setLong(4, last);
    try (var rows = query.executeQuery()) {
      while (rows.next()) {
        sink.row(rows.getLong(1), stored(rows, 2));
      }
    }
  }

  /** Drops some rollups of chunks that ended before a time, then their chunks; how many. */
  static int dropBefore(Connection connection, RollupStep step, long time, int limit)
      throws SQLException {
    long chunk = oldestChunk(connection, step);
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
}
