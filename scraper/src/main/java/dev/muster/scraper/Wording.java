package dev.muster.scraper;

import dev.muster.metrics.Labels;
import java.time.Duration;

/** Sizes, durations and foreign text in reasons. */
final class Wording {
  private static final int LONGEST = 200;
  private static final long MEBI = 1 << 20;

  private Wording() {}

  static String size(long bytes) {
    if (bytes >= MEBI && bytes % MEBI == 0) {
      return bytes / MEBI + " MB";
    }
    if (bytes >= 1_000_000 && bytes % 1_000_000 == 0) {
      return bytes / 1_000_000 + " MB";
    }
    return bytes + " bytes";
  }

  static String duration(Duration duration) {
    return duration.toMillis() % 1000 == 0
        ? duration.toSeconds() + "s"
        : duration.toMillis() + "ms";
  }

  /** A value for a log line, in quotes. */
  static String quoted(String text) {
    return Labels.quote(text);
  }

  /** What another machine said, on one line and cut short. */
  static String foreign(String text) {
    var shown = new StringBuilder();
    text.codePoints()
        .limit(LONGEST)
        .map(c -> Character.isISOControl(c) ? ' ' : c)
        .forEach(shown::appendCodePoint);
    return text.codePointCount(0, text.length()) > LONGEST ? shown + "…" : shown.toString();
  }
}
