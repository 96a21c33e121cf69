package dev.muster.archive;

import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.SortedMap;

/** When the targets of a segment were scraped: block 0 of {@code docs/formats/archive.md}. */
final class SegmentTimes {
  private static final int FORMAT = 1;

  /** One in each millisecond of the longest window. */
  private static final int MOST_SCRAPES = (int) SealWindow.LONGEST_MILLIS;

  private final byte[] blob;
  private final int[] counts = new int[Segment.TARGETS];
  private final int[] offsets = new int[Segment.TARGETS];
  private final int[] lengths = new int[Segment.TARGETS];
  private final Map<Integer, long[]> decoded = new HashMap<>();

  /**
   * Reads what {@link #encode} wrote.
   *
   * @throws DamagedBlobException if it is something else
   */
  SegmentTimes(byte[] blob, long block) {
    this.blob = blob;
    var in = new ByteSource(blob, 0, Checksum.verify(blob, block));
    if (in.readByte() != FORMAT) {
      throw in.damaged("an unknown format of times");
    }
    int targets = in.readCount(0, Segment.TARGETS, "targets");
    for (int i = 0; i < targets; i++) {
      int slot = in.readCount(0, Segment.TARGETS - 1, "slot");
      counts[slot] = in.readCount(1, MOST_SCRAPES, "scrapes");
      lengths[slot] = in.readCount(1, in.remaining(), "bytes of times");
    }
    int offset = in.position();
    for (int slot = 0; slot < Segment.TARGETS; slot++) {
      offsets[slot] = offset;
      offset += lengths[slot];
    }
    if (offset != blob.length - Checksum.BYTES) {
      throw in.damaged("times of other lengths");
    }
  }

  /** The bytes, without their checksum. */
  static byte[] encode(SortedMap<Integer, long[]> timesBySlot) {
    var head = new ByteSink();
    var body = new ByteSink();
    head.writeByte(FORMAT);
    head.writeVarint(timesBySlot.size());
    timesBySlot.forEach((slot, times) -> {
      int begun = body.size();
      TimesCodec.encode(times, 0, times.length, body);
      head.writeVarint(slot);
      head.writeVarint(times.length);
      head.writeVarint(body.size() - begun);
    });
    head.writeAll(body);
    return head.toBytes();
  }

  private long[] decode(int slot) {
    var times = new long[counts[slot]];
    TimesCodec.decode(blob, offsets[slot], lengths[slot], times, 0, times.length);
    return times;
  }

  /** How many scrapes the target has that has the most. */
  int most() {
    return Arrays.stream(counts).max().orElse(0);
  }

  /** How many scrapes a target has. */
  int count(int slot) {
    return counts[slot];
  }

  /** Writes the times of the target's scrapes into an array, by way of another. */
  void decode(int slot, long[] out, int outFrom, long[] scratch) {
    TimesCodec.decode(blob, offsets[slot], lengths[slot], out, outFrom, counts[slot], scratch);
  }

  /** The times of the target's scrapes, ascending. Not to be changed. */
  long[] of(int slot) {
    return decoded.computeIfAbsent(slot, this::decode);
  }
}
