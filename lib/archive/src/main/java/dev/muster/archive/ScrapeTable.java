package dev.muster.archive;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.OptionalLong;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** The head: scrapes that are not sealed yet, one row each in the order of arrival. */
final class ScrapeTable {
  private static final String READ =
      "SELECT id, target, time, set_id, encoding, sample_values FROM scrape WHERE id = ?";
  private static final String AFTER =
      "SELECT id, target, time, set_id, encoding, sample_values FROM scrape WHERE id > ?"
          + " ORDER BY id LIMIT ?";

  private final SeriesCatalog catalog;
  private final DamageLog damage;

  /** The number of the newest row. None is given twice while something may still speak of it. */
  private final AtomicLong newestId = new AtomicLong();

  ScrapeTable(SeriesCatalog catalog, DamageLog damage) {
    this.catalog = catalog;
    this.damage = damage;
  }

  /** Says that a number was given. */
  void used(long id) {
    newestId.accumulateAndGet(id, Math::max);
  }

  /** Stores a scrape of a time the target has none of yet. */
  HeadRow insert(Connection connection, int target, long time, int set, EncodedScrape scrape)
      throws SQLException {
    long id = newestId.incrementAndGet();
    try (var insert =
        connection.prepareStatement(
            """
            INSERT INTO scrape(id, target, time, set_id, encoding, sample_values)
            VALUES(?, ?, ?, ?, ?, ?)
            """)) {
      insert.setLong(1, id);
      insert.setInt(2, target);
      insert.setLong(3, time);
      insert.setInt(4, set);
      insert.setInt(5, scrape.encoding);
      insert.setBytes(6, ScrapeBlob.seal(scrape.bytes, id, target, time, set));
      insert.executeUpdate();
    }
    return new HeadRow(id, target, time, scrape.firstTime, scrape.lastTime);
  }

  /** The number of the newest row, or of one that is gone. */
  long newest() {
    return newestId.get();
  }

  /** How many samples the rows after one have, up to another. */
  static long samples(Connection connection, long after, long upTo) throws SQLException {
    var query =
        connection.prepareStatement(
            """
            SELECT sum(length(s.members) / 4) FROM scrape h JOIN series_set s ON s.id = h.set_id
            WHERE h.id > ? AND h.id <= ?
            """);
    query.setLong(1, after);
    query.setLong(2, upTo);
    return Rows.number(query, 0);
  }

  /** How many bytes the samples of a row take, by some rows from one on. */
  static long usualBytes(Connection connection, long from, int rows) throws SQLException {
    var query =
        connection.prepareStatement(
            """
            SELECT CAST(avg(length(sample_values)) AS INTEGER)
            FROM (SELECT sample_values FROM scrape WHERE id >= ? ORDER BY id LIMIT ?)
            """);
    query.setLong(1, from);
    query.setInt(2, rows);
    return Rows.number(query, 0);
  }

  /** The last row of a range of numbers that is older than a time; one less than it for none. */
  static long lastBefore(Connection connection, long from, long to, long time) throws SQLException {
    var query =
        connection.prepareStatement(
            "SELECT max(id) FROM scrape WHERE id BETWEEN ? AND ? AND time < ?");
    query.setLong(1, from);
    query.setLong(2, to);
    query.setLong(3, time);
    return Rows.number(query, from - 1);
  }

  /** The time of the first row after one. */
  static OptionalLong firstTimeAfter(Connection connection, long id) throws SQLException {
    var query =
        connection.prepareStatement("SELECT time FROM scrape WHERE id > ? ORDER BY id LIMIT 1");
    query.setLong(1, id);
    var times = Rows.list(query, row -> row.getLong(1));
    return times.stream().mapToLong(Long::longValue).findFirst();
  }

  /**
   * Some rows in their order.
   *
   * @param upTo the number of the last one that was looked at, damaged ones too
   */
  record After(List<ScrapeRow> rows, long upTo) {}

