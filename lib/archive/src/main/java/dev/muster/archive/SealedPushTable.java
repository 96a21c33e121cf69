package dev.muster.archive;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;

/** Which head rows of pushed samples are in segments already, and stay for receivers. */
final class SealedPushTable {
  /** A row that is kept; its bytes are those of its samples. */
  record Kept(long id, int samples, long bytes) {}

  /** Numbers of rows that follow each other. */
  record Range(long first, long last) {}

  private SealedPushTable() {}

  /** Keeps rows that were sealed; how many bytes they have. */
  static long insert(Connection connection, List<PushRow> rows) throws SQLException {
    long bytes = 0;
    for (var row : rows) {
      var insert =
          connection.prepareStatement(
              """
              INSERT INTO push_sealed(id, samples, bytes, last_time)
              SELECT id, samples, length(data), last_time FROM push WHERE id = ? RETURNING bytes
              """);
      insert.setLong(1, row.id());
      bytes += Rows.number(insert, 0);
    }
    return bytes;
  }

  static long bytes(Connection connection) throws SQLException {
    return Rows.number(connection.prepareStatement("SELECT sum(bytes) FROM push_sealed"), 0);
  }

  static long count(Connection connection) throws SQLException {
    return Rows.number(connection.prepareStatement("SELECT count(*) FROM push_sealed"), 0);
  }

  static long samplesAfter(Connection connection, long id) throws SQLException {
    var query = connection.prepareStatement("SELECT sum(samples) FROM push_sealed WHERE id > ?");
    query.setLong(1, id);
    return Rows.number(query, 0);
  }

  static List<Range> ranges(Connection connection) throws SQLException {
    var ranges = new ArrayList<Range>();
    Rows.forEach(
        connection.prepareStatement("SELECT id FROM push_sealed ORDER BY id"),
        row -> {
          long id = row.getLong(1);
          if (!ranges.isEmpty() && ranges.getLast().last() + 1 == id) {
            ranges.add(new Range(ranges.removeLast().first(), id));
          } else {
            ranges.add(new Range(id, id));
          }
        });
    return ranges;
  }

  /** The oldest rows up to a number, and of those with samples before a time only. */
  static List<Kept> oldest(Connection connection, long upTo, long before, int most)
      throws SQLException {
    var query =
        connection.prepareStatement(
            """
            SELECT id, samples, bytes FROM push_sealed WHERE id <= ? AND last_time < ?
            ORDER BY id LIMIT ?
            """);
    query.setLong(1, upTo);
    query.setLong(2, before);
    query.setInt(3, most);
    return Rows.list(query, row -> new Kept(row.getLong(1), row.getInt(2), row.getLong(3)));
  }

  static void drop(Connection connection, List<Kept> rows) throws SQLException {
    try (var row = connection.prepareStatement("DELETE FROM push WHERE id = ?");
        var mark = connection.prepareStatement("DELETE FROM push_sealed WHERE id = ?")) {
      for (var kept : rows) {
        drop(row, kept.id());
        drop(mark, kept.id());
      }
    }
  }

  private static void drop(PreparedStatement delete, long id) throws SQLException {
    delete.setLong(1, id);
    delete.executeUpdate();
  }
}
