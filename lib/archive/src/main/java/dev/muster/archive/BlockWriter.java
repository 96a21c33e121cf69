package dev.muster.archive;

import java.util.BitSet;
import org.jspecify.annotations.Nullable;

/** One metric's columns of a segment, gathered target by target into one blob. */
final class BlockWriter {
  static final int PRESENCE = 1;
  static final int OWN_TIMES = 2;

  private final ByteSink directory = new ByteSink();
  private final ByteSink columns = new ByteSink(1024);
  private int entries;
  private int slot;
  private int series;

  /**
   * Adds a series of a target; targets come in ascending order.
   *
   * @param present which of the target's scrapes have it; null where all do
   * @param times the samples' own times; null where they have those of the scrapes
   */
  void add(
      int atSlot,
      int atSeries,
      @Nullable BitSet present,
      int scrapes,
      long @Nullable [] times,
      double[] values,
      int count) {
    int begun = columns.size();
    if (present != null) {
      PresenceCodec.encode(present, scrapes, columns);
    }
    int presenceLength = columns.size() - begun;
    if (times != null) {
      TimesCodec.encode(times, 0, count, columns);
    }
    int timesLength = columns.size() - begun - presenceLength;
    ColumnCodec.encode(values, 0, count, columns);
    int flags = (presenceLength > 0 ? PRESENCE : 0) | (times != null ? OWN_TIMES : 0);
    directory.writeByte((atSlot - slot) << 2 | flags);
    directory.writeZigzag((long) atSeries - series);
    directory.writeVarint(columns.size() - begun - presenceLength - timesLength);
    if (presenceLength > 0) {
      directory.writeVarint(presenceLength);
    }
    if (times != null) {
      directory.writeVarint(timesLength);
    }
    slot = atSlot;
    series = atSeries;
    entries++;
  }

  /** The block. */
  byte[] toBytes() {
    var blob = new ByteSink(directory.size() + columns.size() + 16);
    blob.writeVarint(entries);
    blob.writeAll(directory);
    blob.writeAll(columns);
    return blob.toBytes();
  }
}
