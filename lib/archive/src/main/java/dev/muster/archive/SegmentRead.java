package dev.muster.archive;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import org.jspecify.annotations.Nullable;

/** Reads blocks of segments; what is damaged is left out. */
final class SegmentRead implements AutoCloseable {
  private final PreparedStatement query;
  private final DamageLog damage;

  SegmentRead(Connection connection, DamageLog damage) throws SQLException {
    this.query = BlockTable.SCRAPED.query(connection);
    this.damage = damage;
  }

  /**
   * When the segment's targets were scraped; null where that is damaged, or the segment is gone.
   */
  @Nullable SegmentTimes times(Segment segment) throws SQLException {
    byte[] blob = blob(segment, Segment.TIMES);
    try {
      return blob == null
          ? null
          : new SegmentTimes(blob, Segment.blockId(segment.id(), Segment.TIMES));
    } catch (DamagedBlobException e) {
      damage.found("times of " + segment, String.valueOf(e.getMessage()));
      return null;
    }
  }

  /** Reads the wanted columns of a metric; where it is damaged, perhaps only some of them. */
  void columns(Segment segment, SegmentTimes times, int metric, BlockReader.Sink sink)
      throws SQLException {
    byte[] blob = blob(segment, metric);
    if (blob == null) {
      return;
    }
    try {
      new BlockReader(blob, Segment.blockId(segment.id(), metric), times).read(sink);
    } catch (DamagedBlobException e) {
      damage.found(place(metric, segment), String.valueOf(e.getMessage()));
    }
  }

  /** How a damaged block is named. */
  static String place(int metric, Segment segment) {
    return "metric " + metric + " of " + segment;
  }

  private byte @Nullable [] blob(Segment segment, int metric) throws SQLException {
    try {
      return BlockTable.block(query, segment.id(), metric);
    } catch (SQLException e) {
      if (!DamageLog.isDamage(e)) {
        throw e;
      }
      damage.found("page with metric " + metric + " of " + segment, String.valueOf(e.getMessage()));
      return null;
    }
  }

  @Override
  public void close() throws SQLException {
    query.close();
  }
}
