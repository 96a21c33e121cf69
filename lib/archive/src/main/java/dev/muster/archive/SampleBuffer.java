package dev.muster.archive;

import dev.muster.metrics.Labels;
import dev.muster.metrics.Series;
import java.util.Arrays;
import java.util.stream.IntStream;

/** The samples of one series as they are read; put in order, each time once, at the end. */
final class SampleBuffer {
  private long[] times = new long[16];
  private double[] values = new double[16];
  private int size;
  private boolean ascending = true;

  void add(long time, double value) {
    if (size == times.length) {
      times = Arrays.copyOf(times, 2 * size);
      values = Arrays.copyOf(values, 2 * size);
    }
    ascending &= size == 0 || times[size - 1] < time;
    times[size] = time;
    values[size++] = value;
  }

  int size() {
    return size;
  }

  Series toSeries(Labels labels) {
    if (!ascending) {
      sort();
    }
    return new Series(labels, times, values, size);
  }

  /** Stable, so that of samples at one time the one read first stands. */
  private void sort() {
    int[] order =
        IntStream.range(0, size)
            .boxed()
            .sorted((a, b) -> Long.compare(times[a], times[b]))
            .mapToInt(Integer::intValue)
            .toArray();
    var sortedTimes = new long[size];
    var sortedValues = new double[size];
    int kept = 0;
    for (int from : order) {
      if (kept == 0 || sortedTimes[kept - 1] != times[from]) {
        sortedTimes[kept] = times[from];
        sortedValues[kept++] = values[from];
      }
    }
    times = sortedTimes;
    values = sortedValues;
    size = kept;
    ascending = true;
  }
}