  /** The rows after one, until they are so many or have so many samples, but one at least. */
  After after(Connection connection, long id, int mostRows, int mostSamples) throws SQLException {
    var rows = new ArrayList<ScrapeRow>();
    long upTo = id;
    int samples = 0;
    try (var query = connection.prepareStatement(AFTER)) {
      query.setLong(1, id);
      query.setInt(2, mostRows);
      try (var found = query.executeQuery()) {
        while (found.next()) {
          var row = scrape(connection, found);
          int more = row == null ? 0 : row.set().size();
          if (!rows.isEmpty() && samples + more > mostSamples) {
            break;
          }
          samples += more;
          upTo = found.getLong(1);
          if (row != null) {
            rows.add(row);
          }
        }
      }
    }
    return new After(rows, upTo);
  }

  /** Whether a row after this one is a scrape of the target at this time. */
  static boolean hasAfter(Connection connection, long id, int target, long time)
      throws SQLException {
    var query =
        connection.prepareStatement(
            "SELECT 1 FROM scrape WHERE id > ? AND target = ? AND time = ?");
    query.setLong(1, id);
    query.setInt(2, target);
    query.setLong(3, time);
    return Rows.number(query, 0) > 0;
  }

  /** Reads rows by number; those that are gone, or damaged, are left out. */
  void read(Connection connection, long[] ids, OldScrapes.Sink sink) throws SQLException {
    try (var query = connection.prepareStatement(READ)) {
      for (long id : ids) {
        var row = read(connection, query, id);
        if (row != null) {
          sink.row(row);
        }
      }
    }
  }

  private @Nullable ScrapeRow read(Connection connection, PreparedStatement query, long id)
      throws SQLException {
    query.setLong(1, id);
    try (var row = query.executeQuery()) {
      return row.next() ? scrape(connection, row) : null;
    } catch (SQLException e) {
      if (!DamageLog.isDamage(e)) {
        throw e;
      }
      damage.found("scrape " + id, String.valueOf(e.getMessage()));
      return null;
    }
  }

  private @Nullable ScrapeRow scrape(Connection connection, ResultSet row) throws SQLException {
    try {
      var set = catalog.byId(connection, row.getInt(4));
      byte[] blob = row.getBytes(6);
      if (set == null || blob == null) {
        throw new DamagedBlobException("no set of series or no samples", 0);
      }
      int encoding = row.getInt(5);
      long time = row.getLong(3);
      ScrapeBlob.verify(blob, row.getLong(1), row.getInt(2), time, set.id());
      double[] values = ScrapeBlob.values(blob, encoding, set.size());
      long[] times = ScrapeBlob.times(blob, encoding, set.size(), time);
      return new ScrapeRow(row.getInt(2), time, set, values, times);
    } catch (DamagedBlobException e) {
      damage.found("scrape " + row.getLong(1), String.valueOf(e.getMessage()));
      return null;
    }
  }

  /** Tells of all rows; what is damaged in them shows when they are read. */
  void list(Connection connection, Consumer<HeadRow> sink) throws SQLException {
    Rows.forEach(
        connection.prepareStatement(
            """
            SELECT id, target, time, set_id, CASE WHEN encoding & 1 THEN sample_values END
            FROM scrape ORDER BY id
            """),
        row -> sink.accept(place(row)));
  }

  private static HeadRow place(ResultSet row) throws SQLException {
    long id = row.getLong(1);
    int target = row.getInt(2);
    long time = row.getLong(3);
    byte[] own = row.getBytes(5);
    try {
      if (own == null) {
        return HeadRow.plain(id, target, time);
      }
      ScrapeBlob.verify(own, id, target, time, row.getInt(4));
      long[] range = ScrapeBlob.range(own, time);
      return new HeadRow(id, target, time, range[0], range[1]);
    } catch (DamagedBlobException e) {
      return HeadRow.plain(id, target, time);
    }
  }

  /** Drops rows, given by ascending numbers. */
  static int drop(Connection connection, long[] ids, int from, int to) throws SQLException {
    int dropped = 0;
    try (var delete = connection.prepareStatement("DELETE FROM scrape WHERE id BETWEEN ? AND ?")) {
      for (int begin = from; begin < to; ) {
        int end = begin + 1;
        while (end < to && ids[end] == ids[end - 1] + 1) {
          end++;
        }
        delete.setLong(1, ids[begin]);
        delete.setLong(2, ids[end - 1]);
        dropped += delete.executeUpdate();
        begin = end;
      }
    }
    return dropped;
  }

  static long[] sorted(long[] ids) {
    long[] sorted = ids.clone();
    Arrays.sort(sorted);
    return sorted;
  }
}
