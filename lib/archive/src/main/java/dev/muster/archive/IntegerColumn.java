package dev.muster.archive;

import static dev.muster.archive.ByteSource.unzigzag;

import java.util.Arrays;

/** The kinds of integer columns of {@code docs/formats/columns.md}, and their reader. */
final class IntegerColumn {
  static final int RAW = 0;
  static final int CONSTANT = 1;
  static final int LINE = 2;
  static final int DELTA = 3;
  static final int LEVEL = 4;
  static final int SPARSE = 5;
  static final int PATCHED = 7;

  /** The scale of a column whose integers are the bits of doubles. */
  static final int BITS = 31;

  private static final int KIND_BITS = 3;

  private IntegerColumn() {}

  static int header(int kind, int scale) {
    return kind | scale << KIND_BITS;
  }

  static int kind(int header) {
    return header & (1 << KIND_BITS) - 1;
  }

  static int scale(int header) {
    return header >>> KIND_BITS;
  }

  /** The integer with which the body of any kind but raw begins. */
  static long readStart(ByteSource in, int scale) {
    return scale == BITS ? in.readLong() : in.readZigzag();
  }

  static void writeStart(long start, int scale, ByteSink out) {
    if (scale == BITS) {
      out.writeLong(start);
    } else {
      out.writeZigzag(start);
    }
  }

  /** Fills the first places, at least one, from the body that follows this header. */
  static void read(ByteSource in, int header, long[] numbers, int count) {
    int scale = scale(header);
    switch (kind(header)) {
      case RAW -> readRaw(in, numbers, count);
      case CONSTANT -> Arrays.fill(numbers, 0, count, readStart(in, scale));
      case LINE -> readLine(in, readStart(in, scale), numbers, count);
      case DELTA -> readDelta(in, readStart(in, scale), numbers, count);
      case LEVEL -> readLevel(in, readStart(in, scale), numbers, count);
      case SPARSE -> readSparse(in, readStart(in, scale), numbers, count);
      default -> throw in.damaged("the unknown kind " + kind(header));
    }
  }

  private static void readRaw(ByteSource in, long[] numbers, int count) {
    for (int i = 0; i < count; i++) {
      numbers[i] = in.readLong();
    }
  }

  private static void readLine(ByteSource in, long start, long[] numbers, int count) {
    long step = in.readZigzag();
    long number = start;
    for (int i = 0; i < count; i++) {
      numbers[i] = number;
      number += step;
    }
  }

  private static void readDelta(ByteSource in, long start, long[] numbers, int count) {
    long unit = in.readVarint();
    long mean = in.readZigzag();
    Rice.read(in, numbers, count - 1);
    in.align();
    long number = start;
    for (int i = 0; i < count; i++) {
      long code = numbers[i];
      numbers[i] = number;
      number += unit * (mean + unzigzag(code));
    }
  }

  private static void readLevel(ByteSource in, long start, long[] numbers, int count) {
    long unit = in.readVarint();
    Rice.read(in, numbers, count);
    in.align();
    for (int i = 0; i < count; i++) {
      numbers[i] = start + unit * unzigzag(numbers[i]);
    }
  }

  private static void readSparse(ByteSource in, long start, long[] numbers, int count) {
    long unit = in.readVarint();
    long mean = in.readZigzag();
    int changes = in.readCount(1, count - 1, "changes");
    var gaps = new long[changes];
    var codes = new long[changes];
    Rice.read(in, gaps, changes);
    Rice.read(in, codes, changes);
    in.align();
    long number = start;
    int from = 0;
    for (int i = 0; i < changes; i++) {
      int to = place(in, gaps[i], from + 1, count);
      Arrays.fill(numbers, from, to, number);
      from = to;
      number += unit * (mean == 0 ? unzigzag(codes[i] + 1) : mean + unzigzag(codes[i]));
    }
    Arrays.fill(numbers, from, count, number);
  }

  /** The place that lies this far after {@code least}, among {@code count}. */
  static int place(ByteSource in, long gap, int least, int count) {
    if (gap < 0 || gap >= count - least) {
      throw in.damaged("a place outside of the column");
    }
    return least + (int) gap;
  }
}
