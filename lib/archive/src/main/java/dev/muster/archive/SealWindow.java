package dev.muster.archive;

import java.time.Duration;

/** Which windows of time targets are sealed by: a power of two of them to two hours. */
record SealWindow(long start, long end) {
  /** Sealed columns have about this many values, up to twice as many. */
  static final int SCRAPES = 240;

  static final long LONGEST_MILLIS = Duration.ofHours(2).toMillis();

  private static final int MOST_HALVINGS = 6;

  /** The window of a scrape. */
  static SealWindow of(long time, long intervalMillis) {
    long length = lengthMillis(intervalMillis);
    long start = Math.floorDiv(time, length) * length;
    return new SealWindow(start, start + length);
  }

  /** Of targets scraped so often; of those scraped but once (0), the longest. */
  static long lengthMillis(long intervalMillis) {
    long length = LONGEST_MILLIS;
    for (int i = 0; i < MOST_HALVINGS && length / 2 >= SCRAPES * intervalMillis; i++) {
      length /= intervalMillis == 0 ? 1 : 2;
    }
    return length;
  }
}
