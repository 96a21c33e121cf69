package dev.muster.archive;

import org.jspecify.annotations.Nullable;

/** One scrape as a row of the file has it. */
final class ScrapeRow {
  private final int target;
  private final long time;
  private final StoredSet set;
  private final double[] values;
  private final long @Nullable [] times;

  ScrapeRow(int target, long time, StoredSet set, double[] values, long @Nullable [] times) {
    this.target = target;
    this.time = time;
    this.set = set;
    this.values = values;
    this.times = times;
  }

  int target() {
    return target;
  }

  /** The scrape's time. */
  long time() {
    return time;
  }

  StoredSet set() {
    return set;
  }

  double[] values() {
    return values;
  }

  /** The times of all samples, where some have one of their own; else null. */
  long @Nullable [] times() {
    return times;
  }

  boolean hasOwnTime(int position) {
    return times != null && times[position] != time;
  }

  long time(int position) {
    return times == null ? time : times[position];
  }
}
