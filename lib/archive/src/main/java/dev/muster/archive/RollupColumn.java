package dev.muster.archive;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * One column of a chunk of rollups: a number where all windows have the same, else {@link
 * RollupDigits digits} or, of other than decimals and before version 7, text: {@code
 * [scale,base,v,v,…]}, each is (base + v) / scale; scale 0: each is v.
 */
final class RollupColumn {
  private RollupColumn() {}

  /**
   * A Double, bytes or a String.
   *
   * @param guess about the values, by other columns; null where there is none
   */
  static Object encode(double[] values, double @Nullable [] guess) {
    if (!Double.isNaN(values[0]) && Arrays.stream(values).allMatch(v -> v == values[0])) {
      return values[0] + 0.0;
    }
    byte[] digits = RollupDigits.encode(values, guess);
    return digits == null ? text(values) : digits;
  }

  private static String text(double[] values) {
    var text = new StringBuilder("[0,0");
    for (double value : values) {
      text.append(',').append(json(value));
    }
    return text.append(']').toString();
  }

  /** JSON knows no infinities, but a number that is too large is read as one. */
  private static String json(double value) {
    if (Double.isNaN(value)) {
      return "null";
    }
    if (Double.isInfinite(value)) {
      return value > 0 ? "9e999" : "-9e999";
    }
    return Double.toString(value);
  }

  /**
   * Reads what {@link #encode} made.
   *
   * @throws DamagedBlobException if it is something else
   */
  static double[] decode(Object column, int count, double @Nullable [] guess) {
    var values = new double[count];
    if (column instanceof Number number) {
      Arrays.fill(values, number.doubleValue());
      return values;
    }
    if (column instanceof byte[] digits) {
      return RollupDigits.decode(digits, count, guess);
    }
    String[] parts = parts(String.valueOf(column));
    if (parts.length != count + 2) {
      throw new DamagedBlobException("a column of another length", parts.length);
    }
    try {
      double scale = Double.parseDouble(parts[0]);
      long base = Long.parseLong(parts[1]);
      for (int i = 0; i < count; i++) {
        values[i] =
            scale == 0 ? number(parts[i + 2]) : (base + Long.parseLong(parts[i + 2])) / scale;
      }
      return values;
    } catch (NumberFormatException e) {
      throw new DamagedBlobException("a column that has other than numbers", 0);
    }
  }

  private static double number(String text) {
    return text.equals("null") ? Double.NaN : Double.parseDouble(text);
  }

  private static String[] parts(String text) {
    if (!text.startsWith("[") || !text.endsWith("]")) {
      throw new DamagedBlobException("a column that is no list", 0);
    }
    return text.substring(1, text.length() - 1).split(",", -1);
  }
}
