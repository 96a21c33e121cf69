package dev.muster.metrics;

import dev.muster.metrics.ExpositionReader.Entry;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** Reads the lines that begin with {@code #}: HELP, TYPE, UNIT, and what is for people alone. */
final class CommentSyntax {
  private final PageCursor cursor;
  private final SeriesSyntax syntax;
  private boolean openMetrics;
  private String family = "";
  private String helpText = "";
  private MetricType type = MetricType.UNTYPED;
  private String unit = "";

  CommentSyntax(PageCursor cursor, SeriesSyntax syntax) {
    this.cursor = cursor;
    this.syntax = syntax;
  }

  void openMetrics() {
    openMetrics = true;
  }

  /** Whether here stands {@code # EOF}, alone on its line. */
  boolean isEnd() {
    int start = cursor.position;
    cursor.skipLine();
    boolean end = isWord(start, "# EOF");
    cursor.position = start;
    return end;
  }

  /** Reads from the {@code #} to the line's end; null for a line that says nothing. */
  @Nullable Entry read() {
    cursor.position++;
    int behind = cursor.position;
    cursor.skipBlanks();
    int start = cursor.position;
    cursor.skipToken();
    @Nullable Entry entry = start > behind && cursor.current() != '\n' ? entry(start) : null;
    if (entry != null) {
      cursor.skipBlanks();
      family = cursor.at('"') ? syntax.quotedName("metric name") : syntax.metricName();
      rest(entry);
    }
    cursor.skipLine();
    return entry;
  }

  private @Nullable Entry entry(int start) {
    if (isWord(start, "HELP")) {
      return Entry.HELP;
    }
    if (isWord(start, "TYPE")) {
      return Entry.TYPE;
    }
    return openMetrics && isWord(start, "UNIT") ? Entry.UNIT : null;
  }

  private boolean isWord(int start, String word) {
    if (cursor.position - start != word.length()) {
      return false;
    }
    for (int i = 0; i < word.length(); i++) {
      if (cursor.page[start + i] != word.charAt(i)) {
        return false;
      }
    }
    return true;
  }

  private void rest(Entry entry) {
    if (cursor.current() != '\n' && !PageCursor.isBlank(cursor.current())) {
      throw cursor.expected("a blank after metric name " + PageCursor.quote(family));
    }
    cursor.skipBlanks();
    int start = cursor.position;
    cursor.skipLine();
    @Nullable String text = cursor.text(start, cursor.position);
    if (text == null) {
      throw cursor.fault("the text after " + PageCursor.quote(family) + " is not UTF-8");
    }
    switch (entry) {
      case HELP -> helpText = SeriesSyntax.unescape(text, false);
      case UNIT -> unit = text.strip();
      case TYPE, SAMPLE, END -> type = type(text.strip());
    }
  }

  private MetricType type(String word) {
    for (var candidate : MetricType.values()) {
      if (candidate.name().toLowerCase(Locale.ROOT).equals(word)) {
        return candidate;
      }
    }
    @Nullable MetricType other = openMetrics ? openMetricsType(word) : null;
    if (other != null) {
      return other;
    }
    throw cursor.fault(
        "expected counter, gauge, histogram, summary or untyped as type of "
            + PageCursor.quote(family)
            + ", found "
            + PageCursor.quote(word));
  }

  /** The types that OpenMetrics has besides, as the nearest of the text format's. */
  private static @Nullable MetricType openMetricsType(String word) {
    return switch (word) {
      case "unknown" -> MetricType.UNTYPED;
      case "info", "stateset" -> MetricType.GAUGE;
      case "gaugehistogram" -> MetricType.HISTOGRAM;
      default -> null;
    };
  }

  String family() {
    return family;
  }

  String helpText() {
    return helpText;
  }

  MetricType type() {
    return type;
  }

  String unit() {
    return unit;
  }
}
