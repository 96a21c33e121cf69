package dev.muster.archive;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.OptionalLong;
import java.util.Set;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** The head: scrapes that are not sealed yet, one row each in the order of arrival. */
final class ScrapeTable {
  private static final String READ =
      "SELECT id, target, time, set_id, encoding, sample_values, base FROM scrape WHERE id = ?";

  private static final String INSERT =
      """
      INSERT INTO scrape(id, target, time, set_id, encoding, sample_values, base)
      VALUES(?, ?, ?, ?, ?, ?, ?)
      """;

  private final SeriesCatalog catalog;
  private final DamageLog damage;

  /** The number of the newest row. None is given twice while something may still speak of it. */
  private final AtomicLong newestId = new AtomicLong();

  /** Used by the writer's thread alone. */
  private @Nullable PreparedStatement inserting;

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
    byte[] blob = ScrapeBlob.seal(scrape.bytes, id, target, time, set, scrape.base());
    var insert = inserting(connection);
    try {
      insert.setLong(1, id);
      insert.setInt(2, target);
      insert.setLong(3, time);
      insert.setInt(4, set);
      insert.setInt(5, scrape.encoding);
      insert.setBytes(6, blob);
      insert.setLong(7, scrape.base());
      insert.executeUpdate();
    } catch (SQLException e) {
      inserting = null;
      insert.close();
      throw e;
    }
    return new HeadRow(id, target, time, scrape.firstTime, scrape.lastTime, scrape.base());
  }

  /** The statement is kept: preparing it takes longer than running it. */
  private PreparedStatement inserting(Connection connection) throws SQLException {
    var known = inserting;
    if (known == null || !connection.equals(known.getConnection())) {
      known = connection.prepareStatement(INSERT);
      inserting = known;
    }
    return known;
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
    try (var query = connection.prepareStatement(READ)) {
      var reading = new HeadReading(connection, query, catalog);
      for (long next : idsAfter(connection, id, mostRows)) {
        var row = read(reading, next);
        int more = row == null ? 0 : row.set().size();
        if (!rows.isEmpty() && samples + more > mostSamples) {
          break;
        }
        samples += more;
        upTo = next;
        if (row != null) {
          rows.add(row);
        }
      }
    }
    return new After(rows, upTo);
  }

  private static List<Long> idsAfter(Connection connection, long id, int most) throws SQLException {
    var query =
        connection.prepareStatement("SELECT id FROM scrape WHERE id > ? ORDER BY id LIMIT ?");
    query.setLong(1, id);
    query.setInt(2, most);
    var ids = new ArrayList<Long>();
    Rows.forEach(query, row -> ids.add(row.getLong(1)));
    return ids;
  }

  /**
   * The rows up to a number that rows above it are told by, and those they are told by themselves.
   */
  static Set<Long> basesUpTo(Connection connection, long id) throws SQLException {
    var query =
        connection.prepareStatement(
            """
            WITH RECURSIVE telling(id) AS (
              SELECT base FROM scrape WHERE id > ? AND base BETWEEN 1 AND ?
              UNION
              SELECT s.base FROM telling t JOIN scrape s ON s.id = t.id WHERE s.base > 0)
            SELECT id FROM telling
            """);
    query.setLong(1, id);
    query.setLong(2, id);
    var ids = new HashSet<Long>();
    Rows.forEach(query, row -> ids.add(row.getLong(1)));
    return ids;
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
      var reading = new HeadReading(connection, query, catalog);
      for (long id : ids) {
        var row = read(reading, id);
        if (row != null) {
          sink.row(row);
        }
      }
    }
  }

  private @Nullable ScrapeRow read(HeadReading reading, long id) throws SQLException {
    try {
      return reading.row(id);
    } catch (DamagedBlobException e) {
      damage.found("scrape " + id, String.valueOf(e.getMessage()));
    } catch (SQLException e) {
      if (!DamageLog.isDamage(e)) {
        throw e;
      }
      damage.found("scrape " + id, String.valueOf(e.getMessage()));
    }
    return null;
  }

  /** Tells of all rows; what is damaged in them shows when they are read. */
  void list(Connection connection, Consumer<HeadRow> sink) throws SQLException {
    Rows.forEach(
        connection.prepareStatement(
            """
            SELECT id, target, time, set_id, CASE WHEN encoding & 1 THEN sample_values END, base
            FROM scrape ORDER BY id
            """),
        row -> sink.accept(place(row)));
  }

  private static HeadRow place(ResultSet row) throws SQLException {
    long id = row.getLong(1);
    int target = row.getInt(2);
    long time = row.getLong(3);
    byte[] own = row.getBytes(5);
    long base = row.getLong(6);
    try {
      if (own == null) {
        return new HeadRow(id, target, time, time, time, base);
      }
      ScrapeBlob.verify(own, id, target, time, row.getInt(4), base);
      long[] range = ScrapeBlob.range(own, time);
      return new HeadRow(id, target, time, range[0], range[1], base);
    } catch (DamagedBlobException e) {
      return new HeadRow(id, target, time, time, time, base);
    }
  }

  /** Drops rows, given by descending numbers, so that none goes before one that is told by it. */
  static int drop(Connection connection, long[] ids, int from, int to) throws SQLException {
    int dropped = 0;
    try (var delete = connection.prepareStatement("DELETE FROM scrape WHERE id BETWEEN ? AND ?")) {
      for (int begin = from; begin < to; ) {
        int end = begin + 1;
        while (end < to && ids[end] == ids[end - 1] - 1) {
          end++;
        }
        delete.setLong(1, ids[end - 1]);
        delete.setLong(2, ids[begin]);
        dropped += delete.executeUpdate();
        begin = end;
      }
    }
    return dropped;
  }

  static long[] descending(long[] ids) {
    return Arrays.stream(ids).map(id -> -id).sorted().map(id -> -id).toArray();
  }
}
