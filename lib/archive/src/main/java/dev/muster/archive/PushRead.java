package dev.muster.archive;

import dev.muster.sqlite.DatabaseReads;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.BitSet;
import java.util.Collection;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Supplier;

/** Reads pushed samples: wanted series in a range of time, from head rows and segments. */
final class PushRead {
  /** How long a commit may take to be known here, in tries of a millisecond. */
  private static final int TRIES = 60_000;

  private final DatabaseReads database;
  private final PushHoldings holdings;
  private final DamageLog damage;

  PushRead(DatabaseReads database, PushHoldings holdings, DamageLog damage) {
    this.database = database;
    this.holdings = holdings;
    this.damage = damage;
  }

  /**
   * Hands on samples in the range, those of one series in several parts that may overlap.
   *
   * @param metrics the metrics of the wanted series, by number
   */
  void read(
      BitSet wanted,
      Supplier<? extends Collection<Integer>> metrics,
      long from,
      long to,
      PushBlob.Sink sink) {
    if (from > to || holdings.isEmpty()) {
      return;
    }
    for (int tries = 0; !database.read(c -> read(c, wanted, metrics, from, to, sink)); tries++) {
      // Samples were moved between what is known and what the file shows, as with scrapes.
      if (tries == TRIES) {
        throw new IllegalStateException("the archive changes faster than it can be read");
      }
      LockSupport.parkNanos(1_000_000);
    }
  }

  private boolean read(
      Connection connection,
      BitSet wanted,
      Supplier<? extends Collection<Integer>> metrics,
      long from,
      long to,
      PushBlob.Sink sink)
      throws SQLException {
    var view = holdings.view(PushSegmentTable.version(connection), from, to);
    if (view == null) {
      return false;
    }
    if (view.isEmpty()) {
      return true;
    }
    PushBlob.Sink within =
        (series, column) -> {
          var part = column.between(from, to == Long.MAX_VALUE ? to : to + 1);
          if (part.size() > 0) {
            sink.column(series, part);
          }
        };
    if (!view.segments().isEmpty()) {
      var numbers = metrics.get();
      for (var segment : view.segments()) {
        new PushSegmentRead(connection, segment, damage).read(numbers, wanted::get, within);
      }
    }
    PushTable.read(connection, view.rows(), wanted::get, damage, within);
    return true;
  }
}
