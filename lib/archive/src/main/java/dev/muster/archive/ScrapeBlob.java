package dev.muster.archive;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** The samples of one head row: {@code sample_values} in {@code docs/formats/archive.md}. */
final class ScrapeBlob {
  /** All samples have the scrape's time. */
  static final int PLAIN = 0;

  /** Some samples have a time of their own. */
  static final int OWN_TIMES = 1;

  private static final int OWN_BYTES = 12;

  private ScrapeBlob() {}

  /** The bytes as the row holds them. */
  static byte[] seal(byte[] bytes, long id, int target, long time, int set) {
    return Checksum.seal(bytes, id, target, time, set);
  }

  /**
   * Holds what a row holds to its checksum; before all else.
   *
   * @throws DamagedBlobException if it is another one's
   */
  static void verify(byte[] blob, long id, int target, long time, int set) {
    Checksum.verify(blob, id, target, time, set);
  }

  static byte[] plain(double[] values) {
    var out = new ByteSink(8 * values.length + Checksum.BYTES);
    for (double value : values) {
      out.writeLong(Double.doubleToRawLongBits(value));
    }
    return out.toBytes();
  }

  /** Values and, behind them, the places and times of the samples that have one of their own. */
  static byte[] ownTimes(double[] values, long time, long[] times) {
    var out = new ByteSink(8 * values.length + 64);
    for (double value : values) {
      out.writeLong(Double.doubleToRawLongBits(value));
    }
    int own = 0;
    for (int i = 0; i < times.length; i++) {
      if (times[i] != time) {
        writeInt(i, out);
        out.writeLong(times[i]);
        own++;
      }
    }
    writeInt(own, out);
    return out.toBytes();
  }

  private static void writeInt(int value, ByteSink out) {
    for (int shift = 0; shift < Integer.SIZE; shift += Byte.SIZE) {
      out.writeByte(value >>> shift);
    }
  }

  private static int readInt(ByteSource in) {
    int value = 0;
    for (int shift = 0; shift < Integer.SIZE; shift += Byte.SIZE) {
      value |= in.readByte() << shift;
    }
    return value;
  }

  /**
   * The values.
   *
   * @throws DamagedBlobException if they are not what was written
   */
  static double[] values(byte[] blob, int encoding, int count) {
    int length = blob.length - Checksum.BYTES;
    boolean fits = encoding == PLAIN ? length == 8 * count : length >= 8 * count + 4;
    if (encoding > OWN_TIMES || encoding < PLAIN || !fits) {
      throw new DamagedBlobException("encoding %d of %d values".formatted(encoding, count), length);
    }
    var values = new double[count];
    for (int i = 0; i < count; i++) {
      values[i] = Packed.doubleAt(blob, i);
    }
    return values;
  }

  /** The times of all samples; null where all have the scrape's. */
  static long @Nullable [] times(byte[] blob, int encoding, int count, long time) {
    if (encoding == PLAIN) {
      return null;
    }
    var times = new long[count];
    Arrays.fill(times, time);
    var in = own(blob);
    while (in.remaining() > 4) {
      int place = readInt(in);
      if (place < 0 || place >= count) {
        throw in.damaged("the place " + place + " of " + count);
      }
      times[place] = in.readLong();
    }
    return times;
  }

  /** The least and the greatest of the samples' times, the scrape's with them. */
  static long[] range(byte[] blob, long time) {
    long[] range = {time, time};
    var in = own(blob);
    while (in.remaining() > 4) {
      readInt(in);
      long at = in.readLong();
      range[0] = Math.min(range[0], at);
      range[1] = Math.max(range[1], at);
    }
    return range;
  }

  /** From the first place and time on, up to their number. */
  private static ByteSource own(byte[] blob) {
    int end = blob.length - Checksum.BYTES;
    if (end < 4) {
      throw new DamagedBlobException("the end", blob.length);
    }
    long own = readInt(new ByteSource(blob, end - 4, 4)) & 0xFFFFFFFFL;
    if (own * OWN_BYTES > end - 4) {
      throw new DamagedBlobException(own + " times", end - 4);
    }
    int length = (int) own * OWN_BYTES + 4;
    return new ByteSource(blob, end - length, length);
  }
}
