package dev.muster.scraper;

import dev.muster.archive.SeriesSet;
import dev.muster.metrics.Labels;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What a target's last good page held. */
final class KnownPage {
  final PageKeys keys;

  /** Those kept, then the series of the scrape itself. */
  final SeriesSet set;

  /** How many were kept. */
  final int size;

  /**
   * For each of those the last time the page gave it (Unix milliseconds), 0 where it gave none;
   * null where it gave none at all.
   */
  final long @Nullable [] ownTimes;

  /** Whether it was a page of Muster's own exporter. */
  final boolean ours;

  KnownPage(PageKeys keys, SeriesSet set, int size, long @Nullable [] ownTimes, boolean ours) {
    this.keys = keys;
    this.set = set;
    this.size = size;
    this.ownTimes = ownTimes;
    this.ours = ours;
  }

  /** Before the first page. */
  static KnownPage empty(List<Labels> reports) {
    return new KnownPage(PageKeys.NONE, new SeriesSet(reports), 0, null, false);
  }

  /** The same series, each of which is to be judged again when a page names it. */
  KnownPage forgotten() {
    return new KnownPage(PageKeys.NONE, set, size, null, ours);
  }

  boolean hasOwnTime(int slot) {
    return ownTimes != null && ownTimes[slot] != 0;
  }
}
