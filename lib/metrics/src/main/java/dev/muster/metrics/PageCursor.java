package dev.muster.metrics;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** A place on a page of UTF-8 text, and the faults found there. */
final class PageCursor {
  private static final int QUOTED_NAME_LENGTH = 60;

  final byte[] page;
  final int end;
  int position;
  int line = 1;
  int lineStart;

  PageCursor(byte[] page, int from, int to) {
    if (from < 0 || to > page.length || from > to) {
      throw new IndexOutOfBoundsException(from + " to " + to + " of " + page.length + " bytes");
    }
    this.page = page;
    this.position = from;
    this.lineStart = from;
    this.end = to;
  }

  /** The byte here, or a line's end where the page ends. */
  int current() {
    return position < end ? page[position] : '\n';
  }

  boolean at(char c) {
    return position < end && page[position] == c;
  }

  void skipBlanks() {
    while (position < end && isBlank(page[position])) {
      position++;
    }
  }

  /** To the next blank or the line's end. */
  void skipToken() {
    int i = position;
    while (i < end && page[i] != '\n' && !isBlank(page[i])) {
      i++;
    }
    position = i;
  }

  /** To the line's end, or the page's. */
  void skipLine() {
    while (position < end && page[position] != '\n') {
      position++;
    }
  }

  /** Over the end of a line. */
  void endLine(int limit) {
    if (position - lineStart > limit) {
      throw fault("longer than " + limit + " bytes");
    }
    if (position < end) {
      position++;
    }
    line++;
    lineStart = position;
  }

  static boolean isBlank(int c) {
    return c == ' ' || c == '\t';
  }

  /** Some bytes as text, or null where they are no UTF-8. */
  @Nullable String text(int from, int to) {
    var text = new String(page, from, to - from, StandardCharsets.UTF_8);
    if (text.indexOf('\uFFFD') < 0) {
      return text;
    }
    byte[] back = text.getBytes(StandardCharsets.UTF_8);
    return Arrays.equals(back, 0, back.length, page, from, to) ? text : null;
  }

  ExpositionException fault(String fault) {
    return new ExpositionException(line, fault);
  }

  ExpositionException expected(String what) {
    return fault("expected " + what + ", found " + found());
  }

  private String found() {
    if (position >= end) {
      return "the end of the page";
    }
    int first = page[position];
    if (first == '\n') {
      return "the end of the line";
    }
    if (first > ' ' && first < 0x7f) {
      return "\"" + (char) first + "\"";
    }
    if (first == ' ' || first == '\t') {
      return "a blank";
    }
    return String.format("byte 0x%02x", first & 0xff);
  }

  /** A name or value for a message: in quotes, cut short, without control characters. */
  static String quote(String text) {
    var shown = new StringBuilder();
    int length = Math.min(text.length(), QUOTED_NAME_LENGTH);
    for (int i = 0; i < length; i++) {
      char c = text.charAt(i);
      shown.append(Character.isISOControl(c) || Character.isSurrogate(c) ? '?' : c);
    }
    return Labels.quote(length < text.length() ? shown + "…" : shown.toString());
  }
}
