package dev.muster.promql;

import java.util.Arrays;
import java.util.Comparator;

/**
 * The cumulative buckets of one classic histogram at one moment: by upper bound, each bound once.
 */
final class Buckets {
  /** Relative differences up to this are rounding errors. */
  private static final double TOLERANCE = 1e-12;

  private record Bucket(double bound, double count) {}

  private final double[] bounds;
  private final double[] counts;
  private final int size;
  private Correction correction = Correction.NONE;

  /**
   * What had to be changed to make the counts grow.
   *
   * @param samples 0 where nothing was changed
   */
  record Correction(double lowest, double highest, double greatest, int samples) {
    static final Correction NONE =
        new Correction(Double.POSITIVE_INFINITY, Double.NEGATIVE_INFINITY, 0, 0);

    Correction plus(Correction other) {
      return new Correction(
          Math.min(lowest, other.lowest),
          Math.max(highest, other.highest),
          Math.max(greatest, other.greatest),
          samples + other.samples);
    }
  }

  Buckets(double[] unsortedBounds, double[] unsortedCounts, int length) {
    var sorted = new Bucket[length];
    for (int i = 0; i < length; i++) {
      sorted[i] = new Bucket(unsortedBounds[i], unsortedCounts[i]);
    }
    Arrays.sort(sorted, Comparator.comparingDouble(Bucket::bound));
    bounds = new double[length];
    counts = new double[length];
    int used = 0;
    for (var bucket : sorted) {
      if (used > 0 && bounds[used - 1] == bucket.bound()) {
        counts[used - 1] += bucket.count();
      } else {
        bounds[used] = bucket.bound();
        counts[used++] = bucket.count();
      }
    }
    size = used;
  }

  /** What the last {@link #quantile} had to change. */
  Correction correction() {
    return correction;
  }

  private boolean hasEnd() {
    return bounds[size - 1] == Double.POSITIVE_INFINITY;
  }

  /** The value below which a fraction of all observations lies, straight between two bounds. */
  double quantile(double fraction) {
    if (Double.isNaN(fraction)) {
      return Double.NaN;
    }
    if (fraction < 0 || fraction > 1) {
      return fraction < 0 ? Double.NEGATIVE_INFINITY : Double.POSITIVE_INFINITY;
    }
    if (!hasEnd()) {
      return Double.NaN;
    }
    makeMonotonic();
    double total = counts[size - 1];
    if (size < 2 || total == 0 || Double.isNaN(total)) {
      return Double.NaN;
    }
    return at(fraction * total);
  }

  private double at(double rank) {
    int found = 0;
    while (found < size - 1 && !(counts[found] >= rank)) {
      found++;
    }
    if (found == size - 1) {
      return bounds[size - 2];
    }
    if (found == 0 && bounds[0] <= 0) {
      return bounds[0];
    }
    double start = found == 0 ? 0 : bounds[found - 1];
    double before = found == 0 ? 0 : counts[found - 1];
    return start + (bounds[found] - start) * ((rank - before) / (counts[found] - before));
  }

  /** Lets no count fall below the one before, and takes tiny differences for none. */
  private void makeMonotonic() {
    double before = counts[0];
    for (int i = 1; i < size; i++) {
      double count = counts[i];
      if (isAlmost(before, count)) {
        counts[i] = before;
      } else if (count < before) {
        counts[i] = before;
        correction = correction.plus(new Correction(bounds[i], bounds[i], before - count, 0));
      } else {
        before = count;
      }
    }
    if (correction.greatest() > 0) {
      correction =
          new Correction(correction.lowest(), correction.highest(), correction.greatest(), 1);
    }
  }

  private static boolean isAlmost(double first, double second) {
    if (first == second) {
      return true;
    }
    double size = Math.abs(first) + Math.abs(second);
    double difference = Math.abs(first - second);
    boolean tiny = first == 0 || second == 0 || size < Double.MIN_NORMAL;
    return tiny
        ? difference < TOLERANCE * Double.MIN_NORMAL
        : difference / Math.min(size, Double.MAX_VALUE) < TOLERANCE;
  }

  /** Which fraction of all observations lies between two values. */
  double fraction(double lower, double upper) {
    if (!hasEnd()) {
      return Double.NaN;
    }
    double total = counts[size - 1];
    if (total == 0 || Double.isNaN(lower) || Double.isNaN(upper)) {
      return Double.NaN;
    }
    if (lower >= upper) {
      return 0;
    }
    return (rank(upper) - rank(lower)) / total;
  }

  /** How many observations are not above a value. */
  private double rank(double value) {
    double start = bounds[0] <= 0 ? Double.NEGATIVE_INFINITY : 0;
    double before = 0;
    for (int i = 0; i < size; i++) {
      if (start >= value) {
        return before;
      }
      if (bounds[i] > value) {
        double rank =
            start == Double.NEGATIVE_INFINITY
                ? counts[i]
                : before + (counts[i] - before) * (value - start) / (bounds[i] - start);
        return Math.min(rank, counts[size - 1]);
      }
      start = bounds[i];
      before = counts[i];
    }
    return counts[size - 1];
  }
}
