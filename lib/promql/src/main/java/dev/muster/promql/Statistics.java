package dev.muster.promql;

import java.util.Arrays;

/**
 * Numbers that sum up numbers. They take the first {@code size} places of an array, or those from
 * {@code from} (inclusive) to {@code to} (exclusive); at least one.
 */
final class Statistics {
  private Statistics() {}

  static double sum(double[] values, int from, int to) {
    var sum = new KahanSum();
    for (int i = from; i < to; i++) {
      sum.add(values[i]);
    }
    return sum.result();
  }

  /** The sum over the count; where the sum would overflow, the mean is updated value by value. */
  static double mean(double[] values, int from, int to) {
    var sum = new KahanSum();
    sum.add(values[from]);
    boolean incremental = false;
    for (int i = from + 1; i < to; i++) {
      double count = i - from + 1;
      if (!incremental && !sum.wouldOverflow(values[i])) {
        sum.add(values[i]);
        continue;
      }
      if (!incremental) {
        incremental = true;
        sum.divide(count - 1);
      }
      sum.scale((count - 1) / count);
      sum.add(values[i] / count);
    }
    return incremental ? sum.result() : sum.mean(to - from);
  }

  /** The smallest value; NaN only where all are. */
  static double min(double[] values, int from, int to) {
    double min = values[from];
    for (int i = from + 1; i < to; i++) {
      if (values[i] < min || Double.isNaN(min)) {
        min = values[i];
      }
    }
    return min;
  }

  /** The greatest value; NaN only where all are. */
  static double max(double[] values, int from, int to) {
    double max = values[from];
    for (int i = from + 1; i < to; i++) {
      if (values[i] > max || Double.isNaN(max)) {
        max = values[i];
      }
    }
    return max;
  }

  /** The variance of the whole population (Welford's method). */
  static double variance(double[] values, int size) {
    if (Double.isNaN(values[0]) || Double.isInfinite(values[0])) {
      return Double.NaN;
    }
    double mean = values[0];
    double squares = 0;
    for (int i = 1; i < size; i++) {
      double delta = values[i] - mean;
      mean += delta / (i + 1);
      squares += delta * (values[i] - mean);
    }
    return squares / size;
  }

  /** The variance with compensated sums. */
  static double exactVariance(double[] values, int size) {
    var mean = new KahanSum();
    var squares = new KahanSum();
    for (int i = 0; i < size; i++) {
      double delta = values[i] - mean.result();
      mean.add(delta / (i + 1));
      squares.add(delta * (values[i] - mean.result()));
    }
    return squares.result() / size;
  }

  static boolean isQuantile(double fraction) {
    return fraction >= 0 && fraction <= 1;
  }

  /** The value below which a fraction of all lie, between neighbours; NaN counts as smallest. */
  static double quantile(double fraction, double[] values, int size) {
    if (size == 0 || Double.isNaN(fraction)) {
      return Double.NaN;
    }
    if (fraction < 0) {
      return Double.NEGATIVE_INFINITY;
    }
    if (fraction > 1) {
      return Double.POSITIVE_INFINITY;
    }
    var sorted = sortedNanFirst(values, size);
    double rank = fraction * (size - 1);
    int lower = (int) Math.max(0, Math.floor(rank));
    int upper = Math.min(size - 1, lower + 1);
    double weight = rank - Math.floor(rank);
    return sorted[lower] * (1 - weight) + sorted[upper] * weight;
  }

  private static double[] sortedNanFirst(double[] values, int size) {
    var sorted = new double[size];
    int nans = 0;
    int end = size;
    for (int i = 0; i < size; i++) {
      if (Double.isNaN(values[i])) {
        sorted[nans++] = values[i];
      } else {
        sorted[--end] = values[i];
      }
    }
    Arrays.sort(sorted, nans, size);
    return sorted;
  }
}
