package dev.muster.fleet;

import java.math.BigDecimal;
import java.math.RoundingMode;

/** Numbers as decimal text without needless zeros and never with an exponent. */
final class Numbers {
  private Numbers() {}

  /** Rounded half up to so many decimals. */
  static String rounded(double value, int decimals) {
    return plain(BigDecimal.valueOf(value).setScale(decimals, RoundingMode.HALF_UP));
  }

  /** Every digit the number has. */
  static String exact(double value) {
    return plain(BigDecimal.valueOf(value));
  }

  private static String plain(BigDecimal value) {
    return value.stripTrailingZeros().toPlainString();
  }
}
