package dev.muster.archive;

import java.util.Arrays;

/** Columns of values: {@code docs/formats/columns.md} draws them. */
final class ColumnCodec {
  private ColumnCodec() {}

  /** Writes the column of these values; of none, nothing. */
  static void encode(double[] values, int from, int count, ByteSink out) {
    if (count > 0) {
      new ColumnWriter(values, from, count).write(out);
    }
  }

  /**
   * Reads one column of so many values.
   *
   * @param length the bytes that it may have from {@code offset} on; what follows it is not read
   * @return the offset after the column
   * @throws DamagedBlobException where no encoder writes such bytes
   */
  static int decode(byte[] blob, int offset, int length, double[] out, int outFrom, int count) {
    return decode(blob, offset, length, out, outFrom, count, new long[count]);
  }

  /** The same by way of an array with room for so many integers. */
  static int decode(
      byte[] blob, int offset, int length, double[] out, int outFrom, int count, long[] numbers) {
    var in = new ByteSource(blob, offset, length);
    if (count > 0) {
      int header = in.readByte();
      if (header == IntegerColumn.PATCHED) {
        readPatched(in, out, outFrom, count, numbers);
      } else {
        readPlain(in, header, out, outFrom, count, numbers);
      }
    }
    return in.position();
  }

  private static void readPlain(
      ByteSource in, int header, double[] out, int outFrom, int count, long[] numbers) {
    int scale = IntegerColumn.scale(header);
    if (!Scale.isKnown(scale)) {
      throw in.damaged("the unknown scale " + scale);
    }
    if (IntegerColumn.kind(header) == IntegerColumn.CONSTANT) {
      double value = Scale.value(IntegerColumn.readStart(in, scale), scale);
      Arrays.fill(out, outFrom, outFrom + count, value);
      return;
    }
    IntegerColumn.read(in, header, numbers, count);
    Scale.values(numbers, scale, out, outFrom, count);
  }

  private static void readPatched(
      ByteSource in, double[] out, int outFrom, int count, long[] numbers) {
    int patches = in.readCount(1, count, "patches");
    var gaps = new long[patches];
    Rice.read(in, gaps, patches);
    in.align();
    var patched = new double[patches];
    readPlain(in, in.readByte(), patched, 0, patches, numbers);
    if (patches < count) {
      readPlain(in, in.readByte(), out, outFrom, count - patches, numbers);
    }
    var places = new int[patches];
    int least = 0;
    for (int i = 0; i < patches; i++) {
      places[i] = IntegerColumn.place(in, gaps[i], least, count);
      least = places[i] + 1;
    }
    spread(patched, places, out, outFrom, count);
  }

  /** Moves the values that came together to their places, from the last on, between the patches. */
  private static void spread(double[] patched, int[] places, double[] out, int outFrom, int count) {
    int source = count - patched.length;
    int patch = patched.length;
    for (int i = count - 1; patch > 0; i--) {
      boolean isPatch = places[patch - 1] == i;
      out[outFrom + i] = isPatch ? patched[--patch] : out[outFrom + --source];
    }
  }
}
