package dev.muster.rules.template;

import dev.muster.metrics.SampleValue;
import java.math.BigDecimal;
import java.math.MathContext;
import java.math.RoundingMode;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Values as Go writes them, and what it takes for true. */
final class GoText {
  /** From this exponent on, floats of shortest digits are written with it. */
  private static final int PLAIN_END = 6;

  private GoText() {}

  /** As the verb {@code %v} of Go's package fmt. */
  static String print(Object value) {
    return switch (value) {
      case Double number -> number(number);
      case Map<?, ?> map -> {
        var text = new StringBuilder("map[");
        sorted(map)
            .forEach((key, element) -> {
              text.append(text.length() == 4 ? "" : " ");
              text.append(print(key)).append(':').append(print(element));
            });
        yield text.append(']').toString();
      }
      case List<?> list -> {
        var text = new StringBuilder("[");
        for (Object element : list) {
          text.append(text.length() == 1 ? "" : " ").append(print(element));
        }
        yield text.append(']').toString();
      }
      case Sample sample -> "&{" + print(sample.labels()) + " " + number(sample.value()) + "}";
      case TemplateData data ->
          "{%s %s %s %s}"
              .formatted(
                  print(data.labels()),
                  print(data.externalLabels()),
                  data.externalUrl(),
                  number(data.value()));
      default -> value.toString();
    };
  }

  static Map<Object, Object> sorted(Map<?, ?> map) {
    return new TreeMap<>(map);
  }

  /** What a map has under a key: "" where a map of texts lacks it. */
  static Object entry(Map<?, ?> map, Object key) {
    Object found = map.get(key);
    if (found != null) {
      return found;
    }
    return map instanceof Arguments ? Nothing.NIL : "";
  }

  /** Shortest digits; with an exponent below -4 and from 6 on, as {@code %v} of a float. */
  private static String number(double value) {
    if (Double.isNaN(value) || Double.isInfinite(value) || value == 0) {
      return SampleValue.format(value);
    }
    var digits = new BigDecimal(SampleValue.format(value)).stripTrailingZeros();
    int exponent = digits.precision() - digits.scale() - 1;
    return exponent < -4 || exponent >= PLAIN_END
        ? exponential(digits, digits.precision() - 1, 'e')
        : digits.toPlainString();
  }

  /** As {@code %.4g}, with any number of significant digits. */
  static String significant(double value, int digits) {
    if (Double.isNaN(value) || Double.isInfinite(value)) {
      return SampleValue.format(value);
    }
    if (value == 0) {
      return 1 / value < 0 ? "-0" : "0";
    }
    int precision = Math.max(1, digits);
    var rounded = new BigDecimal(value).round(new MathContext(precision, RoundingMode.HALF_EVEN));
    int exponent = rounded.precision() - rounded.scale() - 1;
    var shortest = rounded.stripTrailingZeros();
    return exponent < -4 || exponent >= precision
        ? exponential(shortest, shortest.precision() - 1, 'e')
        : shortest.toPlainString();
  }

  /** With so many digits after the point and an exponent of at least two. */
  static String exponential(BigDecimal value, int decimals, char letter) {
    var rounded =
        value.signum() == 0
            ? BigDecimal.ZERO
            : value.round(new MathContext(decimals + 1, RoundingMode.HALF_EVEN));
    int exponent = rounded.signum() == 0 ? 0 : rounded.precision() - rounded.scale() - 1;
    var mantissa = rounded.scaleByPowerOfTen(-exponent).setScale(decimals, RoundingMode.HALF_EVEN);
    int size = Math.abs(exponent);
    return mantissa.toPlainString()
        + letter
        + (exponent < 0 ? "-" : "+")
        + (size < 10 ? "0" : "")
        + size;
  }

  /** Whether a value counts as true: not false, zero, empty or nil. */
  static boolean isTrue(Object value) {
    return switch (value) {
      case Boolean truth -> truth;
      case Long number -> number != 0;
      case Double number -> number != 0;
      case String text -> !text.isEmpty();
      case List<?> list -> !list.isEmpty();
      case Map<?, ?> map -> !map.isEmpty();
      case Nothing _ -> false;
      default -> true;
    };
  }

  /** In double quotes, as {@code %q}. */
  static String quote(String text) {
    var quoted = new StringBuilder("\"");
    text.codePoints()
        .forEach(c -> {
          switch (c) {
            case '"' -> quoted.append("\\\"");
            case '\\' -> quoted.append("\\\\");
            case '\n' -> quoted.append("\\n");
            case '\t' -> quoted.append("\\t");
            case '\r' -> quoted.append("\\r");
            default -> {
              if (c < ' ' || c == 0x7f) {
                quoted.append("\\x%02x".formatted(c));
              } else {
                quoted.appendCodePoint(c);
              }
            }
          }
        });
    return quoted.append('"').toString();
  }

  /** What Go calls the type of a value. */
  static String type(Object value) {
    return switch (value) {
      case String _ -> "string";
      case Long _ -> "int";
      case Double _ -> "float64";
      case Boolean _ -> "bool";
      case List<?> _ -> "template.queryResult";
      case Arguments _ -> "map[string]interface {}";
      case Map<?, ?> _ -> "map[string]string";
      case Sample _ -> "*template.sample";
      case GoTime _ -> "*time.Time";
      case GoDuration _ -> "*time.Duration";
      default -> "<nil>";
    };
  }
}
