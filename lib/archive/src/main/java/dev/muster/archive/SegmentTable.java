package dev.muster.archive;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;

/** Segments in the file. */
final class SegmentTable {
  private SegmentTable() {}

  static List<Segment> load(Connection connection, DamageLog damage) throws SQLException {
    var segments = new ArrayList<Segment>();
    Rows.forEach(
        connection.prepareStatement(
            """
            SELECT id, grp, members, own, start_time, end_time, first_time, last_time, last_row,
              crc
            FROM segment ORDER BY id
            """),
        row -> {
          var segment = segment(row);
          if (segment.crc() == row.getInt(10)) {
            segments.add(segment);
          } else {
            damage.found(segment.toString(), "a checksum of another row");
          }
        });
    return segments;
  }

  private static Segment segment(ResultSet row) throws SQLException {
    return new Segment(
        row.getLong(1),
        row.getInt(2),
        row.getLong(3),
        row.getLong(4),
        row.getLong(5),
        row.getLong(6),
        row.getLong(7),
        row.getLong(8),
        row.getLong(9));
  }

  /** The number of the last change that moved scrapes: the version of {@link Holdings}. */
  static long version(Connection connection) throws SQLException {
    return Rows.number(
        connection.prepareStatement("SELECT value FROM setting WHERE name = 'layout'"), 0);
  }

  static void setVersion(Connection connection, long version) throws SQLException {
    try (var upsert =
        connection.prepareStatement(
            """
            INSERT INTO setting(name, value) VALUES('layout', ?)
            ON CONFLICT(name) DO UPDATE SET value = excluded.value
            """)) {
      upsert.setLong(1, version);
      upsert.executeUpdate();
    }
  }

  static void insert(Connection connection, Segment segment) throws SQLException {
    try (var insert =
        connection.prepareStatement(
            """
            INSERT INTO segment(id, grp, members, own, start_time, end_time, first_time,
              last_time, last_row, crc) VALUES(?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
            """)) {
      insert.setLong(1, segment.id());
      insert.setInt(2, segment.group());
      insert.setLong(3, segment.members());
      insert.setLong(4, segment.own());
      insert.setLong(5, segment.start());
      insert.setLong(6, segment.end());
      insert.setLong(7, segment.first());
      insert.setLong(8, segment.last());
      insert.setLong(9, segment.lastRow());
      insert.setInt(10, segment.crc());
      insert.executeUpdate();
    }
  }

  /** Drops blocks of segments that were begun and never finished. */
  static int dropUnfinished(Connection connection, long version) throws SQLException {
    try (var delete = connection.prepareStatement("DELETE FROM block WHERE id >= ?")) {
      delete.setLong(1, Segment.blockId(version + 1, 0));
      return delete.executeUpdate();
    }
  }

  static int drop(Connection connection, long segment) throws SQLException {
    try (var delete = connection.prepareStatement("DELETE FROM segment WHERE id = ?")) {
      delete.setLong(1, segment);
      return delete.executeUpdate();
    }
  }
}
