package dev.muster.archive;

/**
 * The scrapes of one target, each as what changed since one before: head rows of {@code
 * docs/formats/columns.md}. An instance either writes rows or reads them, each following the one
 * before; it keeps 9 bytes a series.
 */
final class HeadRowCodec {
  private static final int KEY = 0;
  private static final int CHANGES = 1;

  private final long[] numbers;
  private final byte[] scales;

  /** Whether {@code numbers} are those of the row before. */
  private boolean follows;

  HeadRowCodec(int series) {
    numbers = new long[series];
    scales = new byte[series];
  }

  private HeadRowCodec(HeadRowCodec other) {
    numbers = other.numbers.clone();
    scales = other.scales.clone();
    follows = other.follows;
  }

  /** One that stands where this one does: several rows can follow the same one so. */
  HeadRowCodec copy() {
    return new HeadRowCodec(this);
  }

  /** Whether the next row that is written is one of changes. */
  boolean follows() {
    return follows;
  }

  int series() {
    return numbers.length;
  }

  /** Makes the next row that is written a key, which needs no row before it. */
  void restart() {
    follows = false;
  }

  /** Writes the row of these values, one a series. */
  void encode(double[] values, ByteSink out) {
    if (values.length != numbers.length) {
      throw new IllegalArgumentException(
          "%d values for %d series".formatted(values.length, numbers.length));
    }
    if (follows) {
      writeChanges(values, out);
    } else {
      out.writeByte(KEY);
      for (int i = 0; i < values.length; i++) {
        writeWhole(i, values[i], out);
      }
      follows = true;
    }
  }

  private void writeChanges(double[] values, ByteSink out) {
    out.writeByte(CHANGES);
    for (int i = 0; i < values.length; i++) {
      out.writeBits(number(values[i], scales[i]) == numbers[i] ? 0 : 1, 1);
    }
    out.align();
    for (int i = 0; i < values.length; i++) {
      long number = number(values[i], scales[i]);
      if (number != numbers[i]) {
        writeChange(i, values[i], number, out);
      }
    }
  }

  private void writeChange(int i, double value, long number, ByteSink out) {
    boolean isHeld =
        scales[i] == IntegerColumn.BITS
            ? Scale.of(value, 0) == Scale.UNKNOWN
            : number != Scale.NONE;
    if (isHeld) {
      out.writeZigzag(number - numbers[i]);
      numbers[i] = number;
    } else {
      out.writeZigzag(0);
      writeWhole(i, value, out);
    }
  }

  private void writeWhole(int i, double value, ByteSink out) {
    int scale = Scale.of(value, 0);
    scales[i] = (byte) (scale == Scale.UNKNOWN ? IntegerColumn.BITS : scale);
    numbers[i] = number(value, scales[i]);
    out.writeByte(scales[i]);
    IntegerColumn.writeStart(numbers[i], scales[i], out);
  }

  private static long number(double value, int scale) {
    return scale == IntegerColumn.BITS
        ? Scale.ordered(Double.doubleToRawLongBits(value))
        : Scale.integer(value, scale);
  }

  /**
   * Reads the row that follows the one read before, or any key.
   *
   * @return the offset after the row
   * @throws DamagedBlobException where no encoder writes such bytes after the row before; all rows
   *     until the next key are damaged then
   */
  int decode(byte[] blob, int offset, int length, double[] out, int outFrom) {
    var in = new ByteSource(blob, offset, length);
    boolean hadOneBefore = follows;
    follows = false;
    int kind = in.readByte();
    switch (kind) {
      case KEY -> {
        for (int i = 0; i < numbers.length; i++) {
          readWhole(in, i);
        }
      }
      case CHANGES -> {
        if (!hadOneBefore) {
          throw in.damaged("changes of a row that is not there");
        }
        readChanges(in);
      }
      default -> throw in.damaged("the unknown kind of row " + kind);
    }
    for (int i = 0; i < numbers.length; i++) {
      out[outFrom + i] = Scale.value(numbers[i], scales[i]);
    }
    follows = true;
    return in.position();
  }

  private void readChanges(ByteSource in) {
    long mark = in.bit();
    in.skipTo(mark + numbers.length);
    in.align();
    for (int i = 0; i < numbers.length; i++) {
      if ((in.window(mark + i) & 1) != 0) {
        long change = in.readZigzag();
        if (change == 0) {
          readWhole(in, i);
        } else {
          numbers[i] += change;
        }
      }
    }
  }

  private void readWhole(ByteSource in, int i) {
    int scale = in.readByte();
    if (!Scale.isKnown(scale)) {
      throw in.damaged("the unknown scale " + scale);
    }
    numbers[i] = IntegerColumn.readStart(in, scale);
    scales[i] = (byte) scale;
  }
}
