package dev.muster.archive;

import dev.muster.metrics.Rollups;
import dev.muster.metrics.Windows;
import java.util.Arrays;

/** Collects the rollups of one series, oldest first. */
final class RollupsBuilder {
  private final Windows.Use use;
  private long[] starts = new long[RollupStep.WINDOWS];
  private long[] ends = new long[RollupStep.WINDOWS];
  private double[] counts = new double[RollupStep.WINDOWS];
  private double[] lasts = new double[RollupStep.WINDOWS];
  private double[] values = new double[RollupStep.WINDOWS];
  private int size;

  RollupsBuilder(Windows.Use use) {
    this.use = use;
  }

  void add(long start, long end, RollupWindow window) {
    if (size == starts.length) {
      starts = Arrays.copyOf(starts, 2 * size);
      ends = Arrays.copyOf(ends, 2 * size);
      counts = Arrays.copyOf(counts, 2 * size);
      lasts = Arrays.copyOf(lasts, 2 * size);
      values = Arrays.copyOf(values, 2 * size);
    }
    starts[size] = start;
    ends[size] = end;
    counts[size] = window.count();
    lasts[size] = window.last();
    values[size++] = value(window);
  }

  private double value(RollupWindow window) {
    return switch (use) {
      case MIN -> window.min();
      case MAX -> window.max();
      case SUM, AVERAGE -> window.sum();
      case COUNT -> window.count();
      case INCREASE -> window.increase();
      case LAST, SAMPLES -> window.last();
    };
  }

  boolean isEmpty() {
    return size == 0;
  }

  Rollups build(long until) {
    return new Rollups(starts, ends, counts, lasts, values, size, until);
  }
}
