package dev.muster.exporter.collector;

/**
 * Makes a counter of 32 bits into one that does not start over at 4 Gi. A fall from the upper half
 * of its range counts as one turn; a fall from the lower half as a restart, which stays visible.
 */
final class Unwrap32 {
  private static final long RANGE = 1L << 32;

  private long last;
  private long turns;

  long next(long value) {
    if (value < last) {
      turns = last >= RANGE / 2 && last < RANGE ? turns + 1 : 0;
    }
    last = value;
    return turns * RANGE + value;
  }
}
