package dev.muster.scraper.remote;

import java.util.Arrays;

/** Samples of one series, gathered for a message. */
final class Run {
  private long[] bits = new long[8];
  private long[] times = new long[8];
  private int size;

  void add(long valueBits, long timeMillis) {
    if (size == bits.length) {
      bits = Arrays.copyOf(bits, 2 * size);
      times = Arrays.copyOf(times, 2 * size);
    }
    bits[size] = valueBits;
    times[size++] = timeMillis;
  }

  int size() {
    return size;
  }

  long bits(int index) {
    return bits[index];
  }

  /** Unix milliseconds. */
  long timeMillis(int index) {
    return times[index];
  }

  void clear() {
    size = 0;
  }
}
