package dev.muster.archive;

import java.util.Arrays;
import java.util.BitSet;
import org.jspecify.annotations.Nullable;

/**
 * A column of a block before it is decoded: presence, own times and values, one behind the other.
 *
 * @param times of the segment's scrapes
 * @param slot its target's place in the segment
 * @param presenceLength 0 where each of them has a sample
 * @param timesLength 0 where samples have the times of their scrapes
 */
@SuppressWarnings("ArrayRecordComponent") // never compared
record PackedColumn(
    SegmentTimes times,
    int slot,
    byte[] bytes,
    int offset,
    int presenceLength,
    int timesLength,
    int valuesLength) {
  /**
   * What is in it.
   *
   * @param scrapes the times of the scrapes the samples came with, ascending
   * @param times the samples' times; null where they have those of the scrapes
   */
  @SuppressWarnings("ArrayRecordComponent") // never compared
  record Column(long[] scrapes, long @Nullable [] times, double[] values) {}

  /** A copy that keeps nothing else of the block. */
  PackedColumn alone() {
    int length = presenceLength + timesLength + valuesLength;
    byte[] own = Arrays.copyOfRange(bytes, offset, offset + length);
    return new PackedColumn(times, slot, own, 0, presenceLength, timesLength, valuesLength);
  }

  /** How many samples it has at most. */
  int most() {
    return times.count(slot);
  }

  /** Whether each scrape has a sample, with the scrape's time. */
  boolean isPlain() {
    return presenceLength == 0 && timesLength == 0;
  }

  /**
   * Reads a plain one.
   *
   * @param scratch room for as many numbers as there are samples
   * @throws DamagedBlobException if it is not what was written
   */
  void decode(long[] outTimes, double[] outValues, int outFrom, long[] scratch) {
    int count = most();
    times.decode(slot, outTimes, outFrom, scratch);
    int end = ColumnCodec.decode(bytes, offset, valuesLength, outValues, outFrom, count, scratch);
    requireEnd(end, offset);
  }

  private void requireEnd(int end, int from) {
    if (end != from + valuesLength) {
      throw new DamagedBlobException("a column of another length", end);
    }
  }

  /**
   * Reads it.
   *
   * @throws DamagedBlobException if it is not what was written
   */
  Column decode() {
    long[] scrapes = times.of(slot);
    if (presenceLength > 0) {
      var present = PresenceCodec.decode(bytes, offset, presenceLength, scrapes.length);
      scrapes = chosen(scrapes, present);
    }
    int count = scrapes.length;
    long[] own = null;
    if (timesLength > 0) {
      own = new long[count];
      TimesCodec.decode(bytes, offset + presenceLength, timesLength, own, 0, count);
    }
    var values = new double[count];
    int from = offset + presenceLength + timesLength;
    int end = ColumnCodec.decode(bytes, from, valuesLength, values, 0, count);
    requireEnd(end, from);
    return new Column(scrapes, own, values);
  }

  private static long[] chosen(long[] all, BitSet present) {
    var chosen = new long[present.cardinality()];
    int size = 0;
    for (int i = present.nextSetBit(0); i >= 0; i = present.nextSetBit(i + 1)) {
      chosen[size++] = all[i];
    }
    return chosen;
  }
}
