package dev.muster.archive;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;

/** Tells whether a target has a scrape of some time already; used by the writer's thread alone. */
final class KnownScrapes {
  private final Holdings holdings;

  /** Reads count damage; this one does not. */
  private final DamageLog damage = new DamageLog((place, reason) -> {});

  /** The greatest time that was asked for, by target: later ones are new. */
  private final Map<Integer, Long> newest = new HashMap<>();

  KnownScrapes(Holdings holdings) {
    this.holdings = holdings;
  }

  /** Whether a scrape is the first of its target and time, in what is committed and what is not. */
  boolean isNew(Connection connection, int target, long time) throws SQLException {
    long before = newest.computeIfAbsent(target, holdings::newest);
    if (time > before) {
      newest.put(target, time);
      return true;
    }
    return !holdings.hasRow(target, time)
        && !ScrapeTable.hasAfter(connection, holdings.newestRow(), target, time)
        && !isSealed(connection, target, time)
        && !(OldScrapes.exists(connection) && OldScrapes.has(connection, target, time));
  }

  private boolean isSealed(Connection connection, int target, long time) throws SQLException {
    var segments = holdings.segmentsAt(target, time);
    if (segments.isEmpty()) {
      return false;
    }
    try (var read = new SegmentRead(connection, damage)) {
      for (var segment : segments) {
        var head = read.head(segment);
        if (head != null && has(head.times(), Segment.slot(target), time)) {
          return true;
        }
      }
    }
    return false;
  }

  private static boolean has(SegmentTimes times, int slot, long time) {
    try {
      return Arrays.binarySearch(times.of(slot), time) >= 0;
    } catch (DamagedBlobException e) {
      return false;
    }
  }
}
