package dev.muster.archive;

import java.time.Duration;

/** How long the windows of a rollup are; 24 of them stand together in a row, a chunk. */
enum RollupStep {
  FIVE_MINUTES(300),
  HOUR(3600);

  static final int WINDOWS = 24;

  /** What is rolled up at a time: a chunk of the shorter windows. */
  static final long PERIOD_MILLIS = FIVE_MINUTES.chunkMillis();

  private final int seconds;

  RollupStep(int seconds) {
    this.seconds = seconds;
  }

  int seconds() {
    return seconds;
  }

  long millis() {
    return Duration.ofSeconds(seconds).toMillis();
  }

  long chunkMillis() {
    return WINDOWS * millis();
  }

  long chunk(long time) {
    return Math.floorDiv(time, chunkMillis());
  }

  /** Which window of its chunk a time lies in. */
  int window(long time) {
    return (int) (Math.floorMod(time, chunkMillis()) / millis());
  }

  static long period(long time) {
    return Math.floorDiv(time, PERIOD_MILLIS);
  }
}
