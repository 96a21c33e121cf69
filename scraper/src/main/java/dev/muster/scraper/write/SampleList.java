package dev.muster.scraper.write;

import java.util.Arrays;

/** Samples of one series as they are read. */
final class SampleList {
  private long[] times = new long[2];
  private double[] values = new double[2];
  private int size;

  /** Reads a sample: value and timestamp, which are fields 1 and 2 in both protocols. */
  void read(ProtoSource sample) {
    double value = 0;
    long time = 0;
    while (sample.next()) {
      switch (sample.field()) {
        case 1 -> value = sample.doubleValue();
        case 2 -> time = sample.number();
        default -> sample.skip();
      }
    }
    if (size == times.length) {
      times = Arrays.copyOf(times, 2 * size);
      values = Arrays.copyOf(values, 2 * size);
    }
    times[size] = time;
    values[size++] = value;
  }

  int size() {
    return size;
  }

  long[] times() {
    return Arrays.copyOf(times, size);
  }

  double[] values() {
    return Arrays.copyOf(values, size);
  }
}
