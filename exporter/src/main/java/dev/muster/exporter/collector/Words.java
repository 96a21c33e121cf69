package dev.muster.exporter.collector;

/**
 * A cursor over text in lines of words, as {@code /proc} has it. It never backs up, and never
 * leaves its line by itself.
 */
final class Words {
  private final String file;
  private final String text;
  private int at;
  private int end;
  private int next;

  /** Stands before the first line; {@code file} is for messages. */
  Words(String file, String text) {
    this.file = file;
    this.text = text;
  }

  /** Goes to the start of the next line; false if there is none. */
  boolean nextLine() {
    if (next >= text.length()) {
      return false;
    }
    at = next;
    int newline = text.indexOf('\n', at);
    end = newline < 0 ? text.length() : newline;
    next = end + 1;
    return true;
  }

  boolean lineStartsWith(String prefix) {
    return text.startsWith(prefix, at);
  }

  /** Whether the line has another word. */
  boolean hasNext() {
    while (at < end && isBlank(text.charAt(at))) {
      at++;
    }
    return at < end;
  }

  /** The next word of the line. */
  String next() {
    need("another word");
    int start = at;
    while (at < end && !isBlank(text.charAt(at))) {
      at++;
    }
    return text.substring(start, at);
  }

  /** The text up to the last {@code mark} of the line, which is stepped over. */
  String upTo(char mark) {
    need("a name");
    int found = text.lastIndexOf(mark, end - 1);
    if (found < at) {
      throw failure("a name that ends in '" + mark + "'");
    }
    String name = text.substring(at, found);
    at = found + 1;
    return name;
  }

  /** The next word as a count; the kernel's unsigned 64-bit numbers come as the double nearest. */
  double nextCount() {
    need("a number");
    int start = at;
    long value = 0;
    while (at < end && !isBlank(text.charAt(at))) {
      int digit = text.charAt(at) - '0';
      if (digit < 0 || digit > 9) {
        throw failure("a number");
      }
      value = value * 10 + digit;
      at++;
    }
    return at - start < 19 ? value : Double.parseDouble(text.substring(start, at));
  }

  /** The next word as a whole number in hexadecimal digits. */
  long nextHex() {
    String word = next();
    try {
      return Long.parseUnsignedLong(word, 16);
    } catch (NumberFormatException e) {
      throw failure("a hexadecimal number instead of \"" + word + "\"");
    }
  }

  /** The next word as a number with a fraction. */
  double nextDecimal() {
    String word = next();
    try {
      return Double.parseDouble(word);
    } catch (NumberFormatException e) {
      throw failure("a number instead of \"" + word + "\"");
    }
  }

  void skip(int words) {
    for (int i = 0; i < words; i++) {
      next();
    }
  }

  private void need(String what) {
    if (!hasNext()) {
      throw failure(what);
    }
  }

  private FailedReadingException failure(String expected) {
    int start = text.lastIndexOf('\n', Math.max(0, end - 1)) + 1;
    String line = text.substring(Math.min(start, end), end);
    String shown = line.length() > 120 ? line.substring(0, 120) + "…" : line;
    return new FailedReadingException(
        "%s: expected %s in line \"%s\"".formatted(file, expected, shown));
  }

  private static boolean isBlank(char c) {
    return c == ' ' || c == '\t';
  }
}
