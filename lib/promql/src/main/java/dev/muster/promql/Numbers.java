package dev.muster.promql;

import java.util.Locale;

/** Number literals: decimal, {@code 0x…}, octal with a leading 0, exponents, {@code _} between. */
final class Numbers {
  private Numbers() {}

  /**
   * Reads a literal without a sign.
   *
   * @throws NumberFormatException if the text is none
   */
  static double parse(String text) {
    String plain = text.toLowerCase(Locale.ROOT);
    if (plain.equals("inf")) {
      return Double.POSITIVE_INFINITY;
    }
    if (plain.equals("nan")) {
      return Double.NaN;
    }
    if (plain.indexOf('_') >= 0) {
      plain = withoutUnderscores(plain);
    }
    if (plain.startsWith("0x")) {
      return Long.parseLong(plain, 2, plain.length(), 16);
    }
    if (isOctal(plain)) {
      return Long.parseLong(plain, 8);
    }
    char last = plain.isEmpty() ? ' ' : plain.charAt(plain.length() - 1);
    if (last != '.' && (last < '0' || last > '9')) {
      throw new NumberFormatException(text);
    }
    double value = Double.parseDouble(plain);
    if (Double.isInfinite(value)) {
      throw new NumberFormatException(text + " is out of range");
    }
    return value;
  }

  private static boolean isOctal(String text) {
    return text.length() > 1
        && text.charAt(0) == '0'
        && text.chars().allMatch(c -> c >= '0' && c <= '7');
  }

  private static String withoutUnderscores(String text) {
    if (text.endsWith("_") || text.contains("__") || text.contains("_.") || text.contains("._")) {
      throw new NumberFormatException(text);
    }
    return text.replace("_", "");
  }
}
