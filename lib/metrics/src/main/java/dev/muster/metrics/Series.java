package dev.muster.metrics;

import org.jspecify.annotations.Nullable;

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
  private final @Nullable Rollups rollups;

  public Series(Labels labels, long[] timesMillis, double[] values, int size) {
    this(labels, timesMillis, values, size, null);
  }

  /** A series of which some samples are there as rollups only. */
  public Series(
      Labels labels, long[] timesMillis, double[] values, int size, @Nullable Rollups rollups) {
    if (size > timesMillis.length || size > values.length) {
      throw new IllegalArgumentException(
          "size " + size + " is more than the arrays hold: " + timesMillis.length);
    }
    this.labels = labels;
    this.timesMillis = timesMillis;
    this.values = values;
    this.size = size;
    this.rollups = rollups;
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

  /** What there is of samples that are gone; null where nothing is. */
  public @Nullable Rollups rollups() {
    return rollups;
  }
}
