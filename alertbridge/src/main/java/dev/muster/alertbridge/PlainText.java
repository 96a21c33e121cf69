package dev.muster.alertbridge;

/** Text of others made fit for a mail: one line, nothing invisible, bounded. */
final class PlainText {
  private PlainText() {}

  /**
   * The text on one line: control, format and separator characters become blanks, runs of blanks
   * one; cut after {@code most} characters with a mark.
   */
  static String line(String text, int most) {
    var line = new StringBuilder(Math.min(text.length(), most + 3));
    int used = 0;
    for (int i = 0; i < text.length(); ) {
      int c = text.codePointAt(i);
      i += Character.charCount(c);
      boolean visible = isVisible(c);
      if (visible || (!line.isEmpty() && line.charAt(line.length() - 1) != ' ')) {
        if (used++ == most) {
          return line.toString().strip() + "...";
        }
        line.appendCodePoint(visible ? c : ' ');
      }
    }
    return line.toString().strip();
  }

  private static boolean isVisible(int c) {
    return switch (Character.getType(c)) {
      case Character.CONTROL,
          Character.FORMAT,
          Character.SURROGATE,
          Character.UNASSIGNED,
          Character.SPACE_SEPARATOR,
          Character.LINE_SEPARATOR,
          Character.PARAGRAPH_SEPARATOR ->
          false;
      default -> true;
    };
  }

  /** The text with HTML's special characters escaped. */
  static String html(String text) {
    return text.replace("&", "&amp;")
        .replace("<", "&lt;")
        .replace(">", "&gt;")
        .replace("\"", "&quot;");
  }
}
