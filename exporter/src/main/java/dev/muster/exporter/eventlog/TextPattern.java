package dev.muster.exporter.eventlog;

import java.util.List;

/**
 * Pieces of text that stand in a message in this order, written with a {@code *} between them; a
 * {@code ^} before the first says that the message begins with it. There is no more to it than
 * that, so that matching goes through a message once, whatever a user writes.
 */
record TextPattern(boolean atStart, List<String> pieces) {
  static final int MAX_LENGTH = 200;

  /** A pattern with less of its own text than this would match nearly everything. */
  private static final int MIN_LITERAL = 3;

  TextPattern {
    pieces = List.copyOf(pieces);
  }

  /**
   * Reads a pattern.
   *
   * @throws IllegalArgumentException if it is too short or too long; the message says so
   */
  static TextPattern parse(String text) {
    boolean atStart = text.startsWith("^");
    List<String> pieces =
        List.of((atStart ? text.substring(1) : text).split("\\*", -1)).stream()
            .filter(piece -> !piece.isEmpty())
            .toList();
    if (pieces.stream().mapToInt(String::length).sum() < MIN_LITERAL) {
      throw new IllegalArgumentException(
          "a pattern needs at least %d characters of text besides '*'".formatted(MIN_LITERAL));
    }
    if (text.length() > MAX_LENGTH) {
      throw new IllegalArgumentException(
          "a pattern has at most %d characters, this one %d".formatted(MAX_LENGTH, text.length()));
    }
    return new TextPattern(atStart && !text.startsWith("^*"), pieces);
  }

  boolean matches(String message) {
    if (atStart && !message.startsWith(pieces.getFirst())) {
      return false;
    }
    int at = 0;
    for (String piece : pieces) {
      int found = message.indexOf(piece, at);
      if (found < 0) {
        return false;
      }
      at = found + piece.length();
    }
    return true;
  }
}
