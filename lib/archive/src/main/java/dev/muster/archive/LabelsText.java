package dev.muster.archive;

import dev.muster.metrics.Labels;
import java.util.HexFormat;

/** Labels as the file keeps them: one canonical JSON object, equal text for equal labels. */
final class LabelsText {
  private static final HexFormat HEX = HexFormat.of();

  private LabelsText() {}

  static String write(Labels labels) {
    var text = new StringBuilder(64 * labels.size()).append('{');
    for (int i = 0; i < labels.size(); i++) {
      if (i > 0) {
        text.append(',');
      }
      quote(labels.name(i), text);
      text.append(':');
      quote(labels.value(i), text);
    }
    return text.append('}').toString();
  }

  /** Appends a value as JSON has it. */
  static void quote(String value, StringBuilder text) {
    text.append('"');
    for (int i = 0; i < value.length(); i++) {
      char c = value.charAt(i);
      if (c == '"' || c == '\\') {
        text.append('\\').append(c);
      } else if (c < 0x20 || c == 0x7f || isUnpaired(value, i)) {
        text.append("\\u").append(HEX.toHexDigits(c));
      } else {
        text.append(c);
      }
    }
    text.append('"');
  }

  private static boolean isUnpaired(String value, int at) {
    char c = value.charAt(at);
    if (Character.isHighSurrogate(c)) {
      return at + 1 == value.length() || !Character.isLowSurrogate(value.charAt(at + 1));
    }
    return Character.isLowSurrogate(c)
        && (at == 0 || !Character.isHighSurrogate(value.charAt(at - 1)));
  }

  /**
   * Reads what {@link #write} wrote.
   *
   * @throws IllegalArgumentException if the text is nothing of the kind
   */
  static Labels read(String text) {
    return new Reader(text).labels();
  }

  private static final class Reader {
    private final String text;
    private int next;

    Reader(String text) {
      this.text = text;
    }

    Labels labels() {
      var labels = Labels.builder();
      char separator = take('{') ? ',' : fail();
      while (separator == ',' && !take('}')) {
        String name = string();
        if (!take(':')) {
          fail();
        }
        labels.set(name, string());
        separator = next < text.length() ? text.charAt(next++) : fail();
      }
      return next == text.length() && text.endsWith("}") ? labels.build() : failLabels();
    }

    private String string() {
      if (!take('"')) {
        fail();
      }
      var value = new StringBuilder();
      while (!take('"')) {
        value.append(take('\\') ? escaped() : one());
      }
      return value.toString();
    }

    private char escaped() {
      char c = one();
      if (c != 'u') {
        return c;
      }
      if (next + 4 > text.length()) {
        return fail();
      }
      next += 4;
      return (char) HexFormat.fromHexDigits(text, next - 4, next);
    }

    private char one() {
      return next < text.length() ? text.charAt(next++) : fail();
    }

    private boolean take(char expected) {
      if (next < text.length() && text.charAt(next) == expected) {
        next++;
        return true;
      }
      return false;
    }

    private char fail() {
      throw new IllegalArgumentException("no labels: " + text);
    }

    private Labels failLabels() {
      throw new IllegalArgumentException("no labels: " + text);
    }
  }
}
