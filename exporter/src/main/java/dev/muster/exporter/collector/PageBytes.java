package dev.muster.exporter.collector;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.Arrays;

/**
 * A page's bytes as they are put together, in UTF-8; one buffer for page after page. Numbers are
 * written as {@link Double#toString(double)} has them, but for the infinite ones.
 */
public final class PageBytes {
  /** From here up Java writes a whole number with an exponent. */
  private static final double PLAIN = 1e7;

  /** Below this every whole number is a double of its own, so that its digits are the shortest. */
  private static final double EXACT = 1L << 53;

  private static final byte[] ZERO = {'0', '.', '0', '\n'};

  private byte[] bytes = new byte[32 << 10];
  private int length;

  /** Takes everything out. */
  public void clear() {
    length = 0;
  }

  /** What was put in so far. */
  public byte[] copy() {
    return Arrays.copyOf(bytes, length);
  }

  PageBytes bytes(byte[] more) {
    room(more.length);
    System.arraycopy(more, 0, bytes, length, more.length);
    length += more.length;
    return this;
  }

  public PageBytes text(String text) {
    return bytes(text.getBytes(UTF_8));
  }

  /** A number and the end of the line. */
  void numberLine(double value) {
    room(32);
    if (value == 0 && 1 / value > 0) {
      bytes(ZERO);
      return;
    }
    if (!wrote(value)) {
      text(Double.isInfinite(value) ? (value > 0 ? "+Inf" : "-Inf") : Double.toString(value));
    }
    bytes[length++] = '\n';
  }

  /** Writes the numbers that counters mostly are; false, and nothing written, for others. */
  private boolean wrote(double value) {
    double size = Math.abs(value);
    if (!(size < EXACT) || size == 0) {
      return false;
    }
    long whole = (long) size;
    if (whole == size) {
      sign(value);
      if (size < PLAIN) {
        digits(whole, 1);
        bytes[length++] = '.';
        bytes[length++] = '0';
      } else {
        scientific(whole);
      }
      return true;
    }
    long thousandths = Math.round(size * 1000);
    // Ten digits at most, and with up to 15 no two decimals are the same double.
    if (size >= PLAIN || thousandths == 0 || thousandths / 1000.0 != size) {
      return false;
    }
    sign(value);
    digits(thousandths / 1000, 1);
    bytes[length++] = '.';
    digits(thousandths % 1000, 3);
    dropZeros();
    return true;
  }

  private void sign(double value) {
    if (value < 0) {
      bytes[length++] = '-';
    }
  }

  /** Such as {@code 1.2345678E7}. */
  private void scientific(long whole) {
    int first = length;
    digits(whole, 1);
    int exponent = length - first - 1;
    System.arraycopy(bytes, first + 1, bytes, first + 2, exponent);
    bytes[first + 1] = '.';
    length++;
    dropZeros();
    bytes[length++] = 'E';
    digits(exponent, 1);
  }

  /** All but one after the point. */
  private void dropZeros() {
    while (bytes[length - 1] == '0' && bytes[length - 2] != '.') {
      length--;
    }
  }

  private void digits(long number, int least) {
    int count = least;
    for (long above = tenTo(least); above <= number; above *= 10) {
      count++;
    }
    long rest = number;
    for (int at = length + count - 1; at >= length; at--) {
      bytes[at] = (byte) ('0' + rest % 10);
      rest /= 10;
    }
    length += count;
  }

  private static long tenTo(int power) {
    return power == 1 ? 10 : 1000;
  }

  private void room(int more) {
    if (bytes.length - length < more) {
      bytes = Arrays.copyOf(bytes, Math.max(bytes.length * 2, length + more));
    }
  }
}
