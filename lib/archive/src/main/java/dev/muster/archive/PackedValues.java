package dev.muster.archive;

import org.jspecify.annotations.Nullable;

/**
 * The values of a scrape in memory, bit for bit: either all of them, or those that differ from the
 * scrape before, to which it leads back in a few steps.
 */
final class PackedValues {
  /** Bounds what a look-up costs, and what is kept for the sake of later scrapes alone. */
  private static final int MOST_STEPS = 7;

  private static final int[] ALL = {};

  private final @Nullable PackedValues before;

  /** For each 32 places a bit for each that differs, then how many do before these 32. */
  private final int[] index;

  private final double[] values;
  private final int steps;

  private PackedValues(@Nullable PackedValues before, int[] index, double[] values, int steps) {
    this.before = before;
    this.index = index;
    this.values = values;
    this.steps = steps;
  }

  /** All of them; the array is handed over. */
  static PackedValues whole(double[] values) {
    return new PackedValues(null, ALL, values, 0);
  }

  /**
   * Those of the next scrape of the same series.
   *
   * @param own what this one holds, unpacked
   * @param next handed over
   */
  PackedValues next(double[] own, double[] next) {
    if (steps == MOST_STEPS || own.length != next.length) {
      return whole(next);
    }
    var changed = new int[(next.length + 31) / 32 * 2];
    int count = 0;
    for (int i = 0; i < next.length; i++) {
      if (i % 32 == 0) {
        changed[i / 32 * 2 + 1] = count;
      }
      if (Double.doubleToRawLongBits(own[i]) != Double.doubleToRawLongBits(next[i])) {
        changed[i / 32 * 2] |= 1 << i;
        count++;
      }
    }
    if (count > next.length / 4 * 3) {
      return whole(next);
    }
    return new PackedValues(this, changed, those(changed, next, count), steps + 1);
  }

  private static double[] those(int[] changed, double[] next, int count) {
    var values = new double[count];
    for (int word = 0, to = 0; word < changed.length; word += 2) {
      for (int bits = changed[word]; bits != 0; bits &= bits - 1) {
        values[to++] = next[word * 16 + Integer.numberOfTrailingZeros(bits)];
      }
    }
    return values;
  }

  double value(int position) {
    var at = this;
    int word = position / 32 * 2;
    int bit = 1 << position;
    while (at.before != null && (at.index[word] & bit) == 0) {
      at = at.before;
    }
    if (at.before == null) {
      return at.values[position];
    }
    return at.values[at.index[word + 1] + Integer.bitCount(at.index[word] & (bit - 1))];
  }

  /** What it takes itself, roughly. */
  long bytes() {
    return 48L + 4L * index.length + 8L * values.length;
  }
}
