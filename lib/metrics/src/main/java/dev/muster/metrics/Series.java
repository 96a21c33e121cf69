package dev.muster.metrics;

/**
 * One series and some of its samples, oldest first, times strictly ascending. Values keep their
 * bits: NaN payloads, {@link StaleMarker stale markers}, −0. The arrays are the reader's own: not
 * to be changed, and only the first {@link #size} places count.
 */
public final class Series {
  private final Labels labels;
  private final long[] timesMillis;
  private final double[] values;
  private final int size;

  public Series(Labels labels, long[] timesMillis, double[] values, int size) {
    if (size > timesMillis.length || size > values.length) {
      throw new IllegalArgumentException(
          "size " + size + " is more than the arrays hold: " + timesMillis.length);
    }
    this.labels = labels;
    this.timesMillis = timesMillis;
    this.values = values;
    this.size = size;
  }

  public Labels labels() {
    return labels;
  }

  /** Unix milliseconds. */
  public long[] timesMillis() {
    return timesMillis;
  }

  public double[] values() {
    return values;
  }

  public int size() {
    return size;
  }
}
