package dev.muster.archive;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * The bytes of a sealed segment one behind the other, cut into rows that fill a page each: blocks
 * of a few hosts are so small that pages of whole blocks would have a fifth of them unused.
 */
final class SegmentParts implements AutoCloseable {
  /**
   * Of a part before its checksum. A page of 4096 bytes has room for a row of 4061 (see
   * https://www.sqlite.org/fileformat2.html, a larger one overflows), 4 of them the row's own.
   */
  static final int BYTES = 4061 - 4 - Checksum.BYTES;

  private final PreparedStatement query;

  /** The part that was read last: the next block mostly begins in it. */
  private byte @Nullable [] kept;

  private long keptId;

  SegmentParts(Connection connection) throws SQLException {
    query =
        connection.prepareStatement(
            "SELECT id, data FROM block WHERE id BETWEEN ? AND ? ORDER BY id");
  }

  /** How many bytes the rows of a segment have, by the number of the last one. */
  static long bytes(Connection connection, long segment) throws SQLException {
    var query =
        connection.prepareStatement(
            """
            SELECT (id & ?) * ? + length(data) FROM block WHERE id BETWEEN ? AND ?
            ORDER BY id DESC LIMIT 1
            """);
    query.setInt(1, Segment.GREATEST_METRIC);
    query.setInt(2, BYTES + Checksum.BYTES);
    query.setLong(3, Segment.blockId(segment, 0));
    query.setLong(4, Segment.blockId(segment, Segment.GREATEST_METRIC));
    return Rows.number(query, 0);
  }

  /** Cuts the bytes of a segment; parts by number, without their checksums. */
  static SortedMap<Integer, byte[]> cut(List<byte[]> pieces) {
    var parts = new TreeMap<Integer, byte[]>();
    var part = new ByteSink(BYTES);
    for (byte[] piece : pieces) {
      int done = 0;
      while (done < piece.length) {
        int length = Math.min(piece.length - done, BYTES - part.size());
        part.writeBytes(piece, done, length);
        done += length;
        if (part.size() == BYTES) {
          parts.put(parts.size(), part.toBytes());
          part.truncate(0);
        }
      }
    }
    if (part.size() > 0) {
      parts.put(parts.size(), part.toBytes());
    }
    return parts;
  }

  /** The first row of a segment with its checksum, not looked at; null where there is none. */
  byte @Nullable [] first(long segment) throws SQLException {
    long id = Segment.blockId(segment, 0);
    byte[] row = null;
    query.setLong(1, id);
    query.setLong(2, id);
    try (var rows = query.executeQuery()) {
      if (rows.next()) {
        row = rows.getBytes(2);
      }
    }
    kept = row;
    keptId = id;
    return row;
  }

  /**
   * Bytes of a segment that is cut into parts.
   *
   * @throws DamagedBlobException if they are not there as they were written
   */
  byte[] read(long segment, int from, int length) throws SQLException {
    int end = Math.addExact(from, length);
    var bytes = new ByteSink(Math.min(length, 1 << 20));
    long next = Segment.blockId(segment, from / BYTES);
    long last = Segment.blockId(segment, (end - 1) / BYTES);
    if (keptId == next && kept != null) {
      take(kept, next++, from, end, bytes);
    }
    if (next <= last) {
      query.setLong(1, next);
      query.setLong(2, last);
      try (var rows = query.executeQuery()) {
        while (rows.next() && rows.getLong(1) == next) {
          byte[] row = rows.getBytes(2);
          take(row == null ? new byte[0] : row, next++, from, end, bytes);
        }
      }
    }
    if (bytes.size() != length) {
      throw new DamagedBlobException("the end", bytes.size());
    }
    return bytes.toBytes();
  }

  /** Takes what lies in the range of a row that is the next one. */
  private void take(byte[] row, long id, int from, int end, ByteSink to) {
    int begin = (int) (id & Segment.GREATEST_METRIC) * BYTES;
    int length = Checksum.verify(row, id);
    int first = Math.max(0, from - begin);
    int last = Math.min(length, end - begin);
    if (first > last) {
      throw new DamagedBlobException("the end", length);
    }
    to.writeBytes(row, first, last - first);
    kept = row;
    keptId = id;
  }

  @Override
  public void close() throws SQLException {
    query.close();
  }
}
