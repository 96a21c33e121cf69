package dev.muster.promql;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.StandardCharsets;

/**
 * Texts in quotes, with the escapes of Go. A byte that is no UTF-8 (written {@code \xff}) is kept
 * as the lone surrogate U+DC00 + byte, so that it can be told and printed again.
 */
final class Quoted {
  private static final char LONE_BYTE = '\uDC00';

  private Quoted() {}

  /**
   * The text a literal stands for; the literal includes its quotes.
   *
   * @throws IllegalArgumentException if an escape sequence is none
   */
  static String read(String literal) {
    char quote = literal.charAt(0);
    String inner = literal.substring(1, literal.length() - 1);
    if (quote == '`' || inner.indexOf('\\') < 0) {
      return inner;
    }
    return new Reader(inner, quote).read();
  }

  static String write(String text) {
    var quoted = new StringBuilder("\"");
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      switch (c) {
        case '"' -> quoted.append("\\\"");
        case '\\' -> quoted.append("\\\\");
        case '\n' -> quoted.append("\\n");
        case '\r' -> quoted.append("\\r");
        case '\t' -> quoted.append("\\t");
        default -> {
          boolean loneByte = isLoneByte(text, i);
          if (loneByte || c < ' ' || c == '\u007f') {
            quoted.append(String.format("\\x%02x", c & 0xff));
          } else {
            quoted.append(c);
          }
        }
      }
    }
    return quoted.append('"').toString();
  }

  /** Whether every character is one of Unicode, with no byte left over. */
  static boolean isWhole(String text) {
    for (int i = 0; i < text.length(); i++) {
      if (isLoneByte(text, i)) {
        return false;
      }
    }
    return true;
  }

  private static boolean isLoneByte(String text, int index) {
    return Character.isLowSurrogate(text.charAt(index))
        && (index == 0 || !Character.isHighSurrogate(text.charAt(index - 1)));
  }

  /** Collects UTF-8 bytes, since {@code \x} and octal escapes give single bytes. */
  private static final class Reader {
    private final String text;
    private final char quote;
    private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    private int at;

    Reader(String text, char quote) {
      this.text = text;
      this.quote = quote;
    }

    String read() {
      while (at < text.length()) {
        int c = text.codePointAt(at);
        at += Character.charCount(c);
        if (c == '\\') {
          escape();
        } else {
          character(c);
        }
      }
      return decode();
    }

    private void escape() {
      char c = text.charAt(at++);
      switch (c) {
        case 'a' -> bytes.write(7);
        case 'b' -> bytes.write('\b');
        case 'f' -> bytes.write('\f');
        case 'n' -> bytes.write('\n');
        case 'r' -> bytes.write('\r');
        case 't' -> bytes.write('\t');
        case 'v' -> bytes.write(11);
        case '\\' -> bytes.write('\\');
        case 'x' -> bytes.write(digits(2, 16));
        case 'u' -> character(digits(4, 16));
        case 'U' -> character(digits(8, 16));
        case '0', '1', '2', '3', '4', '5', '6', '7' -> {
          at--;
          octal();
        }
        default -> {
          if (c != quote) {
            throw new IllegalArgumentException("unknown escape sequence \\" + c);
          }
          bytes.write(c);
        }
      }
    }

    private void octal() {
      int value = digits(3, 8);
      if (value > 255) {
        throw new IllegalArgumentException("octal escape sequence is more than \\377");
      }
      bytes.write(value);
    }

    private int digits(int count, int base) {
      if (at + count > text.length()) {
        throw new IllegalArgumentException("escape sequence not terminated");
      }
      long value = 0;
      for (int i = 0; i < count; i++) {
        int digit = Character.digit(text.charAt(at++), base);
        if (digit < 0) {
          throw new IllegalArgumentException("illegal character in escape sequence");
        }
        value = value * base + digit;
      }
      return value > Integer.MAX_VALUE ? -1 : (int) value;
    }

    private void character(int codePoint) {
      if (codePoint < 0
          || codePoint > Character.MAX_CODE_POINT
          || (codePoint >= Character.MIN_SURROGATE && codePoint <= Character.MAX_SURROGATE)) {
        throw new IllegalArgumentException("escape sequence is an invalid Unicode code point");
      }
      bytes.writeBytes(Character.toString(codePoint).getBytes(StandardCharsets.UTF_8));
    }

    private String decode() {
      var decoder = StandardCharsets.UTF_8.newDecoder();
      var in = ByteBuffer.wrap(bytes.toByteArray());
      var out = CharBuffer.allocate(in.remaining());
      while (true) {
        var result = decoder.decode(in, out, true);
        if (!result.isError()) {
          return out.flip().toString();
        }
        for (int i = 0; i < result.length(); i++) {
          out.put((char) (LONE_BYTE + (in.get() & 0xff)));
        }
      }
    }
  }
}
