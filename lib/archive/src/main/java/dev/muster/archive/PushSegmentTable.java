package dev.muster.archive;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;

/** Segments of pushed samples in the file. */
final class PushSegmentTable {
  private PushSegmentTable() {}

  static List<PushSegment> load(Connection connection, DamageLog damage) throws SQLException {
    var segments = new ArrayList<PushSegment>();
    Rows.forEach(
        connection.prepareStatement(
            """
            SELECT id, period, first_time, last_time, samples, most, crc
            FROM push_segment ORDER BY id
            """),
        row -> {
          var segment =
              new PushSegment(
                  row.getLong(1),
                  row.getLong(2),
                  row.getLong(3),
                  row.getLong(4),
                  row.getLong(5),
                  row.getLong(6));
          if (segment.crc() == row.getInt(7)) {
            segments.add(segment);
          } else {
            damage.found(segment.toString(), "a checksum of another row");
          }
        });
    return segments;
  }

  /** The number of the last change that moved pushed samples. */
  static long version(Connection connection) throws SQLException {
    return Rows.number(
        connection.prepareStatement("SELECT value FROM setting WHERE name = 'push_layout'"), 0);
  }

  static void setVersion(Connection connection, long version) throws SQLException {
    try (var update =
        connection.prepareStatement("UPDATE setting SET value = ? WHERE name = 'push_layout'")) {
      update.setLong(1, version);
      update.executeUpdate();
    }
  }

  static void insert(Connection connection, PushSegment segment) throws SQLException {
    try (var insert =
        connection.prepareStatement(
            """
            INSERT INTO push_segment(id, period, first_time, last_time, samples, most, crc)
            VALUES(?, ?, ?, ?, ?, ?, ?)
            """)) {
      insert.setLong(1, segment.id());
      insert.setLong(2, segment.period());
      insert.setLong(3, segment.first());
      insert.setLong(4, segment.last());
      insert.setLong(5, segment.samples());
      insert.setLong(6, segment.most());
      insert.setInt(7, segment.crc());
      insert.executeUpdate();
    }
  }

  /** The segment of the first block at this number or after it; 0 where there is none. */
  static long segmentFrom(Connection connection, long segment) throws SQLException {
    var query =
        connection.prepareStatement("SELECT id FROM push_block WHERE id >= ? ORDER BY id LIMIT 1");
    query.setLong(1, Segment.blockId(segment, Segment.TIMES));
    return Segment.ofBlock(Rows.number(query, 0));
  }

  /** The greatest number of a segment that anything in the file has. */
  static long greatest(Connection connection) throws SQLException {
    long block = Rows.number(connection.prepareStatement("SELECT max(id) FROM push_block"), 0);
    long segment = Rows.number(connection.prepareStatement("SELECT max(id) FROM push_segment"), 0);
    return Math.max(segment, Segment.ofBlock(block));
  }

  static void drop(Connection connection, List<PushSegment> segments) throws SQLException {
    try (var delete = connection.prepareStatement("DELETE FROM push_segment WHERE id = ?")) {
      for (var segment : segments) {
        delete.setLong(1, segment.id());
        delete.executeUpdate();
      }
    }
  }
}
