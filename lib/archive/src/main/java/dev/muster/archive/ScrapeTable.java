package dev.muster.archive;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Scrapes in the file, one row each. */
final class ScrapeTable {
  private static final Logger LOG = LoggerFactory.getLogger(ScrapeTable.class);

  /** Gets the rows of a read. */
  @FunctionalInterface
  interface Sink {
    void row(StoredSet set, long time, byte @Nullable [] times, byte[] values);
  }

  private final SeriesCatalog catalog;
  private final AtomicLong damaged = new AtomicLong();

  ScrapeTable(SeriesCatalog catalog) {
    this.catalog = catalog;
  }

  /** Stores a scrape; false where the target has one at that time already. */
  boolean insert(Connection connection, int target, long time, int set, EncodedScrape scrape)
      throws SQLException {
    try (var insert =
        connection.prepareStatement(
            """
            INSERT INTO scrape(
              target, time, set_id, first_time, last_time, sample_times, sample_values)
            VALUES(?, ?, ?, ?, ?, ?, ?) ON CONFLICT(target, time) DO NOTHING
            """)) {
      insert.setInt(1, target);
      insert.setLong(2, time);
      insert.setInt(3, set);
      Rows.setLong(insert, 4, scrape.firstTime);
      Rows.setLong(insert, 5, scrape.lastTime);
      insert.setBytes(6, scrape.times);
      insert.setBytes(7, scrape.values);
      return insert.executeUpdate() == 1;
    }
  }

  /** The scrapes of a target whose samples all have the scrape's time, oldest first. */
  void read(Connection connection, int target, long from, long to, Sink sink) throws SQLException {
    var query =
        connection.prepareStatement(
            """
            SELECT id, set_id, time, sample_times, sample_values FROM scrape
            WHERE target = ? AND time BETWEEN ? AND ? AND last_time IS NULL ORDER BY time
            """);
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
            """
            SELECT id, set_id, time, sample_times, sample_values
            FROM scrape INDEXED BY scrape_own_times
            WHERE target = ? AND last_time >= ? AND first_time <= ? AND last_time IS NOT NULL
            ORDER BY time
            """);
    query.setInt(1, target);
    query.setLong(2, from);
    query.setLong(3, to);
    readRows(connection, query, sink);
  }

  private void readRows(Connection connection, PreparedStatement query, Sink sink)
      throws SQLException {
    Rows.forEach(
        query,
        row -> {
          var set = catalog.byId(connection, row.getInt(2));
          byte[] times = row.getBytes(4);
          byte[] values = row.getBytes(5);
          if (set == null
              || values == null
              || values.length != 8 * set.size()
              || (times != null && times.length != values.length)) {
            skipDamaged(row.getLong(1));
          } else {
            sink.row(set, row.getLong(3), times, values);
          }
        });
  }

  private void skipDamaged(long id) {
    if (damaged.incrementAndGet() == 1) {
      LOG.warn("msg=\"scrape damaged\" id={} hint=\"it is left out, the rest is served\"", id);
    }
  }

  /** How often a read met a damaged row. */
  long damaged() {
    return damaged.get();
  }

  /** Targets that have scrapes from before a time. */
  static List<Integer> targetsBefore(Connection connection, long time) throws SQLException {
    var query =
        connection.prepareStatement(
            "SELECT id FROM target t"
                + " WHERE (SELECT min(time) FROM scrape WHERE target = t.id) < ?");
    query.setLong(1, time);
    return Rows.list(query, row -> row.getInt(1));
  }

  /** Drops some of a target's scrapes from before a time; how many. */
  static int dropBefore(Connection connection, int target, long time, int limit)
      throws SQLException {
    try (var delete =
        connection.prepareStatement(
            """
            DELETE FROM scrape WHERE id IN
              (SELECT id FROM scrape WHERE target = ? AND time < ? ORDER BY time LIMIT ?)
            """)) {
      delete.setInt(1, target);
      delete.setLong(2, time);
      delete.setInt(3, limit);
      return delete.executeUpdate();
    }
  }
}
