package dev.muster.metrics;

import java.math.BigDecimal;
import java.math.MathContext;
import java.math.RoundingMode;
import java.util.Locale;

/** Sample values as text, as the exposition format and the HTTP API write them. */
public final class SampleValue {
  /** Below this every whole number is a value of its own. */
  private static final double WHOLE_END = 0x1p53;

  /** From here to {@link #PLAIN_END}, what is not whole is written by Java as it is wanted. */
  private static final double PLAIN_START = 1e-3;

  private static final double PLAIN_END = 1e7;
  private static final long MILLION = 1_000_000;

  private SampleValue() {}

  /**
   * Reads a value: a decimal number, {@code NaN}, {@code +Inf}, {@code -Inf} (any case, {@code
   * Infinity} too).
   *
   * @throws NumberFormatException if the text is no such number
   */
  public static double parse(String text) {
    if (!text.isEmpty()) {
      char last = text.charAt(text.length() - 1);
      if (last == '.' || (last >= '0' && last <= '9')) {
        if (text.charAt(0) <= ' ' || isHexadecimal(text)) {
          throw new NumberFormatException(text);
        }
        return Double.parseDouble(text);
      }
    }
    return switch (text.toLowerCase(Locale.ROOT)) {
      case "nan", "+nan", "-nan" -> Double.NaN;
      case "inf", "+inf", "infinity", "+infinity" -> Double.POSITIVE_INFINITY;
      case "-inf", "-infinity" -> Double.NEGATIVE_INFINITY;
      default -> throw new NumberFormatException(text);
    };
  }

  private static boolean isHexadecimal(String text) {
    return text.indexOf('x') >= 0 || text.indexOf('X') >= 0;
  }

  /**
   * Writes a value as Prometheus's HTTP API does: the shortest text that reads back to the same
   * value, plain where 1e-6 ≤ |v| &lt; 1e21, else with an exponent of at least two digits.
   */
  public static String format(double value) {
    if (Double.isNaN(value)) {
      return "NaN";
    }
    if (Double.isInfinite(value)) {
      return value > 0 ? "+Inf" : "-Inf";
    }
    if (value == 0) {
      return 1 / value < 0 ? "-0" : "0";
    }
    double magnitude = Math.abs(value);
    if (magnitude < WHOLE_END && value == Math.rint(value)) {
      return Long.toString((long) value);
    }
    if (magnitude >= PLAIN_START && magnitude < PLAIN_END) {
      return Double.toString(value);
    }
    var shortest = shortest(value);
    return magnitude >= 1e-6 && magnitude < 1e21
        ? shortest.toPlainString()
        : withExponent(shortest);
  }

  /** Appends what {@link #format} gives. */
  public static void append(StringBuilder text, double value) {
    double magnitude = Math.abs(value);
    if (magnitude >= PLAIN_START && magnitude < PLAIN_END) {
      // No other decimal of so few digits is this double: it is the shortest.
      long millionths = (long) (magnitude * MILLION + 0.5);
      if (millionths / (double) MILLION == magnitude) {
        appendMillionths(text, value < 0 ? "-" : "", millionths);
        return;
      }
    }
    text.append(format(value));
  }

  private static void appendMillionths(StringBuilder text, String sign, long millionths) {
    text.append(sign).append(millionths / MILLION);
    long fraction = millionths % MILLION;
    if (fraction == 0) {
      return;
    }
    text.append('.');
    for (long place = MILLION / 10; fraction < place; place /= 10) {
      text.append('0');
    }
    while (fraction % 10 == 0) {
      fraction /= 10;
    }
    text.append(fraction);
  }

  /** Double.toString is the shortest decimal since JDK 19, but for its never giving one digit. */
  private static BigDecimal shortest(double value) {
    var decimal = new BigDecimal(Double.toString(value)).stripTrailingZeros();
    if (decimal.precision() == 2) {
      var shorter = decimal.round(new MathContext(1, RoundingMode.HALF_EVEN));
      return shorter.doubleValue() == value ? shorter : decimal;
    }
    return decimal;
  }

  private static String withExponent(BigDecimal value) {
    String digits = value.unscaledValue().abs().toString();
    int exponent = digits.length() - 1 - value.scale();
    var text = new StringBuilder();
    if (value.signum() < 0) {
      text.append('-');
    }
    text.append(digits.charAt(0));
    if (digits.length() > 1) {
      text.append('.').append(digits, 1, digits.length());
    }
    text.append('e').append(exponent < 0 ? '-' : '+');
    int size = Math.abs(exponent);
    return text.append(size < 10 ? "0" : "").append(size).toString();
  }
}
