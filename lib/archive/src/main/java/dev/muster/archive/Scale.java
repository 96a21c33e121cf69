package dev.muster.archive;

/** Doubles as integers of a decimal scale, or as their own bits in the order of the values. */
final class Scale {
  /** The powers of ten that are doubles without rounding: 10^0 to 10^22. */
  private static final double[] POWERS = {
    1e0, 1e1, 1e2, 1e3, 1e4, 1e5, 1e6, 1e7, 1e8, 1e9, 1e10, 1e11, 1e12, 1e13, 1e14, 1e15, 1e16,
    1e17, 1e18, 1e19, 1e20, 1e21, 1e22
  };

  static final int GREATEST = POWERS.length - 1;

  /** What {@link #integer} gives for a double that is no such number; no integer it gives. */
  static final long NONE = Long.MIN_VALUE;

  /** No decimal scale holds the double. */
  static final int UNKNOWN = -1;

  /** Integers up to here times a power of ten are rounded to themselves again. */
  private static final double GREATEST_DECIMAL = 1L << 51;

  private static final double GREATEST_INTEGER = 1L << 61;

  private Scale() {}

  static boolean isKnown(int scale) {
    return scale <= GREATEST || scale == IntegerColumn.BITS;
  }

  /** The integer of this scale whose double has these very bits, or {@link #NONE}. */
  static long integer(double value, int scale) {
    if (scale == 0) {
      long whole = (long) value;
      return isSame((double) whole, value) && Math.abs(value) <= GREATEST_INTEGER ? whole : NONE;
    }
    double scaled = value * POWERS[scale];
    if (!(Math.abs(scaled) <= GREATEST_DECIMAL)) {
      return NONE;
    }
    long whole = (long) Math.rint(scaled);
    return isSame(whole / POWERS[scale], value) ? whole : NONE;
  }

  /** The least decimal scale that holds the value, looked for near one that is likely. */
  static int of(double value, int likely) {
    long whole = integer(value, likely);
    int scale = likely;
    if (whole == NONE) {
      scale = greatestFor(value);
      whole = scale < 0 ? NONE : integer(value, scale);
      if (whole == NONE) {
        return UNKNOWN;
      }
    }
    while (scale > 0 && whole % 10 == 0) {
      whole /= 10;
      scale--;
    }
    return scale;
  }

  /**
   * The greatest scale at which the value has not too many digits; whatever holds it, this does.
   */
  private static int greatestFor(double value) {
    double magnitude = Math.abs(value);
    if (!(magnitude <= GREATEST_INTEGER)) {
      return UNKNOWN;
    }
    int scale = 0;
    for (int step = 16; step > 0; step >>= 1) {
      int next = scale + step;
      if (next <= GREATEST && magnitude * POWERS[next] <= GREATEST_DECIMAL) {
        scale = next;
      }
    }
    return scale;
  }

  static double value(long number, int scale) {
    if (scale == IntegerColumn.BITS) {
      return Double.longBitsToDouble(ordered(number));
    }
    return number / POWERS[scale];
  }

  static void values(long[] numbers, int scale, double[] out, int outFrom, int count) {
    if (scale == 0) {
      for (int i = 0; i < count; i++) {
        out[outFrom + i] = numbers[i];
      }
    } else if (scale == IntegerColumn.BITS) {
      for (int i = 0; i < count; i++) {
        out[outFrom + i] = Double.longBitsToDouble(ordered(numbers[i]));
      }
    } else {
      double power = POWERS[scale];
      for (int i = 0; i < count; i++) {
        out[outFrom + i] = numbers[i] / power;
      }
    }
  }

  /** From the bits of a double to an integer that sorts as the values do, and back. */
  static long ordered(long bits) {
    return bits ^ (bits >> 63 & Long.MAX_VALUE);
  }

  private static boolean isSame(double decoded, double value) {
    return Double.doubleToRawLongBits(decoded) == Double.doubleToRawLongBits(value);
  }
}
