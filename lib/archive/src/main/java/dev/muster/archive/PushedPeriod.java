package dev.muster.archive;

import dev.muster.sqlite.Database;
import java.util.BitSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.IntPredicate;

/** The sealed pushed samples of one period, as they are rolled up. */
final class PushedPeriod {
  private final Database database;
  private final DamageLog damage;
  private final List<PushSegment> segments;

  PushedPeriod(Database database, PushHoldings holdings, DamageLog damage, long period) {
    this.database = database;
    this.damage = damage;
    this.segments = holdings.segments(period);
  }

  /** How many samples a series may have. */
  int most() {
    return (int) Math.min(Integer.MAX_VALUE, segments.stream().mapToLong(PushSegment::most).sum());
  }

  Set<Integer> metrics() {
    var all = new TreeSet<Integer>();
    for (var segment : segments) {
      all.addAll(database.<List<Integer>>read(c -> BlockTable.PUSHED.metrics(c, segment.id())));
    }
    return all;
  }

  /** The series of a metric. */
  BitSet series(int metric) {
    var series = new BitSet();
    read(
        metric,
        id -> {
          series.set(id);
          return false;
        },
        (id, column) -> {});
    return series;
  }

  /** Hands on the wanted series of a metric. */
  void read(int metric, BitSet wanted, PushBlob.Sink sink) {
    read(metric, wanted::get, sink);
  }

  private void read(int metric, IntPredicate wanted, PushBlob.Sink sink) {
    for (var segment : segments) {
      database.read(connection -> {
        new PushSegmentRead(connection, segment, damage).read(List.of(metric), wanted, sink);
        return true;
      });
    }
  }
}
