package dev.muster.fleet;

/** What a file said, as a message may repeat it: in quotes, on one line, cut when long. */
final class Quoted {
  private static final int LONGEST = 60;

  private Quoted() {}

  static String of(String text) {
    var quoted = new StringBuilder("\"");
    text.codePoints().limit(LONGEST).map(Quoted::printable).forEach(quoted::appendCodePoint);
    return quoted
        .append(text.codePointCount(0, text.length()) > LONGEST ? "...\"" : "\"")
        .toString();
  }

  /** A stand-in for what could move a terminal's cursor or turn the line around. */
  private static int printable(int codePoint) {
    return switch (Character.getType(codePoint)) {
      case Character.CONTROL,
          Character.FORMAT,
          Character.LINE_SEPARATOR,
          Character.PARAGRAPH_SEPARATOR,
          Character.SURROGATE,
          Character.PRIVATE_USE,
          Character.UNASSIGNED ->
          '?';
      default -> codePoint;
    };
  }
}
