package dev.muster.metrics;

/**
 * The windows of time a query cuts from the samples it selects, open on the left: each ends at one
 * of {@code count} moments that are {@code stepMillis} apart, and is {@code lengthMillis} long.
 * What lies in none of them is not looked at.
 *
 * @param use what is made of a window
 * @param firstEndMillis the first moment, Unix milliseconds
 * @param stepMillis positive where there are more windows than one
 */
public record Windows(Use use, long firstEndMillis, long stepMillis, int count, long lengthMillis) {
  /** What is made of the samples of a window, as far as rollups know it. */
  public enum Use {
    /** Something that needs the samples themselves. */
    SAMPLES,
    /** The latest one, or several of them as they were at times. */
    LAST,
    MIN,
    MAX,
    SUM,
    COUNT,
    AVERAGE,
    /** By how much a counter grew. */
    INCREASE
  }

  /** Whether a window sees anything from a time to another, both included. */
  public boolean touch(long fromMillis, long toMillis) {
    long last = Math.max(0, count - 1L);
    long index = 0;
    if (stepMillis > 0 && firstEndMillis < fromMillis) {
      index = Math.min(last, Math.ceilDiv(fromMillis - firstEndMillis, stepMillis));
    }
    long end = firstEndMillis + index * stepMillis;
    return end >= fromMillis && end - lengthMillis < toMillis;
  }

  /** Whether every window begins and ends at a multiple of a time. */
  public boolean isAlignedTo(long millis) {
    return endsAreAlignedTo(millis) && lengthMillis % millis == 0;
  }

  /** Whether every window ends at a multiple of a time. */
  public boolean endsAreAlignedTo(long millis) {
    return Math.floorMod(firstEndMillis, millis) == 0 && (count < 2 || stepMillis % millis == 0);
  }
}
