package dev.muster.alertbridge.api;

import dev.muster.metrics.Matcher;
import org.jspecify.annotations.Nullable;

/** Reads a matcher of the newer grammar, in which names and values may be quoted. */
final class QuotedMatcher {
  private static final String RESERVED = "{}!=~,\\\"'`";

  private final String text;
  private int next;

  QuotedMatcher(String text) {
    this.text = text;
  }

  /** The matcher, or null where the text is none. */
  @Nullable Matcher read() {
    @Nullable String name = token();
    @Nullable String symbol = symbol();
    @Nullable String value = token();
    skipSpace();
    if (next < text.length() && text.charAt(next) == ',') {
      next++;
      skipSpace();
    }
    if (name == null || name.isEmpty() || symbol == null || value == null || next < text.length()) {
      return null;
    }
    try {
      return Matcher.of(name, MatcherText.type(symbol), value);
    } catch (IllegalArgumentException e) {
      return null;
    }
  }

  private void skipSpace() {
    while (next < text.length() && Character.isWhitespace(text.charAt(next))) {
      next++;
    }
  }

  private @Nullable String symbol() {
    skipSpace();
    for (String symbol : new String[] {"=~", "!~", "!=", "="}) {
      if (text.startsWith(symbol, next)) {
        next += symbol.length();
        return symbol;
      }
    }
    return null;
  }

  private @Nullable String token() {
    skipSpace();
    if (next < text.length() && text.charAt(next) == '"') {
      return quoted();
    }
    int from = next;
    while (next < text.length()
        && RESERVED.indexOf(text.charAt(next)) < 0
        && !Character.isWhitespace(text.charAt(next))) {
      next++;
    }
    return next == from ? null : text.substring(from, next);
  }

  private @Nullable String quoted() {
    var value = new StringBuilder();
    for (next++; next < text.length(); next++) {
      char c = text.charAt(next);
      if (c == '"') {
        next++;
        return value.toString();
      }
      if (c == '\n') {
        return null;
      }
      if (c != '\\') {
        value.append(c);
      } else if (!escape(value)) {
        return null;
      }
    }
    return null;
  }

  /** An escape as Go has it in a quoted string; {@code next} stands on its last character then. */
  private boolean escape(StringBuilder value) {
    next++;
    char c = next < text.length() ? text.charAt(next) : 0;
    int plain = "abfnrtv\\\"".indexOf(c);
    if (plain >= 0 && c != 0) {
      value.append("\u0007\b\f\n\r\t\u000b\\\"".charAt(plain));
      return true;
    }
    return switch (c) {
      case 'x' -> code(value, 2);
      case 'u' -> code(value, 4);
      case 'U' -> code(value, 8);
      default -> false;
    };
  }

  private boolean code(StringBuilder value, int digits) {
    int end = next + 1 + digits;
    if (end > text.length()) {
      return false;
    }
    try {
      long code = Long.parseLong(text, next + 1, end, 16);
      boolean isByte = digits == 2 && code > 0x7f; // a part of a character
      boolean isHalf = code >= Character.MIN_SURROGATE && code <= Character.MAX_SURROGATE;
      if (code < 0 || code > Character.MAX_CODE_POINT || isByte || isHalf) {
        return false;
      }
      value.appendCodePoint((int) code);
      next = end - 1;
      return true;
    } catch (NumberFormatException e) {
      return false;
    }
  }
}
