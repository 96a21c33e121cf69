package dev.muster.archive;

import dev.muster.metrics.Labels;

/**
 * One series and samples of it that somebody else took, in any order of time, kept bit for bit.
 *
 * <p>The arrays are handed over: nobody changes them afterwards.
 */
public final class PushedSeries {
  private final Labels labels;
  private final long[] timesMillis;
  private final double[] values;

  /**
   * A series.
   *
   * @param timesMillis Unix milliseconds
   * @param values as many
   */
  public PushedSeries(Labels labels, long[] timesMillis, double[] values) {
    if (timesMillis.length != values.length) {
      throw new IllegalArgumentException(timesMillis.length + " times of " + values.length);
    }
    this.labels = labels;
    this.timesMillis = timesMillis;
    this.values = values;
  }

  public Labels labels() {
    return labels;
  }

  public long[] timesMillis() {
    return timesMillis;
  }

  public double[] values() {
    return values;
  }

  public int size() {
    return values.length;
  }
}
