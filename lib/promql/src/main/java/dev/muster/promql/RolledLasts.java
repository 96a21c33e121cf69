package dev.muster.promql;

import dev.muster.metrics.Rollups;
import org.jspecify.annotations.Nullable;

/**
 * What a series without a range was last at moments of which there are rollups only: the last
 * sample of the latest rollup that is over, for as long as a rollup is or the lookback, whichever
 * is longer. One object slides over all moments.
 */
final class RolledLasts {
  private final Rollups rollups;
  private final long lookback;
  private int next;

  RolledLasts(Rollups rollups, long lookback) {
    this.rollups = rollups;
    this.lookback = lookback;
  }

  /**
   * Slides to a moment, which must not be before the last one; whether a rollup counts there.
   *
   * @param sample when the latest sample before was, which counts in place of older rollups; null
   *     where there is none
   */
  boolean moveTo(long moment, @Nullable Long sample) {
    while (next < rollups.size() && rollups.endsMillis()[next] - 1 <= moment) {
      next++;
    }
    if (next == 0) {
      return false;
    }
    long end = rollups.endsMillis()[next - 1];
    if (sample != null && sample >= end) {
      return false;
    }
    long length = end - rollups.startsMillis()[next - 1];
    long counts = moment < rollups.untilMillis() ? Math.max(lookback, length) : lookback;
    return moment < end - 1 + counts;
  }

  double value() {
    return rollups.lasts()[next - 1];
  }
}
