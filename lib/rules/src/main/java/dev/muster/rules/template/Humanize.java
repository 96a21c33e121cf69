package dev.muster.rules.template;

import dev.muster.metrics.SampleValue;

/** Numbers with units for people, as Prometheus's functions of these names write them. */
final class Humanize {
  private static final String[] LARGE = {"k", "M", "G", "T", "P", "E", "Z", "Y"};
  private static final String[] BINARY = {"ki", "Mi", "Gi", "Ti", "Pi", "Ei", "Zi", "Yi"};
  private static final String[] SMALL = {"m", "u", "n", "p", "f", "a", "z", "y"};

  private Humanize() {}

  /** A number, a text that is one, or a duration's seconds. */
  static double number(Object value) {
    return switch (value) {
      case Double number -> number;
      case Long number -> number;
      case GoDuration duration -> duration.seconds();
      case String text -> {
        try {
          yield SampleValue.parse(text);
        } catch (NumberFormatException e) {
          throw new FailedCallException(GoText.quote(text) + " is no number");
        }
      }
      default -> throw new FailedCallException("can't convert " + GoText.type(value) + " to float");
    };
  }

  private static boolean isPlain(double value) {
    return value == 0 || Double.isNaN(value) || Double.isInfinite(value);
  }

  static String decimal(double value) {
    if (isPlain(value)) {
      return GoText.significant(value, 4);
    }
    return Math.abs(value) >= 1 ? larger(value, 1000, LARGE) : smaller(value);
  }

  static String binary(double value) {
    return Math.abs(value) <= 1 || isPlain(value)
        ? GoText.significant(value, 4)
        : larger(value, 1024, BINARY);
  }

  private static String larger(double value, int base, String[] prefixes) {
    double rest = value;
    String prefix = "";
    for (String next : prefixes) {
      if (Math.abs(rest) < base) {
        break;
      }
      prefix = next;
      rest /= base;
    }
    return GoText.significant(rest, 4) + prefix;
  }

  private static String smaller(double value) {
    double rest = value;
    String prefix = "";
    for (String next : SMALL) {
      if (Math.abs(rest) >= 1) {
        break;
      }
      prefix = next;
      rest *= 1000;
    }
    return GoText.significant(rest, 4) + prefix;
  }

  static String percentage(double value) {
    return GoText.significant(value * 100, 4) + "%";
  }

  /** Seconds as {@code 1d 2h 3m 4s}, {@code 2.5s}, {@code 20ms}. */
  static String duration(double seconds) {
    if (Double.isNaN(seconds) || Double.isInfinite(seconds)) {
      return GoText.significant(seconds, 4);
    }
    if (seconds == 0) {
      return "0s";
    }
    if (Math.abs(seconds) < 1) {
      return smaller(seconds) + "s";
    }
    long whole = (long) Math.abs(seconds);
    String sign = seconds < 0 ? "-" : "";
    if (whole < 60) {
      return sign + GoText.significant(Math.abs(seconds), 4) + "s";
    }
    String text = whole / 60 % 60 + "m " + whole % 60 + "s";
    if (whole >= 3600) {
      text = whole / 3600 % 24 + "h " + text;
    }
    return sign + (whole >= 86_400 ? whole / 86_400 + "d " : "") + text;
  }

  static String timestamp(double seconds) {
    return Double.isNaN(seconds) || Double.isInfinite(seconds)
        ? GoText.significant(seconds, 4)
        : GoTime.of(seconds).toString();
  }
}
