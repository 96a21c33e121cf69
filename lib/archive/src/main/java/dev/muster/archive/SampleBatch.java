package dev.muster.archive;

import org.jspecify.annotations.Nullable;

/**
 * What one scrape of one client brought: a value for each series of a set, kept bit for bit.
 *
 * <p>The arrays are handed over: nobody changes them afterwards.
 */
public final class SampleBatch {
  private final String client;
  private final long timeMillis;
  private final SeriesSet series;
  private final double[] values;
  private final long @Nullable [] timesMillis;

  /**
   * A batch.
   *
   * @param client the client's name in the fleet
   * @param timeMillis the scrape's time, Unix milliseconds
   * @param values as many as the set has series
   * @param timesMillis a time of its own for each sample, or null where all have the scrape's
   */
  public SampleBatch(
      String client,
      long timeMillis,
      SeriesSet series,
      double[] values,
      long @Nullable [] timesMillis) {
    if (values.length != series.size()
        || (timesMillis != null && timesMillis.length != series.size())) {
      throw new IllegalArgumentException(
          "a batch of " + series.size() + " series has " + values.length + " values");
    }
    this.client = client;
    this.timeMillis = timeMillis;
    this.series = series;
    this.values = values;
    this.timesMillis = timesMillis;
  }

  public String client() {
    return client;
  }

  public long timeMillis() {
    return timeMillis;
  }

  public SeriesSet series() {
    return series;
  }

  public double value(int index) {
    return values[index];
  }

  public double[] values() {
    return values;
  }

  /** The sample's time, Unix milliseconds. */
  public long timeMillis(int index) {
    return timesMillis == null ? timeMillis : timesMillis[index];
  }

  /** Whether some samples have a time of their own. */
  public boolean hasOwnTimes() {
    return timesMillis != null;
  }
}
