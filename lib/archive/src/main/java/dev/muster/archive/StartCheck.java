package dev.muster.archive;

import dev.muster.sqlite.Database;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Comparator;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Reads the newest blobs after a start and holds them to their checksums: those are what a crash
 * would have hurt. Bounded in bytes, however large the file.
 */
final class StartCheck {
  private static final Logger LOG = LoggerFactory.getLogger(StartCheck.class);
  private static final long MOST_BYTES = 64 << 20;
  private static final int STEP_ROWS = 1000;

  private final Database database;
  private final ScrapeTable scrapes;
  private final Holdings holdings;
  private final PushStore pushed;
  private final DamageLog damage;
  private volatile boolean closed;
  private long bytes;

  StartCheck(
      Database database,
      SeriesCatalog catalog,
      Holdings holdings,
      PushStore pushed,
      DamageLog damage) {
    this.database = database;
    this.holdings = holdings;
    this.pushed = pushed;
    this.damage = damage.another();
    this.scrapes = new ScrapeTable(catalog, this.damage);
  }

  void run() {
    checkHead();
    database.read(this::checkLabels);
    bytes += pushed.check();
    var segments = new ArrayList<>(holdings.segments());
    segments.sort(Comparator.comparingLong(Segment::id).reversed());
    for (var segment : segments) {
      if (closed || bytes > MOST_BYTES) {
        break;
      }
      bytes += database.<Long>read(connection -> check(connection, segment));
    }
    LOG.debug("msg=checked bytes={} damaged={}", bytes, damage.count());
  }

  private void checkHead() {
    long newest = holdings.newestRow();
    for (long to = newest; to > 0 && !closed && bytes < MOST_BYTES; to -= STEP_ROWS) {
      var ids = new long[(int) Math.min(to, STEP_ROWS)];
      for (int i = 0; i < ids.length; i++) {
        ids[i] = to - i;
      }
      long read = database.<Long>read(connection -> checkRows(connection, ids));
      bytes += read;
      if (read == 0) {
        break;
      }
    }
  }

  /** Labels that are others in their index: nobody can tell which are right. */
  private int checkLabels(Connection connection) throws SQLException {
    try {
      var query =
          connection.prepareStatement(
              """
              SELECT s.id FROM series s NOT INDEXED LEFT JOIN series i ON i.labels = s.labels
              WHERE i.id IS NOT s.id LIMIT 100
              """);
      var wrong = Rows.list(query, row -> row.getLong(1));
      wrong.forEach(id -> damage.found("series " + id, "labels that are not those of its index"));
      return wrong.size();
    } catch (SQLException e) {
      if (!DamageLog.isDamage(e)) {
        throw e;
      }
      damage.found("page of series", String.valueOf(e.getMessage()));
      return 1;
    }
  }

  private long checkRows(Connection connection, long[] ids) throws SQLException {
    long[] read = {0};
    scrapes.read(connection, ids, row -> read[0] += 8L * row.values().length);
    return read[0];
  }

  private long check(Connection connection, Segment segment) throws SQLException {
    var query =
        connection.prepareStatement(
            "SELECT id, data FROM block WHERE id BETWEEN ? AND ? ORDER BY id");
    query.setLong(1, Segment.blockId(segment.id(), 0));
    query.setLong(2, Segment.blockId(segment.id(), Segment.GREATEST_METRIC));
    long[] read = {0};
    boolean[] isCut = {false};
    try {
      Rows.forEach(
          query,
          row -> {
            byte[] blob = row.getBytes(2);
            read[0] += blob == null ? 0 : blob.length;
            boolean isFirst = (row.getLong(1) & Segment.GREATEST_METRIC) == 0;
            isCut[0] |= isFirst && blob != null && SegmentHead.isCut(blob);
            check(segment, row.getLong(1), blob == null ? new byte[0] : blob, isCut[0]);
          });
    } catch (SQLException e) {
      if (!DamageLog.isDamage(e)) {
        throw e;
      }
      damage.found("page of " + segment, String.valueOf(e.getMessage()));
    }
    return read[0];
  }

  private void check(Segment segment, long row, byte[] blob, boolean isCut) {
    try {
      Checksum.verify(blob, row);
    } catch (DamagedBlobException e) {
      damage.found(place(segment, row, isCut), String.valueOf(e.getMessage()));
    }
  }

  private static String place(Segment segment, long row, boolean isCut) {
    long number = row & Segment.GREATEST_METRIC;
    String of = number == 0 ? "times" : (isCut ? "part " : "metric ") + number;
    return of + " of " + segment;
  }

  void close() {
    closed = true;
  }
}
