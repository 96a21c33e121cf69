package dev.muster.rules.template;

import java.util.Locale;

/** Literals of Go: texts in quotes, characters, numbers. */
final class Literals {
  private Literals() {}

  /**
   * A text as it stands in double quotes or back quotes.
   *
   * @throws FailedCallException at an unknown escape
   */
  static String text(String quoted) {
    String inner = quoted.substring(1, quoted.length() - 1);
    return quoted.charAt(0) == '`' ? inner : unescape(inner);
  }

  /** The code point of a character in single quotes. */
  static long character(String quoted) {
    String inner = unescape(quoted.substring(1, quoted.length() - 1));
    if (inner.codePointCount(0, inner.length()) != 1) {
      throw new FailedCallException(quoted + " is no single character");
    }
    return inner.codePointAt(0);
  }

  private static String unescape(String inner) {
    var text = new StringBuilder(inner.length());
    for (int i = 0; i < inner.length(); i++) {
      char c = inner.charAt(i);
      if (c != '\\') {
        text.append(c);
        continue;
      }
      char escape = i + 1 < inner.length() ? inner.charAt(i + 1) : ' ';
      int digits = digits(escape);
      if (digits == 0) {
        text.append(simple(escape));
        i++;
      } else {
        int start = escape >= '0' && escape <= '7' ? i + 1 : i + 2;
        text.appendCodePoint(number(inner, start, digits, start == i + 1 ? 8 : 16));
        i = start + digits - 1;
      }
    }
    return text.toString();
  }

  private static int digits(char escape) {
    return switch (escape) {
      case 'x' -> 2;
      case 'u' -> 4;
      case 'U' -> 8;
      case '0', '1', '2', '3', '4', '5', '6', '7' -> 3;
      default -> 0;
    };
  }

  private static int number(String inner, int start, int digits, int radix) {
    try {
      int point = Integer.parseInt(inner.substring(start, start + digits), radix);
      if (Character.isValidCodePoint(point)) {
        return point;
      }
    } catch (NumberFormatException | IndexOutOfBoundsException _) {
      // Said below.
    }
    throw new FailedCallException("a text has an escape that is none");
  }

  private static char simple(char escape) {
    return switch (escape) {
      case 'a' -> 7;
      case 'b' -> '\b';
      case 'f' -> '\f';
      case 'n' -> '\n';
      case 'r' -> '\r';
      case 't' -> '\t';
      case 'v' -> 11;
      case '\\', '"', '\'' -> escape;
      default -> throw new FailedCallException("a text has an escape that is none");
    };
  }

  /** A whole number as Long, any other as Double. */
  static Object number(String text) {
    String plain = text.replace("_", "");
    String unsigned = plain.startsWith("+") || plain.startsWith("-") ? plain.substring(1) : plain;
    String lower = unsigned.toLowerCase(Locale.ROOT);
    try {
      if (lower.length() > 1 && lower.charAt(0) == '0' && "xbo".indexOf(lower.charAt(1)) >= 0) {
        int radix = lower.charAt(1) == 'x' ? 16 : lower.charAt(1) == 'b' ? 2 : 8;
        return Long.parseLong((plain.startsWith("-") ? "-" : "") + lower.substring(2), radix);
      }
      return lower.matches("\\d+") ? (Object) Long.parseLong(plain) : (Object) real(plain);
    } catch (NumberFormatException e) {
      throw new FailedCallException(text + " is no number");
    }
  }

  private static Double real(String text) {
    if (!text.matches("[+-]?(\\d+\\.?\\d*|\\.\\d+)([eE][+-]?\\d+)?")) {
      throw new NumberFormatException(text);
    }
    return Double.valueOf(text);
  }
}
