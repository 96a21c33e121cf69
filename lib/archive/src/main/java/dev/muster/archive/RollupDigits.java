package dev.muster.archive;

import java.util.HexFormat;
import org.jspecify.annotations.Nullable;

/**
 * A column of rollups as decimal digits, two a byte: what {@code hex} makes of it, SQL reads as
 * numbers. Each value is a line through the column, or a guess by the row's other columns, and what
 * it differs from that. Drawn in {@code docs/formats/archive.md}.
 *
 * @param relative whether values are told by what they differ from the guess
 * @param decimals values are whole numbers over ten to this
 * @param base the least difference
 * @param slope by how much the line grows with each value
 * @param unit what differences are multiples of
 * @param differences in units, from the line
 */
@SuppressWarnings("ArrayRecordComponent") // never compared
record RollupDigits(
    boolean relative, int decimals, long base, long slope, long unit, long[] differences) {
  private static final int MOST_DECIMALS = 9;

  /** Whole numbers below are exact in a double. */
  private static final double EXACT = 0x1p53;

  /** A nibble says how many digits a number has. */
  private static final long MOST = 999_999_999_999_999L;

  private static final int HEAD = 6;

  /** The values as few digits, or null where they are no such decimals. */
  static byte @Nullable [] encode(double[] values, double @Nullable [] guess) {
    long[] whole = null;
    int decimals = -1;
    while (whole == null && ++decimals <= MOST_DECIMALS) {
      whole = scaled(values, scale(decimals));
    }
    if (whole == null) {
      return null;
    }
    String best = shorter(null, of(false, decimals, whole));
    long[] guessed = guess == null ? null : guessed(guess, scale(decimals));
    if (guessed != null) {
      var rest = new long[whole.length];
      for (int i = 0; i < rest.length; i++) {
        rest[i] = whole[i] - guessed[i];
      }
      best = shorter(best, of(true, decimals, rest));
    }
    return best == null
        ? null
        : HexFormat.of().parseHex(best.length() % 2 == 0 ? best : best + "0");
  }

  private static double scale(int decimals) {
    return Math.pow(10, decimals);
  }

  private static long @Nullable [] scaled(double[] values, double scale) {
    var whole = new long[values.length];
    for (int i = 0; i < values.length; i++) {
      double product = Math.rint(values[i] * scale);
      if (!(Math.abs(product) < EXACT) || product / scale != values[i]) {
        return null;
      }
      whole[i] = (long) product;
    }
    return whole;
  }

  private static long @Nullable [] guessed(double[] guess, double scale) {
    var whole = new long[guess.length];
    for (int i = 0; i < guess.length; i++) {
      double product = guess[i] * scale;
      if (!(Math.abs(product) < EXACT)) {
        return null;
      }
      whole[i] = (long) product;
    }
    return whole;
  }

  /** The shorter one of a level line and one from the first to the last. */
  private static @Nullable String of(boolean relative, int decimals, long[] values) {
    int steps = Math.max(1, values.length - 1);
    long slope = (values[values.length - 1] - values[0]) / steps;
    String level = line(relative, decimals, values, 0).text();
    return shorter(level, line(relative, decimals, values, slope).text());
  }

  private static RollupDigits line(boolean relative, int decimals, long[] values, long slope) {
    var rest = new long[values.length];
    long base = Long.MAX_VALUE;
    for (int i = 0; i < rest.length; i++) {
      rest[i] = values[i] - slope * i;
      base = Math.min(base, rest[i]);
    }
    long unit = 0;
    for (long value : rest) {
      unit = gcd(unit, value - base);
    }
    for (int i = 0; i < rest.length; i++) {
      rest[i] = unit == 0 ? 0 : (rest[i] - base) / unit;
    }
    return new RollupDigits(relative, decimals, base, slope, unit, rest);
  }

  private static long gcd(long a, long b) {
    long greater = a;
    long lesser = b;
    while (lesser != 0) {
      long rest = greater % lesser;
      greater = lesser;
      lesser = rest;
    }
    return greater;
  }

  private static @Nullable String shorter(@Nullable String one, @Nullable String other) {
    if (one == null || other == null) {
      return one == null ? other : one;
    }
    return other.length() < one.length() ? other : one;
  }

  /** As digits; null where a number has too many. */
  private @Nullable String text() {
    long most = 0;
    for (long difference : differences) {
      most = Math.max(most, difference);
    }
    String baseDigits = digits(Math.abs(base));
    String slopeDigits = digits(Math.abs(slope));
    String unitDigits = unit > 1 ? digits(unit) : "";
    if (most > MOST || Math.abs(base) > MOST || Math.abs(slope) > MOST || unit > MOST) {
      return null;
    }
    int width = digits(most).length();
    var text = new StringBuilder(HEAD + 32 + width * differences.length);
    text.append((base < 0 ? 1 : 0) + (slope < 0 ? 2 : 0) + (relative ? 4 : 0));
    text.append(decimals).append(nibble(width)).append(nibble(baseDigits.length()));
    text.append(nibble(slopeDigits.length())).append(nibble(unitDigits.length()));
    text.append(baseDigits).append(slopeDigits).append(unitDigits);
    for (long difference : differences) {
      String digits = digits(difference);
      text.repeat('0', width - digits.length()).append(digits);
    }
    return text.toString();
  }

  /** None for 0. */
  private static String digits(long number) {
    return number == 0 ? "" : Long.toString(number);
  }

  private static String nibble(int number) {
    return Integer.toHexString(number);
  }

  /**
   * Reads what {@link #encode} made.
   *
   * @throws DamagedBlobException if it is something else
   */
  static double[] decode(byte[] digits, int count, double @Nullable [] guess) {
    String text = HexFormat.of().formatHex(digits);
    try {
      return decode(text, count, guess);
    } catch (NumberFormatException | IndexOutOfBoundsException e) {
      throw new DamagedBlobException("a column that has other than digits", text.length() / 2);
    }
  }

  private static double[] decode(String text, int count, double @Nullable [] guess) {
    int flags = digit(text, 0);
    double scale = scale(digit(text, 1));
    int width = digit(text, 2);
    int slopeAt = HEAD + digit(text, 3);
    int unitAt = slopeAt + digit(text, 4);
    int at = unitAt + digit(text, 5);
    long base = number(text, HEAD, slopeAt) * ((flags & 1) == 0 ? 1 : -1);
    long slope = number(text, slopeAt, unitAt) * ((flags & 2) == 0 ? 1 : -1);
    long unit = Math.max(1, number(text, unitAt, at));
    int length = at + width * count;
    if (text.length() != length + length % 2 || flags > 7) {
      throw new DamagedBlobException("a column of another length", text.length() / 2);
    }
    var values = new double[count];
    for (int i = 0; i < count; i++) {
      long whole = base + slope * i + unit * number(text, at + width * i, at + width * (i + 1));
      if ((flags & 4) != 0 && guess != null) {
        whole += (long) (guess[i] * scale);
      }
      values[i] = whole / scale;
    }
    return values;
  }

  private static int digit(String text, int at) {
    return Integer.parseInt(text, at, at + 1, 16);
  }

  private static long number(String text, int from, int to) {
    return from == to ? 0 : Long.parseLong(text, from, to, 10);
  }
}
