package dev.muster.archive;

import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.SortedMap;

/** When the targets of a segment were scraped, as {@code docs/formats/archive.md} draws it. */
final class SegmentTimes {
  static final int FORMAT = 1;

  /** One in each millisecond of the longest window. */
  private static final int MOST_SCRAPES = (int) SealWindow.LONGEST_MILLIS;

  private final byte[] blob;
  private final int[] counts = new int[Segment.TARGETS];
  private final int[] offsets = new int[Segment.TARGETS];
  private final int[] lengths = new int[Segment.TARGETS];
  private final Map<Integer, long[]> decoded = new HashMap<>();

  /**
   * Reads the times of a segment that is not cut into parts: a blob of its own, with a format.
   *
   * @throws DamagedBlobException if it is something else
   */
  static SegmentTimes ofRow(byte[] blob, long block) {
    int length = Checksum.verify(blob, block);
    if (length == 0 || blob[0] != FORMAT) {
      throw new DamagedBlobException("an unknown format of times", 0);
    }
    return new SegmentTimes(blob, 1, length - 1);
  }

  /**
   * Reads what {@link #encode} wrote.
   *
   * @throws DamagedBlobException if it is something else
   */
  SegmentTimes(byte[] blob, int from, int length) {
    this.blob = blob;
    var in = new ByteSource(blob, from, length);
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
    if (offset != from + length) {
      throw in.damaged("times of other lengths");
    }
  }

  static byte[] encode(SortedMap<Integer, long[]> timesBySlot) {
    var head = new ByteSink();
    var body = new ByteSink();
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
