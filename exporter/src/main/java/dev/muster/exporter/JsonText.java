package dev.muster.exporter;

/** Writes JSON strings. */
final class JsonText {
  private static final String HEX = "0123456789abcdef";

  private JsonText() {}

  /**
   * Appends text as a JSON string with its quotes. Control characters are escaped, as are U+2028
   * and U+2029; half of a surrogate pair becomes U+FFFD, for UTF-8 has no form of it.
   */
  static void append(StringBuilder out, String text) {
    out.append('"');
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (Character.isHighSurrogate(c)
          && i + 1 < text.length()
          && Character.isLowSurrogate(text.charAt(i + 1))) {
        out.append(c).append(text.charAt(++i));
      } else if (Character.isSurrogate(c)) {
        out.append('\ufffd');
      } else {
        append(out, c);
      }
    }
    out.append('"');
  }

  private static void append(StringBuilder out, char c) {
    switch (c) {
      case '"' -> out.append("\\\"");
      case '\\' -> out.append("\\\\");
      case '\n' -> out.append("\\n");
      case '\r' -> out.append("\\r");
      case '\t' -> out.append("\\t");
      default -> {
        if (c < ' ' || (c >= 0x7f && c < 0xa0) || c == '\u2028' || c == '\u2029') {
          out.append("\\u");
          for (int shift = 12; shift >= 0; shift -= 4) {
            out.append(HEX.charAt(c >> shift & 0xf));
          }
        } else {
          out.append(c);
        }
      }
    }
  }
}
