package dev.muster.archive;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A table of segments' blocks: those of scrapes, or those of pushed samples. */
final class BlockTable {
  static final BlockTable SCRAPED = new BlockTable("block");
  static final BlockTable PUSHED = new BlockTable("push_block");

  private final String name;

  private BlockTable(String name) {
    this.name = name;
  }

  void insert(Connection connection, long segment, int metric, byte[] bytes) throws SQLException {
    try (var insert =
        connection.prepareStatement("INSERT OR REPLACE INTO " + name + "(id, data) VALUES(?, ?)")) {
      long id = Segment.blockId(segment, metric);
      insert.setLong(1, id);
      insert.setBytes(2, Checksum.seal(bytes, id));
      insert.executeUpdate();
    }
  }

  /** The metrics a segment has blocks of that are rows of their own. */
  List<Integer> metrics(Connection connection, long segment) throws SQLException {
    var query = connection.prepareStatement("SELECT id FROM " + name + " WHERE id BETWEEN ? AND ?");
    query.setLong(1, Segment.blockId(segment, Segment.TIMES + 1));
    query.setLong(2, Segment.blockId(segment, Segment.GREATEST_METRIC));
    return Rows.list(query, row -> (int) (row.getLong(1) & Segment.GREATEST_METRIC));
  }

  /** How long a segment's blocks are that are rows of their own, by metric. */
  Map<Integer, Long> lengths(Connection connection, long segment) throws SQLException {
    var query =
        connection.prepareStatement(
            "SELECT id, length(data) FROM " + name + " WHERE id BETWEEN ? AND ?");
    query.setLong(1, Segment.blockId(segment, Segment.TIMES));
    query.setLong(2, Segment.blockId(segment, Segment.GREATEST_METRIC));
    var lengths = new HashMap<Integer, Long>();
    Rows.forEach(
        query,
        row -> lengths.put((int) (row.getLong(1) & Segment.GREATEST_METRIC), row.getLong(2)));
    return lengths;
  }

  /** A block that is a row of its own; null where there is none. */
  byte @Nullable [] block(Connection connection, long segment, int metric) throws SQLException {
    try (var query = connection.prepareStatement("SELECT data FROM " + name + " WHERE id = ?")) {
      query.setLong(1, Segment.blockId(segment, metric));
      try (var row = query.executeQuery()) {
        return row.next() ? row.getBytes(1) : null;
      }
    }
  }

  /** Drops some blocks of a segment, the last ones first; how many. */
  int drop(Connection connection, long segment, int limit) throws SQLException {
    try (var delete =
        connection.prepareStatement(
            """
            DELETE FROM %1$s WHERE id IN
              (SELECT id FROM %1$s WHERE id BETWEEN ? AND ? ORDER BY id DESC LIMIT ?)
            """
                .formatted(name))) {
      delete.setLong(1, Segment.blockId(segment, Segment.TIMES));
      delete.setLong(2, Segment.blockId(segment, Segment.GREATEST_METRIC));
      delete.setInt(3, limit);
      return delete.executeUpdate();
    }
  }
}
