package dev.muster.archive;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.Collection;
import java.util.function.IntPredicate;
import org.jspecify.annotations.Nullable;

/** One segment of pushed samples being read; what is damaged is left out. */
final class PushSegmentRead {
  private final Connection connection;
  private final PushSegment segment;
  private final DamageLog damage;
  private @Nullable Timelines shared;

  PushSegmentRead(Connection connection, PushSegment segment, DamageLog damage) {
    this.connection = connection;
    this.segment = segment;
    this.damage = damage;
  }

  /** Hands on the wanted series of some metrics. */
  void read(Collection<Integer> metrics, IntPredicate wanted, PushBlob.Sink sink)
      throws SQLException {
    for (int metric : metrics) {
      read(metric, wanted, sink);
    }
  }

  private void read(int metric, IntPredicate wanted, PushBlob.Sink sink) throws SQLException {
    try {
      byte[] blob = BlockTable.PUSHED.block(connection, segment.id(), metric);
      if (blob != null) {
        PushBlob.read(blob, verify(blob, metric), sharedTimes(), wanted, sink);
      }
    } catch (DamagedBlobException e) {
      damage.found("metric " + metric + " of " + segment, String.valueOf(e.getMessage()));
    } catch (SQLException e) {
      if (!DamageLog.isDamage(e)) {
        throw e;
      }
      damage.found("page with metric " + metric + " of " + segment, String.valueOf(e.getMessage()));
    }
  }

  private int verify(byte[] blob, int metric) {
    return Checksum.verify(blob, segment.blockId(metric));
  }

  private Timelines sharedTimes() throws SQLException {
    Timelines known = shared;
    if (known == null) {
      byte[] blob = BlockTable.PUSHED.block(connection, segment.id(), Segment.TIMES);
      known = blob == null ? Timelines.NONE : PushBlob.shared(blob, verify(blob, Segment.TIMES));
      shared = known;
    }
    return known;
  }
}
