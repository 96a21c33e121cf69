package dev.muster.archive;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Reads blocks of segments; what is damaged is left out. */
final class SegmentRead implements AutoCloseable {
  private final Connection connection;
  private final SegmentParts parts;
  private final DamageLog damage;

  SegmentRead(Connection connection, DamageLog damage) throws SQLException {
    this.connection = connection;
    this.parts = new SegmentParts(connection);
    this.damage = damage;
  }

  /**
   * When the segment's targets were scraped, and where its blocks are; null where that is damaged,
   * or the segment is gone.
   */
  @Nullable SegmentHead head(Segment segment) throws SQLException {
    try {
      byte[] first = parts.first(segment.id());
      if (first == null) {
        return null;
      }
      if (!SegmentHead.isCut(first)) {
        long id = Segment.blockId(segment.id(), Segment.TIMES);
        return SegmentHead.ofRows(SegmentTimes.ofRow(first, id));
      }
      Checksum.verify(first, Segment.blockId(segment.id(), 0));
      return SegmentHead.of(parts.read(segment.id(), 0, SegmentHead.lengthOf(first)));
    } catch (DamagedBlobException e) {
      damage.found("times of " + segment, String.valueOf(e.getMessage()));
    } catch (SQLException e) {
      pageDamaged("times of " + segment, e);
    }
    return null;
  }

  /** Whether a segment is cut into parts, as all are that were sealed since version 7. */
  boolean isCut(Segment segment) throws SQLException {
    try {
      byte[] first = parts.first(segment.id());
      return first != null && SegmentHead.isCut(first);
    } catch (SQLException e) {
      pageDamaged("times of " + segment, e);
      return true;
    }
  }

  /** The metrics a segment has blocks of. */
  static List<Integer> metrics(Connection connection, Segment segment, SegmentHead head)
      throws SQLException {
    return head.isCut() ? head.metrics() : BlockTable.SCRAPED.metrics(connection, segment.id());
  }

  /** Reads the wanted columns of a metric; where it is damaged, perhaps only some of them. */
  void columns(Segment segment, SegmentHead head, int metric, BlockReader.Sink sink)
      throws SQLException {
    try {
      var block = block(segment.id(), head, metric);
      if (block != null) {
        block.read(sink);
      }
    } catch (DamagedBlobException e) {
      damage.found(place(metric, segment), String.valueOf(e.getMessage()));
    } catch (SQLException e) {
      pageDamaged(place(metric, segment), e);
    }
  }

  private @Nullable BlockReader block(long segment, SegmentHead head, int metric)
      throws SQLException {
    if (head.isCut()) {
      var place = head.place(metric);
      return place.length() == 0
          ? null
          : new BlockReader(parts.read(segment, place.from(), place.length()), head.times());
    }
    byte[] row = BlockTable.SCRAPED.block(connection, segment, metric);
    return row == null
        ? null
        : BlockReader.ofRow(row, Segment.blockId(segment, metric), head.times());
  }

  /** How a damaged block is named. */
  static String place(int metric, Segment segment) {
    return "metric " + metric + " of " + segment;
  }

  private void pageDamaged(String place, SQLException e) throws SQLException {
    if (!DamageLog.isDamage(e)) {
      throw e;
    }
    damage.found("page with " + place, String.valueOf(e.getMessage()));
  }

  @Override
  public void close() throws SQLException {
    parts.close();
  }
}
