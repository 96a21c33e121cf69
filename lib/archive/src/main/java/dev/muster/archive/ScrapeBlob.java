package dev.muster.archive;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** The samples of one head row: {@code sample_values} in {@code docs/formats/archive.md}. */
final class ScrapeBlob {
  /** A flag of the encoding: some samples have a time of their own. */
  static final int OWN_TIMES = 1;

  /** A flag of the encoding: the values are a key row of {@link HeadRowCodec}. */
  static final int PACKED = 2;

  /** A flag of the encoding: the values are what changed since the values of another row. */
  static final int CHANGES = 4;

  private static final int OWN_BYTES = 12;

  private ScrapeBlob() {}

  /** The bytes as the row holds them. */
  static byte[] seal(byte[] bytes, long id, int target, long time, int set, long base) {
    return Checksum.seal(bytes, owner(id, target, time, set, base));
  }

  private static long[] owner(long id, int target, long time, int set, long base) {
    return base == 0
        ? new long[] {id, target, time, set}
        : new long[] {id, target, time, set, base};
  }

  /**
   * Holds what a row holds to its checksum; before all else.
   *
   * @throws DamagedBlobException if it is another one's
   */
  static void verify(byte[] blob, long id, int target, long time, int set, long base) {
    Checksum.verify(blob, owner(id, target, time, set, base));
  }

  /**
   * The values as a row of this codec, or as they stand where that is shorter; the flags that say
   * which.
   */
  static int writeValues(double[] values, HeadRowCodec codec, ByteSink out) {
    int begun = out.size();
    boolean isKey = !codec.follows();
    codec.encode(values, out);
    if (out.size() - begun < 8 * values.length) {
      return isKey ? PACKED : CHANGES;
    }
    out.truncate(begun);
    for (double value : values) {
      out.writeLong(Double.doubleToRawLongBits(value));
    }
    return 0;
  }

  /** Behind the values, the places and times of the samples that have one of their own. */
  static void writeOwnTimes(long time, long[] times, ByteSink out) {
    int own = 0;
    for (int i = 0; i < times.length; i++) {
      if (times[i] != time) {
        writeInt(i, out);
        out.writeLong(times[i]);
        own++;
      }
    }
    writeInt(own, out);
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
    return values(blob, encoding, new HeadRowCodec(count));
  }

  /**
   * The same.
   *
   * @param codec stands where the row's base left it, and where this row does afterwards
   */
  static double[] values(byte[] blob, int encoding, HeadRowCodec codec) {
    int kind = encoding & ~OWN_TIMES;
    if (kind != 0 && kind != PACKED && kind != CHANGES) {
      throw new DamagedBlobException("the unknown encoding " + encoding, 0);
    }
    int length = blob.length - Checksum.BYTES;
    if ((encoding & OWN_TIMES) != 0) {
      length -= own(blob).remaining();
    }
    int count = codec.series();
    var values = new double[count];
    int end = 8 * count;
    if (kind != 0) {
      end = codec.decode(blob, 0, length, values, 0);
    } else if (end == length) {
      Arrays.setAll(values, i -> Packed.doubleAt(blob, i));
    }
    if (end != length) {
      throw new DamagedBlobException("other bytes than those of %d values".formatted(count), end);
    }
    return values;
  }

  /** The times of all samples; null where all have the scrape's. */
  static long @Nullable [] times(byte[] blob, int encoding, int count, long time) {
    if ((encoding & OWN_TIMES) == 0) {
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
