package dev.muster.scraper;

import dev.muster.archive.SeriesSet;
import dev.muster.metrics.Labels;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a target's last good page held.
 *
 * @param keys the series in the order of the page, each time it stands there
 * @param set those kept, then the series of the scrape itself
 * @param size how many were kept
 * @param ownTimes for each of those the last time the page gave it (Unix milliseconds), 0 where it
 *     gave none; null where it gave none at all
 */
record KnownPage(List<SeriesKey> keys, SeriesSet set, int size, long @Nullable [] ownTimes) {
  /** Before the first page. */
  static KnownPage empty(List<Labels> reports) {
    return new KnownPage(List.of(), new SeriesSet(reports), 0, null);
  }

  boolean hasOwnTime(int slot) {
    return ownTimes != null && ownTimes[slot] != 0;
  }
}
