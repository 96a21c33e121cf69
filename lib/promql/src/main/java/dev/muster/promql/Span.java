package dev.muster.promql;

import org.jspecify.annotations.Nullable;

/**
 * Where in the text an expression stands: characters {@code start} (inclusive) to {@code end}
 * (exclusive). All spans are equal, so that two syntax trees are equal if they say the same,
 * wherever they stand.
 */
public record Span(int start, int end) {
  Span to(Span last) {
    return new Span(start, last.end);
  }

  /** Line and column of the start, counted from 1. */
  String position(String text) {
    int line = 1;
    int column = 1;
    for (int i = 0; i < start && i < text.length(); i++) {
      if (text.charAt(i) == '\n') {
        line++;
        column = 1;
      } else {
        column++;
      }
    }
    return line + ":" + column;
  }

  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof Span;
  }

  @Override
  public int hashCode() {
    return 0;
  }
}
