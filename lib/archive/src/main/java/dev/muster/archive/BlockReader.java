package dev.muster.archive;

import org.jspecify.annotations.Nullable;

/** Reads what {@link BlockWriter} wrote: the columns that are wanted, and no others. */
final class BlockReader {
  /** Of blocks that are rows of their own. */
  static final int FORMAT = 1;

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

    /** The same before it is decoded; its bytes are those of the whole block. */
    default void packed(int slot, int series, PackedColumn packed) {
      var column = packed.decode();
      column(slot, series, column.scrapes(), column.times(), column.values());
    }
  }

  private final byte[] blob;
  private final int end;
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
   * Begins to read a block that is a row of its own, with a format and a checksum.
   *
   * @throws DamagedBlobException as all methods, if the bytes are not what was written
   */
  static BlockReader ofRow(byte[] blob, long block, SegmentTimes times) {
    int end = Checksum.verify(blob, block);
    if (end == 0 || blob[0] != FORMAT) {
      throw new DamagedBlobException("an unknown format of blocks", 0);
    }
    return new BlockReader(blob, 1, end, times);
  }

  /** Begins to read what {@link BlockWriter} wrote. */
  BlockReader(byte[] block, SegmentTimes times) {
    this(block, 0, block.length, times);
  }

  private BlockReader(byte[] blob, int from, int end, SegmentTimes times) {
    this.blob = blob;
    this.end = end;
    this.times = times;
    directory = new ByteSource(blob, from, end - from);
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
    if (offset + length != end) {
      throw directory.damaged("columns of other lengths");
    }
    directory.skipTo(8L * begun);
    slot = 0;
    series = 0;
    for (int i = 0; i < entries; i++) {
      long columnLength = nextEntry();
      if (sink.wants(slot, series)) {
        sink.packed(slot, series, column(offset));
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

  private PackedColumn column(int offset) {
    return new PackedColumn(times, slot, blob, offset, presenceLength, timesLength, valuesLength);
  }
}
