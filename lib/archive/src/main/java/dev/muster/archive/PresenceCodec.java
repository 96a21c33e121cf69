package dev.muster.archive;

import java.util.BitSet;

/** Which scrapes of a window have a series: {@code docs/formats/columns.md}. */
final class PresenceCodec {
  private static final int RUNS = 0;
  private static final int BITS = 1;

  private PresenceCodec() {}

  /** Writes which of so many scrapes are set; nothing where all are. */
  static void encode(BitSet present, int count, ByteSink out) {
    if (present.nextClearBit(0) >= count) {
      return;
    }
    int begun = out.size();
    writeRuns(present, count, out);
    int bitBytes = (count + 7) / 8;
    if (out.size() - begun > 1 + bitBytes) {
      out.truncate(begun);
      out.writeByte(BITS);
      for (int i = 0; i < count; i++) {
        out.writeBits(present.get(i) ? 1 : 0, 1);
      }
      out.align();
    }
  }

  private static void writeRuns(BitSet present, int count, ByteSink out) {
    var runs = new ByteSink();
    int written = 0;
    boolean with = true;
    for (int from = 0; ; with = !with) {
      int to = with ? present.nextClearBit(from) : present.nextSetBit(from);
      if (to < 0 || to >= count) {
        break;
      }
      runs.writeVarint(to - from);
      written++;
      from = to;
    }
    out.writeByte(RUNS);
    out.writeVarint(written);
    out.writeAll(runs);
  }

  /**
   * Reads which of so many scrapes are present.
   *
   * @param length all bytes that it has; 0 says that all are
   * @throws DamagedBlobException where no encoder writes such bytes
   */
  static BitSet decode(byte[] blob, int offset, int length, int count) {
    var present = new BitSet(count);
    if (length == 0) {
      present.set(0, count);
      return present;
    }
    var in = new ByteSource(blob, offset, length);
    int kind = in.readByte();
    switch (kind) {
      case RUNS -> readRuns(in, present, count);
      case BITS -> {
        for (int i = 0; i < count; i++) {
          present.set(i, in.readBits(1) != 0);
        }
      }
      default -> throw in.damaged("the unknown kind of presence " + kind);
    }
    return present;
  }

  private static void readRuns(ByteSource in, BitSet present, int count) {
    int runs = in.readCount(1, count, "runs");
    int from = 0;
    boolean with = true;
    for (int i = 0; i < runs; i++) {
      int to = from + in.readCount(i == 0 ? 0 : 1, count - 1 - from, "scrapes in a run");
      present.set(from, to, with);
      from = to;
      with = !with;
    }
    present.set(from, count, with);
  }
}
