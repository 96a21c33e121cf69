package dev.muster.fleet;

import java.util.regex.Pattern;

/** A place in an XML text that moves on over the small pieces XML is made of. */
final class TextCursor {
  static final int LONGEST_NAME = 100;

  private static final Pattern REFERENCE =
      Pattern.compile("&(?:amp|lt|gt|quot|apos|#[0-9]{1,7}|#x[0-9A-Fa-f]{1,6});");

  private final String text;
  private int at;

  TextCursor(String text) {
    this.text = text;
  }

  int offset() {
    return at;
  }

  boolean atEnd() {
    return at >= text.length();
  }

  boolean looksAt(String what) {
    return text.startsWith(what, at);
  }

  /** Moves past what stands here, if it does. */
  boolean takes(String what) {
    boolean here = looksAt(what);
    at += here ? what.length() : 0;
    return here;
  }

  void next() {
    at++;
  }

  /** Moves past spaces, tabs and line ends; false where there was none. */
  boolean skipSpace() {
    int start = at;
    while (!atEnd() && " \t\r\n".indexOf(text.charAt(at)) >= 0) {
      at++;
    }
    return at > start;
  }

  void skipPast(String end, int start, String otherwise) throws XmlMistakeException {
    int found = text.indexOf(end, at);
    if (found < 0) {
      throw new XmlMistakeException(start, otherwise, "end it with " + end);
    }
    at = found + end.length();
  }

  /** The name that begins here, or "" where none does. */
  String name() throws XmlMistakeException {
    int start = at;
    while (!atEnd() && isNamePart(text.charAt(at), at == start)) {
      at++;
    }
    if (at - start > LONGEST_NAME) {
      throw new XmlMistakeException(
          start,
          "a name of more than " + LONGEST_NAME + " characters",
          "see whether a quote or a space is missing before it");
    }
    return text.substring(start, at);
  }

  /** Moves past an attribute's value. */
  void quotedValue(int start, String attribute) throws XmlMistakeException {
    char quote = atEnd() ? ' ' : text.charAt(at);
    if (quote != '"' && quote != '\'') {
      throw mistake(
          "the value of " + attribute + " is not in quotes", "write " + attribute + "=\"value\"");
    }
    next();
    while (!atEnd() && text.charAt(at) != quote) {
      if (looksAt("<")) {
        throw new XmlMistakeException(
            start,
            "the value of " + attribute + " has no closing quote, or a \"<\" in it",
            "close it with " + quote + ", and write &lt; for a plain \"<\"");
      }
      if (looksAt("&")) {
        reference();
      } else {
        next();
      }
    }
    if (!takes(String.valueOf(quote))) {
      throw new XmlMistakeException(
          start, "the value of " + attribute + " has no closing quote", "close it with " + quote);
    }
  }

  /** Moves past one of XML's own references. */
  void reference() throws XmlMistakeException {
    var match = REFERENCE.matcher(text).region(at, text.length());
    if (!match.lookingAt() || !isCharacter(match.group())) {
      throw mistake(
          "\"&\" begins a reference that a fleet file does not know",
          "write &amp; for a plain \"&\", and other letters as they are");
    }
    at = match.end();
  }

  XmlMistakeException mistake(String what, String right) {
    return new XmlMistakeException(at, what, right);
  }

  /** Refuses what XML 1.0 has no place for, such as most control characters. */
  void checkCharacters() throws XmlMistakeException {
    for (int i = 0; i < text.length(); i += Character.charCount(text.codePointAt(i))) {
      if (!isCharacter(text.codePointAt(i))) {
        throw new XmlMistakeException(
            i,
            "a character XML does not allow, %s".formatted(hexadecimal(text.codePointAt(i))),
            "remove it");
      }
    }
  }

  private static String hexadecimal(int codePoint) {
    return String.format("U+%04X", codePoint);
  }

  private static boolean isCharacter(String reference) {
    if (reference.charAt(1) != '#') {
      return true;
    }
    boolean hexadecimal = reference.charAt(2) == 'x';
    String digits = reference.substring(hexadecimal ? 3 : 2, reference.length() - 1);
    return isCharacter(Integer.parseInt(digits, hexadecimal ? 16 : 10));
  }

  private static boolean isCharacter(int codePoint) {
    return codePoint == '\t'
        || codePoint == '\n'
        || codePoint == '\r'
        || (codePoint >= 0x20 && codePoint <= 0xD7FF)
        || (codePoint >= 0xE000 && codePoint <= 0xFFFD)
        || (codePoint >= 0x10000 && codePoint <= 0x10FFFF);
  }

  /** Beyond ASCII every character passes: the parser knows better. */
  private static boolean isNamePart(char c, boolean first) {
    boolean letter = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_' || c == ':';
    boolean later = (c >= '0' && c <= '9') || c == '-' || c == '.';
    return letter || c >= 0x80 || (!first && later);
  }
}
