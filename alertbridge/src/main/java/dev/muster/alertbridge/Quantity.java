package dev.muster.alertbridge;

import dev.muster.fleet.LimitType;
import dev.muster.metrics.SampleValue;
import java.math.BigDecimal;
import java.math.RoundingMode;

/** Values and limits as people read them: {@code 73.4%}, {@code 3.20}, {@code 30d 4h}. */
final class Quantity {
  private static final int MOST_DECIMALS = 6;
  private static final int DIGITS = 4;
  private static final double LARGE = 1e15;

  private Quantity() {}

  /** A value: percent with one decimal, a number with two, seconds as a duration. */
  static String value(LimitType.Unit unit, double value) {
    return switch (unit) {
      case PERCENT -> rounded(value, 1) + "%";
      case NUMBER, NONE -> rounded(value, 2);
      case SECONDS -> TimeText.duration(Math.round(Math.min(value, 1e12) * 1000));
    };
  }

  /** A value beside its limit: with as many decimals as it takes to tell the two apart. */
  static String value(LimitType.Unit unit, double value, double limit) {
    if (unit != LimitType.Unit.SECONDS && Double.isFinite(value) && value != limit) {
      int decimals = unit == LimitType.Unit.PERCENT ? 1 : 2;
      while (decimals < MOST_DECIMALS
          && new BigDecimal(rounded(value, decimals)).compareTo(BigDecimal.valueOf(limit)) == 0) {
        decimals++;
      }
      return rounded(value, decimals) + (unit == LimitType.Unit.PERCENT ? "%" : "");
    }
    return value(unit, value);
  }

  /** A value of a unit nobody knows, as of a rule: four significant digits, whole ones whole. */
  static String value(double value) {
    if (!Double.isFinite(value) || Math.abs(value) >= LARGE) {
      return SampleValue.format(value);
    }
    var decimal = BigDecimal.valueOf(value);
    int whole = decimal.precision() - decimal.scale();
    return shortest(decimal.setScale(Math.max(0, DIGITS - whole), RoundingMode.HALF_UP));
  }

  /** A limit: no more decimals than it has. */
  static String limit(LimitType.Unit unit, double limit) {
    return switch (unit) {
      case PERCENT -> shortest(limit) + "%";
      case NUMBER, NONE -> shortest(limit);
      case SECONDS -> TimeText.duration(Math.round(limit * 1000));
    };
  }

  private static String shortest(double value) {
    if (!Double.isFinite(value)) {
      return Double.toString(value);
    }
    return shortest(BigDecimal.valueOf(value));
  }

  private static String shortest(BigDecimal decimal) {
    return (decimal.signum() == 0 ? BigDecimal.ZERO : decimal.stripTrailingZeros()).toPlainString();
  }

  private static String rounded(double value, int decimals) {
    if (!Double.isFinite(value)) {
      return value > 0 ? "infinite" : "minus infinite";
    }
    return BigDecimal.valueOf(value).setScale(decimals, RoundingMode.HALF_UP).toPlainString();
  }
}
