package dev.muster.archive;

import dev.muster.sqlite.Database;
import java.time.Duration;
import java.time.InstantSource;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Drops what is older than it shall be kept: in the background, a little a transaction, so that a
 * scrape that waits for its commit hardly notices. Sealed scrapes go by whole segments.
 */
final class Retention {
  private static final Logger LOG = LoggerFactory.getLogger(Retention.class);
  private static final int ROWS = 250;
  private static final int BLOCKS = 32;
  private static final int SETS = 50;

  /** How far the cutoff must have moved before unused series are looked for again. */
  private static final long CLEAN_MILLIS = Duration.ofHours(6).toMillis();

  private final Database database;
  private final InstantSource clock;
  private final SeriesCatalog catalog;
  private final SetUses uses;
  private final Holdings holdings;
  private final SampleReader reader;
  private volatile @Nullable Duration keep;
  private volatile boolean closed;
  private volatile Runnable changed = () -> {};
  private long cleanedUpTo = Long.MIN_VALUE / 2;

  Retention(
      Database database,
      InstantSource clock,
      SeriesCatalog catalog,
      SetUses uses,
      Holdings holdings,
      SampleReader reader) {
    this.database = database;
    this.clock = clock;
    this.catalog = catalog;
    this.uses = uses;
    this.holdings = holdings;
    this.reader = reader;
  }

  /** Says what to do when something shall be kept for another time than before. */
  void onChange(Runnable action) {
    changed = action;
  }

  /**
   * Sets how long things are kept, and starts to drop what is older.
   *
   * @throws IllegalArgumentException if that is no time at all
   */
  void set(Duration retention) {
    if (!retention.isPositive()) {
      throw new IllegalArgumentException(
          "a retention of " + retention + " keeps nothing; give it some time, such as 400 days");
    }
    keep = retention;
    changed.run();
  }

  /** Drops all that has expired; how many rows and segments that were. */
  synchronized long dropExpired() {
    var retention = keep;
    if (retention == null) {
      return 0;
    }
    long cutoff = clock.instant().minus(retention).toEpochMilli();
    reader.hideBefore(cutoff);
    long dropped = dropOldScrapes(cutoff) + dropHead(cutoff) + dropSegments(cutoff);
    dropped += dropAll(c -> EventTable.dropBefore(c, cutoff, ROWS));
    dropped += dropAll(c -> AlertTable.dropBefore(c, cutoff, ROWS));
    dropped += dropAll(c -> OutboxTable.dropBefore(c, cutoff, ROWS));
    if (!closed && cutoff - cleanedUpTo >= CLEAN_MILLIS) {
      clean(cutoff);
      cleanedUpTo = cutoff;
    }
    giveBack();
    if (dropped > 0) {
      LOG.debug("msg=\"expired dropped\" rows={}", dropped);
    }
    return dropped;
  }

  private long dropOldScrapes(long cutoff) {
    long dropped = 0;
    if (holdings.hasOldRows()) {
      for (int target : database.read(c -> OldScrapes.targetsBefore(c, cutoff))) {
        dropped += dropAll(c -> OldScrapes.dropBefore(c, target, cutoff, ROWS));
      }
    }
    return dropped;
  }

  private long dropHead(long cutoff) {
    long dropped = 0;
    for (var rows : holdings.rowsBefore(cutoff).entrySet()) {
      long[] ids = ScrapeTable.sorted(rows.getValue());
      for (int from = 0; from < ids.length && !closed; from += ROWS) {
        int begin = from;
        int end = Math.min(ids.length, from + ROWS);
        dropped += database.<Integer>writeAndWait(c -> ScrapeTable.drop(c, ids, begin, end));
      }
      if (!closed) {
        holdings.removeRows(rows.getKey(), ids);
      }
    }
    return dropped;
  }

  /** The segment itself goes last, so that what is cut off goes on at the next start. */
  private long dropSegments(long cutoff) {
    long dropped = 0;
    for (var segment : holdings.segments()) {
      if (segment.last() < cutoff && !closed) {
        dropAll(c -> SegmentTable.dropBlocks(c, segment.id(), BLOCKS));
      }
      if (segment.last() < cutoff && !closed) {
        dropped +=
            database.<Integer>writeAndWait(
                c -> SegmentTable.drop(c, segment.id()), done -> holdings.remove(segment));
      }
    }
    return dropped;
  }

  private void giveBack() {
    boolean more = database.read(Vacuum::surplusPages) > 0;
    while (more && !closed) {
      more =
          database.writeAndWait(c -> Vacuum.step(c) > 0) && database.read(Vacuum::surplusPages) > 0;
    }
  }

  private long dropAll(Database.Work<Integer> step) {
    long all = 0;
    while (!closed) {
      int dropped = database.writeAndWait(step);
      if (dropped == 0) {
        break;
      }
      all += dropped;
    }
    return all;
  }

  /** Drops sets that no target uses any more, then series that are in no set. */
  private void clean(long cutoff) {
    database.writeAndWait(connection -> uses.dropBefore(connection, cutoff));
    dropAll(c -> catalog.dropUnusedSets(c, SETS));
    var before = database.read(c -> SeriesCatalog.members(c, SeriesCatalog.Members.NONE));
    database.writeAndWait(connection -> {
      catalog.doom(SeriesCatalog.members(connection, before));
      return true;
    });
    dropAll(c -> catalog.dropDoomed(c, ROWS));
  }

  void close() {
    closed = true;
  }
}
