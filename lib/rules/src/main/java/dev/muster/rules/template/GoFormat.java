package dev.muster.rules.template;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The function {@code printf}: Go's format, with flags, width and precision. */
final class GoFormat {
  private static final Pattern VERB =
      Pattern.compile("%([-+# 0]*)(\\d{1,4})?(?:\\.(\\d{0,3}))?(.)?", Pattern.DOTALL);
  private static final int WIDEST = 1_000;

  /** How a verb is to be written; width and precision −1 where not said. */
  private record Verb(String flags, int width, int precision, char letter) {
    boolean has(char flag) {
      return flags.indexOf(flag) >= 0;
    }

    int precision(int otherwise) {
      return precision < 0 ? otherwise : precision;
    }
  }

  private GoFormat() {}

  static String format(String format, List<Object> arguments) {
    var text = new StringBuilder();
    var verbs = VERB.matcher(format);
    int at = 0;
    int next = 0;
    while (verbs.find(at)) {
      text.append(format, at, verbs.start());
      at = verbs.end();
      String letter = verbs.group(4);
      if (letter == null) {
        text.append("%!(NOVERB)");
      } else if (letter.equals("%")) {
        text.append('%');
      } else if (next >= arguments.size()) {
        text.append("%!").append(letter).append("(MISSING)");
      } else {
        text.append(write(verb(verbs), arguments.get(next++)));
      }
    }
    text.append(format, at, format.length());
    return next < arguments.size()
        ? text + extra(arguments.subList(next, arguments.size()))
        : text.toString();
  }

  private static String extra(List<Object> arguments) {
    var text = new StringBuilder("%!(EXTRA ");
    String separator = "";
    for (Object argument : arguments) {
      text.append(separator).append(GoText.type(argument)).append('=');
      text.append(GoText.print(argument));
      separator = ", ";
    }
    return text.append(')').toString();
  }

  private static Verb verb(Matcher found) {
    String width = found.group(2);
    String precision = found.group(3);
    return new Verb(
        found.group(1),
        width == null ? -1 : Math.min(WIDEST, Integer.parseInt(width)),
        precision == null ? -1 : precision.isEmpty() ? 0 : Integer.parseInt(precision),
        found.group(4).charAt(0));
  }

  private static String write(Verb verb, Object value) {
    return switch (verb.letter()) {
      case 'T' -> pad(verb, GoText.type(value), false);
      case 'v' -> value instanceof Double number ? real(verb, number) : plain(verb, value);
      case 'd', 'o', 'b', 'c', 'U' ->
          value instanceof Long number ? whole(verb, number) : wrong(verb, value);
      case 'x', 'X' -> hexadecimal(verb, value);
      case 'e', 'E', 'f', 'F', 'g', 'G' ->
          value instanceof Double number ? real(verb, number) : wrong(verb, value);
      case 't' ->
          value instanceof Boolean ? pad(verb, value.toString(), false) : wrong(verb, value);
      case 's' ->
          value instanceof Long || value instanceof Double || value instanceof Boolean
              ? wrong(verb, value)
              : text(verb, GoText.print(value));
      case 'q' ->
          value instanceof String text ? pad(verb, GoText.quote(text), false) : wrong(verb, value);
      default -> wrong(verb, value);
    };
  }

  private static String wrong(Verb verb, Object value) {
    return "%!" + verb.letter() + "(" + GoText.type(value) + "=" + GoText.print(value) + ")";
  }

  private static String plain(Verb verb, Object value) {
    return value instanceof Long number
        ? whole(new Verb(verb.flags(), verb.width(), verb.precision(), 'd'), number)
        : text(verb, GoText.print(value));
  }

  private static String text(Verb verb, String text) {
    int most = verb.precision(Integer.MAX_VALUE);
    boolean longer = text.codePointCount(0, text.length()) > most;
    return pad(verb, longer ? text.substring(0, text.offsetByCodePoints(0, most)) : text, false);
  }

  private static String whole(Verb verb, long number) {
    String digits =
        switch (verb.letter()) {
          case 'o' -> Long.toString(number, 8);
          case 'b' -> Long.toString(number, 2);
          case 'c' ->
              Character.isValidCodePoint((int) number)
                  ? Character.toString((int) number)
                  : "\ufffd";
          case 'U' -> "U+%04X".formatted(number);
          default -> Long.toString(number);
        };
    boolean counted = verb.letter() != 'c' && verb.letter() != 'U';
    return counted ? pad(verb, signed(verb, digits), true) : pad(verb, digits, false);
  }

  private static String hexadecimal(Verb verb, Object value) {
    String digits;
    if (value instanceof Long number) {
      digits = Long.toString(number, 16);
      digits = verb.has('#') ? digits.replaceFirst("^-?", "$00x") : digits;
    } else if (value instanceof String text) {
      digits = HexFormat.of().formatHex(text.getBytes(StandardCharsets.UTF_8));
    } else {
      return wrong(verb, value);
    }
    return pad(
        verb,
        verb.letter() == 'X' ? digits.toUpperCase(Locale.ROOT) : digits,
        value instanceof Long);
  }

  private static String real(Verb verb, double number) {
    if (Double.isNaN(number) || Double.isInfinite(number)) {
      String text = number < 0 ? "-Inf" : Double.isNaN(number) ? "NaN" : "+Inf";
      return pad(new Verb(verb.flags().replace("0", ""), verb.width(), -1, 'v'), text, false);
    }
    var exact = new BigDecimal(number);
    boolean negativeZero = number == 0 && 1 / number < 0;
    String digits =
        switch (verb.letter()) {
          case 'f', 'F' ->
              exact.setScale(verb.precision(6), RoundingMode.HALF_EVEN).toPlainString();
          case 'e' -> GoText.exponential(exact, verb.precision(6), 'e');
          case 'E' -> GoText.exponential(exact, verb.precision(6), 'E');
          default ->
              verb.precision() < 0
                  ? GoText.print(number)
                  : GoText.significant(number, verb.precision());
        };
    digits = verb.letter() == 'G' ? digits.toUpperCase(Locale.ROOT) : digits;
    boolean lacksSign = (negativeZero || number < 0) && !digits.startsWith("-");
    return pad(verb, signed(verb, lacksSign ? "-" + digits : digits), true);
  }

  private static String signed(Verb verb, String digits) {
    if (digits.startsWith("-")) {
      return digits;
    }
    return verb.has('+') ? "+" + digits : verb.has(' ') ? " " + digits : digits;
  }

  private static String pad(Verb verb, String text, boolean number) {
    int missing = verb.width() - text.codePointCount(0, text.length());
    if (missing <= 0) {
      return text;
    }
    if (verb.has('-')) {
      return text + " ".repeat(missing);
    }
    if (number && verb.has('0')) {
      boolean sign = "+- ".indexOf(text.charAt(0)) >= 0;
      return (sign ? text.substring(0, 1) : "")
          + "0".repeat(missing)
          + text.substring(sign ? 1 : 0);
    }
    return " ".repeat(missing) + text;
  }
}
