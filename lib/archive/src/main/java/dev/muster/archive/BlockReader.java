package dev.muster.archive;

import java.util.BitSet;
import org.jspecify.annotations.Nullable;

/** Reads what {@link BlockWriter} wrote: the columns that are wanted, and no others. */
final class BlockReader {
  /** Gets columns. */
  interface Sink {
    boolean wants(int slot, int series);

    /**
     * A column.
     *
     * @param scrapes the times of the scrapes the samples came with, ascending
     * @param times the samples' times; null where they have those of the scrapes
     */
    void column(int slot, int series, long[] scrapes, long @Nullable [] times, double[] values);
  }

  private final byte[] blob;
  private final SegmentTimes times;
  private final ByteSource directory;
  private final int entries;
  private int slot;
  private int series;
  private int flags;
  private int valuesLength;
  private int presenceLength;
  private int timesLength;

  /**
   * Begins to read.
   *
   * @throws DamagedBlobException as all of its methods, if the bytes are not what was written
   */
  BlockReader(byte[] blob, long block, SegmentTimes times) {
    this.blob = blob;
    this.times = times;
    directory = new ByteSource(blob, 0, Checksum.verify(blob, block));
    if (directory.readByte() != BlockWriter.FORMAT) {
      throw directory.damaged("an unknown format of blocks");
    }
    entries = directory.readCount(0, blob.length, "columns");
  }

  /** Hands the wanted columns over; before the first one, all of the directory has been read. */
  void read(Sink sink) {
    int begun = directory.position();
    long length = 0;
    for (int i = 0; i < entries; i++) {
      length += nextEntry();
    }
    int offset = directory.position();
    if (offset + length != blob.length - Checksum.BYTES) {
      throw directory.damaged("columns of other lengths");
    }
    directory.skipTo(8L * begun);
    slot = 0;
    series = 0;
    for (int i = 0; i < entries; i++) {
      long columnLength = nextEntry();
      if (sink.wants(slot, series)) {
        decode(offset, sink);
      }
      offset += (int) columnLength;
    }
  }

  /** Reads an entry of the directory; how many bytes its column has. */
  private long nextEntry() {
    int control = directory.readByte();
    flags = control & 3;
    slot += control >>> 2;
    long next = series + directory.readZigzag();
    if (slot >= Segment.TARGETS || next < 0 || next > Integer.MAX_VALUE) {
      throw directory.damaged("series " + next + " of slot " + slot);
    }
    series = (int) next;
    valuesLength = length(0);
    presenceLength = (flags & BlockWriter.PRESENCE) == 0 ? 0 : length(1);
    timesLength = (flags & BlockWriter.OWN_TIMES) == 0 ? 0 : length(0);
    return (long) valuesLength + presenceLength + timesLength;
  }

  private int length(int least) {
    return directory.readCount(least, blob.length, "bytes");
  }

  private void decode(int offset, Sink sink) {
    long[] scrapes = times.of(slot);
    if (presenceLength > 0) {
      scrapes = chosen(scrapes, PresenceCodec.decode(blob, offset, presenceLength, scrapes.length));
    }
    int count = scrapes.length;
    long[] own = ownTimes(offset + presenceLength, count);
    var values = new double[count];
    int valuesFrom = offset + presenceLength + timesLength;
    int end = ColumnCodec.decode(blob, valuesFrom, valuesLength, values, 0, count);
    if (end != valuesFrom + valuesLength) {
      throw new DamagedBlobException("a column of another length", end);
    }
    sink.column(slot, series, scrapes, own, values);
  }

  private long @Nullable [] ownTimes(int offset, int count) {
    if ((flags & BlockWriter.OWN_TIMES) == 0) {
      return null;
    }
    var own = new long[count];
    TimesCodec.decode(blob, offset, timesLength, own, 0, count);
    return own;
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
