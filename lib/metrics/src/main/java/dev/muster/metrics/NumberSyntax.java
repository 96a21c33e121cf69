package dev.muster.metrics;

import java.nio.charset.StandardCharsets;

/**
 * Reads numbers from bytes. Up to 18 digits whose value and power of ten are exact doubles take one
 * multiplication or division, which rounds correctly (Clinger, "How to read floating point numbers
 * accurately", 1990); anything else goes to {@link SampleValue#parse}.
 */
final class NumberSyntax {
  private static final double[] POWERS_OF_TEN = {
    1e0, 1e1, 1e2, 1e3, 1e4, 1e5, 1e6, 1e7, 1e8, 1e9, 1e10, 1e11, 1e12, 1e13, 1e14, 1e15, 1e16,
    1e17, 1e18, 1e19, 1e20, 1e21, 1e22
  };
  private static final long EXACT = 1L << 53;
  private static final int MOST_DIGITS = 18;
  private static final int LONGEST_EXPONENT = 4;

  private NumberSyntax() {}

  /**
   * The number that stands in some bytes.
   *
   * @throws NumberFormatException if they are none
   */
  static double parse(byte[] page, int from, int to) {
    int i = from;
    boolean negative = i < to && page[i] == '-';
    if (negative || (i < to && page[i] == '+')) {
      i++;
    }
    int start = i;
    long mantissa = 0;
    int point = -1;
    for (; i < to; i++) {
      int c = page[i];
      if (c >= '0' && c <= '9') {
        mantissa = 10 * mantissa + (c - '0');
      } else if (c == '.' && point < 0) {
        point = i;
      } else {
        break;
      }
    }
    int digits = i - start - (point < 0 ? 0 : 1);
    if (digits == 0 || digits > MOST_DIGITS) {
      return slowly(page, from, to);
    }
    int power = point < 0 ? 0 : point + 1 - i;
    return i == to
        ? scaled(mantissa, power, negative, page, from, to)
        : withExponent(mantissa, power, negative, page, from, i, to);
  }

  private static double withExponent(
      long mantissa, int power, boolean negative, byte[] page, int from, int behind, int to) {
    if ((page[behind] | 0x20) != 'e') {
      return slowly(page, from, to);
    }
    int i = behind + 1;
    boolean down = i < to && page[i] == '-';
    if (down || (i < to && page[i] == '+')) {
      i++;
    }
    if (i == to || to - i > LONGEST_EXPONENT) {
      return slowly(page, from, to);
    }
    int exponent = 0;
    for (; i < to; i++) {
      int digit = page[i] - '0';
      if (digit < 0 || digit > 9) {
        return slowly(page, from, to);
      }
      exponent = 10 * exponent + digit;
    }
    return scaled(mantissa, power + (down ? -exponent : exponent), negative, page, from, to);
  }

  private static double scaled(
      long mantissa, int power, boolean negative, byte[] page, int from, int to) {
    if (mantissa > EXACT || Math.abs(power) >= POWERS_OF_TEN.length) {
      return slowly(page, from, to);
    }
    double value = power < 0 ? mantissa / POWERS_OF_TEN[-power] : mantissa * POWERS_OF_TEN[power];
    return negative ? -value : value;
  }

  private static double slowly(byte[] page, int from, int to) {
    return SampleValue.parse(new String(page, from, to - from, StandardCharsets.ISO_8859_1));
  }
}
