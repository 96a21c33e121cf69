package dev.muster.archive;

import java.util.Arrays;
import java.util.List;
import java.util.SortedMap;
import java.util.stream.IntStream;

/**
 * What a segment begins with: when its targets were scraped and, if it is cut into parts, where the
 * block of each metric stands in them. Drawn in {@code docs/formats/archive.md}.
 */
final class SegmentHead {
  private static final int FORMAT = 2;

  /** The number that says how long the head is. */
  private static final int LENGTH_BYTES = 4;

  /**
   * Where a block is.
   *
   * @param length 0 where there is none
   */
  record Place(int from, int length) {}

  private final SegmentTimes times;
  private final boolean isCut;

  /** Ascending, and where each one's block begins; the last number is the end of the segment. */
  private final int[] metrics;

  private final int[] begins;

  private SegmentHead(SegmentTimes times, boolean isCut, int[] metrics, int[] begins) {
    this.times = times;
    this.isCut = isCut;
    this.metrics = metrics;
    this.begins = begins;
  }

  /** That of a segment whose blocks are rows of their own, by the number of their metric. */
  static SegmentHead ofRows(SegmentTimes times) {
    return new SegmentHead(times, false, new int[0], new int[] {0});
  }

  /** The bytes of a segment's head. */
  static byte[] encode(SortedMap<Integer, long[]> timesBySlot, int[] metrics, List<byte[]> blocks) {
    byte[] times = SegmentTimes.encode(timesBySlot);
    var head = new ByteSink(times.length + 4 * metrics.length + 16);
    head.writeVarint(times.length);
    head.writeBytes(times, 0, times.length);
    head.writeVarint(metrics.length);
    int before = 0;
    for (int i = 0; i < metrics.length; i++) {
      head.writeVarint(metrics[i] - before);
      head.writeVarint(blocks.get(i).length);
      before = metrics[i];
    }
    var all = new ByteSink(head.size() + 1 + LENGTH_BYTES);
    all.writeByte(FORMAT);
    for (int i = 0; i < LENGTH_BYTES; i++) {
      all.writeByte(head.size() >>> (8 * i));
    }
    all.writeAll(head);
    return all.toBytes();
  }

  /** Whether a segment's first row, with its checksum, is one of a segment that is cut. */
  static boolean isCut(byte[] firstRow) {
    return firstRow.length > Checksum.BYTES && firstRow[0] == FORMAT;
  }

  /** How many bytes of the segment its head takes, by its first ones, which {@link #isCut}. */
  static int lengthOf(byte[] begin) {
    var in = new ByteSource(begin, 1, begin.length - 1);
    int length = (int) in.readBits(8 * LENGTH_BYTES);
    if (length < 0 || length > Integer.MAX_VALUE - 1 - LENGTH_BYTES) {
      throw in.damaged("a head of " + length + " bytes");
    }
    return 1 + LENGTH_BYTES + length;
  }

  /**
   * Reads what {@link #encode} wrote.
   *
   * @throws DamagedBlobException if it is something else
   */
  static SegmentHead of(byte[] head) {
    int from = 1 + LENGTH_BYTES;
    var in = new ByteSource(head, from, head.length - from);
    int timesLength = in.readCount(0, in.remaining(), "bytes of times");
    var times = new SegmentTimes(head, in.position(), timesLength);
    in.skipTo(8L * (in.position() + timesLength));
    int count = in.readCount(0, in.remaining(), "metrics");
    var metrics = new int[count];
    var begins = new int[count + 1];
    begins[0] = head.length;
    int metric = 0;
    for (int i = 0; i < count; i++) {
      metric += in.readCount(1, Segment.GREATEST_METRIC - metric, "a metric");
      metrics[i] = metric;
      begins[i + 1] = begins[i] + in.readCount(1, Integer.MAX_VALUE - begins[i], "bytes");
    }
    if (in.remaining() > 0) {
      throw in.damaged("a head of another length");
    }
    return new SegmentHead(times, true, metrics, begins);
  }

  SegmentTimes times() {
    return times;
  }

  /** Whether it is cut into parts, and knows of its blocks. */
  boolean isCut() {
    return isCut;
  }

  /** The metrics of the blocks it knows of, ascending. */
  List<Integer> metrics() {
    return IntStream.of(metrics).boxed().toList();
  }

  /** How many bytes it takes itself, where the segment is cut. */
  int length() {
    return begins[0];
  }

  Place place(int metric) {
    int at = Arrays.binarySearch(metrics, metric);
    return at < 0 ? new Place(0, 0) : new Place(begins[at], begins[at + 1] - begins[at]);
  }
}
