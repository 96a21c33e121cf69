package dev.muster.archive;

import java.util.Arrays;

/** Columns of times in Unix milliseconds, in any order: {@code docs/formats/columns.md}. */
final class TimesCodec {
  private TimesCodec() {}

  /** Writes the column of these times; of none, nothing. */
  static void encode(long[] times, int from, int count, ByteSink out) {
    if (count > 0) {
      IntegerColumnWriter.write(Arrays.copyOfRange(times, from, from + count), count, 0, out);
    }
  }

  /**
   * Reads one column of so many times.
   *
   * @param length the bytes that it may have from {@code offset} on; what follows it is not read
   * @return the offset after the column
   * @throws DamagedBlobException where no encoder writes such bytes
   */
  static int decode(byte[] blob, int offset, int length, long[] out, int outFrom, int count) {
    return decode(blob, offset, length, out, outFrom, count, new long[count]);
  }

  /** The same by way of an array with room for so many. */
  static int decode(
      byte[] blob, int offset, int length, long[] out, int outFrom, int count, long[] scratch) {
    var in = new ByteSource(blob, offset, length);
    if (count > 0) {
      int header = in.readByte();
      if (IntegerColumn.scale(header) != 0) {
        throw in.damaged("times of the scale " + IntegerColumn.scale(header));
      }
      IntegerColumn.read(in, header, scratch, count);
      System.arraycopy(scratch, 0, out, outFrom, count);
    }
    return in.position();
  }
}
