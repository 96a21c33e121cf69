package dev.muster.archive;

import dev.muster.metrics.Labels;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.List;

/** Looks rollups of many series up, one after the other; of one series each chunk once. */
final class RollupFind implements AutoCloseable {
  private final PreparedStatement ids;
  private final PreparedStatement rows;
  private final DamageLog damage;

  /** What was found last. */
  private List<RollupWindow> windows = List.of();

  private RollupStep step = RollupStep.HOUR;
  private long chunk;
  private long series;

  RollupFind(Connection connection, DamageLog damage) throws SQLException {
    this.ids = RollupSeriesTable.ids(connection);
    this.rows = RollupTable.rows(connection);
    this.damage = damage;
  }

  /** What the file knows of a series. */
  RollupSeriesTable.Known known(Labels labels) throws SQLException {
    return RollupSeriesTable.known(ids, labels);
  }

  /** What is there of a chunk; nothing where that is damaged. */
  List<RollupWindow> windows(RollupStep ofStep, long ofChunk, long ofSeries) throws SQLException {
    if (ofStep != step || ofChunk != chunk || ofSeries != series) {
      windows = read(ofStep, ofChunk, ofSeries);
      step = ofStep;
      chunk = ofChunk;
      series = ofSeries;
    }
    return windows;
  }

  private List<RollupWindow> read(RollupStep ofStep, long ofChunk, long ofSeries)
      throws SQLException {
    if (ofSeries == 0) {
      return List.of();
    }
    var stored = RollupTable.find(rows, ofStep, ofChunk, ofSeries);
    if (stored == null) {
      return List.of();
    }
    try {
      return stored.verified(ofStep, ofChunk, ofSeries);
    } catch (DamagedBlobException e) {
      damage.found(Roller.place(ofStep, ofChunk, ofSeries), String.valueOf(e.getMessage()));
      return List.of();
    }
  }

  @Override
  public void close() throws SQLException {
    try (rows) {
      ids.close();
    }
  }
}
