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

  /** Samples are sealed by then, and what was sealed is rolled up. */
  private static final long SETTLED_MILLIS = Duration.ofHours(4).toMillis();

  /**
   * How long samples and rollups are kept, and in how large a file at most.
   *
   * @param records how long events, alerts and mails are kept
   * @param waiting how long samples may wait for receivers
   */
  private record Times(
      Duration samples,
      Duration fiveMinutes,
      Duration hours,
      long maxBytes,
      Duration records,
      Duration waiting) {}

  /** How far the cutoff must have moved before unused series are looked for again. */
  private static final long CLEAN_MILLIS = Duration.ofHours(6).toMillis();

  private final Database database;
  private final InstantSource clock;
  private final SeriesCatalog catalog;
  private final SetUses uses;
  private final Holdings holdings;
  private final SampleReader reader;
  private final Roller roller;
  private final SealedRows sealedRows;
  private final PushStore pushed;
  private volatile @Nullable Times keep;
  private volatile boolean closed;
  private volatile Runnable changed = () -> {};
  private volatile Expiry more = (time, limit) -> 0;
  private long cleanedUpTo = Long.MIN_VALUE / 2;

  Retention(
      Database database,
      InstantSource clock,
      SeriesCatalog catalog,
      SetUses uses,
      Holdings holdings,
      SampleReader reader,
      Roller roller,
      SealedRows sealedRows,
      PushStore pushed) {
    this.database = database;
    this.clock = clock;
    this.catalog = catalog;
    this.uses = uses;
    this.holdings = holdings;
    this.reader = reader;
    this.roller = roller;
    this.sealedRows = sealedRows;
    this.pushed = pushed;
  }

  /** Drops some rows from before a time; how many. */
  @FunctionalInterface
  interface Expiry {
    int dropBefore(long time, int limit);
  }

  /** Names what else is kept as long as samples. */
  void alsoDrop(Expiry expiry) {
    more = expiry;
  }

  /** Says what to do when something shall be kept for another time than before. */
  void onChange(Runnable action) {
    changed = action;
  }

  /**
   * Sets how long things are kept, and starts to drop what is older.
   *
   * @param maxBytes how large the file may become before the oldest goes sooner; 0: any size
   * @throws IllegalArgumentException if that is no time at all
   */
  void set(Duration samples, Duration fiveMinutes, Duration hours, long maxBytes) {
    if (!samples.isPositive()) {
      throw new IllegalArgumentException(
          "a retention of " + samples + " keeps nothing; give it some time, such as 400 days");
    }
    if (!fiveMinutes.isPositive()
        || hours.compareTo(samples) < 0
        || hours.compareTo(fiveMinutes) < 0) {
      throw new IllegalArgumentException(
          "rollups of an hour are kept as long as all else, or longer: not samples %s, 5 min %s, 1 h %s"
              .formatted(samples, fiveMinutes, hours));
    }
    keep = new Times(samples, fiveMinutes, hours, maxBytes, samples, samples);
    pushed.keep(samples);
    changed.run();
  }

  /**
   * Keeps samples only as long as receivers wait for them, though some hours; all else, and what
   * waits, for this time.
   *
   * @throws IllegalArgumentException if that is no time at all
   */
  void setForReceiversAlone(Duration records) {
    if (!records.isPositive()) {
      throw new IllegalArgumentException("a retention of " + records + " keeps nothing");
    }
    var settled = Duration.ofMillis(SETTLED_MILLIS);
    keep = new Times(settled, settled, settled, 0, records, records);
    pushed.keep(records);
    changed.run();
  }

  /** Drops all that has expired; how many rows and segments that were. */
  synchronized long dropExpired() {
    var times = keep;
    if (times == null) {
      return 0;
    }
    long cutoff = clock.instant().minus(times.samples()).toEpochMilli();
    long settled = Math.min(cutoff, clock.millis() - SETTLED_MILLIS);
    long records = clock.instant().minus(times.records()).toEpochMilli();
    boolean queues = times.waiting().compareTo(times.samples()) > 0;
    long waiting =
        queues
            ? clock.instant().minus(times.waiting()).toEpochMilli()
            : Math.max(settled, reader.goneBefore());
    sealedRows.expireBefore(waiting);
    long dropped = dropOldScrapes(settled) + dropHead(settled);
    pushed.sealBefore(settled);
    pushed.expireBefore(waiting);
    boolean isRolledUp = roller.runBefore(settled);
    if (isRolledUp) {
      reader.hideBefore(cutoff);
    }
    dropped += isRolledUp ? dropRolledUp(settled) : 0;
    dropped += dropRollups(RollupStep.FIVE_MINUTES, times.fiveMinutes());
    dropped += dropRollups(RollupStep.HOUR, times.hours());
    // The log grows by what is dropped, and is small again later: it counts as it was before.
    long maxBytes =
        times.maxBytes() == 0 ? 0 : times.maxBytes() - database.<Long>read(SizeLimit::logBytes);
    dropped += times.maxBytes() == 0 ? 0 : dropOversize(maxBytes);
    dropped += dropAll(c -> EventTable.dropBefore(c, records, ROWS));
    dropped += dropAll(c -> AlertTable.dropBefore(c, records, ROWS));
    dropped += dropAll(c -> BridgeTable.dropHistoryBefore(c, records, ROWS));
    dropped += dropAll(c -> OutboxTable.dropBefore(c, records, ROWS));
    dropped += dropMore(records);
    long gone = Math.max(cutoff, reader.goneBefore());
    if (isRolledUp && !closed && gone - cleanedUpTo >= CLEAN_MILLIS) {
      long kept = RollupStep.period(settled) * RollupStep.PERIOD_MILLIS;
      clean(queues ? waiting : Math.max(kept, reader.goneBefore()));
      long day = RollupStep.HOUR.chunk(clock.instant().minus(times.hours()).toEpochMilli());
      dropAll(c -> RollupSeriesTable.dropSeries(c, day, ROWS));
      cleanedUpTo = gone;
    }
    giveBack(maxBytes);
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
      long[] ids = rows.getValue();
      if (!closed) {
        database.writeAndWait(c -> true, done -> holdings.removeRows(rows.getKey(), ids));
        dropped += ids.length;
        sealedRows.add(ids);
      }
    }
    sealedRows.drop(); // before the sets of series that they need go
    return dropped;
  }

  /**
   * Drops the segments of whole periods, which are rolled up; from then on the rollups of these are
   * never made anew.
   */
  private long dropRolledUp(long cutoff) {
    long period = RollupStep.period(cutoff);
    if (database.<Long>read(RollupDue::finalBefore) < period) {
      database.writeAndWait(c -> RollupDue.setFinalBefore(c, period));
    }
    reader.goneBefore(period);
    return dropSegments(period * RollupStep.PERIOD_MILLIS) + pushed.dropBefore(cutoff);
  }

  private long dropRollups(RollupStep step, Duration kept) {
    long cutoff = clock.instant().minus(kept).toEpochMilli();
    return dropAll(c -> RollupTable.dropBefore(c, step, cutoff, ROWS));
  }

  /** The segment itself goes last, so that what is cut off goes on at the next start. */
  private long dropSegments(long cutoff) {
    long dropped = 0;
    for (var segment : holdings.segments()) {
      if (segment.last() < cutoff && !closed) {
        dropAll(c -> BlockTable.SCRAPED.drop(c, segment.id(), BLOCKS));
      }
      if (segment.last() < cutoff && !closed) {
        dropped +=
            database.<Integer>writeAndWait(
                c -> SegmentTable.drop(c, segment.id()), done -> holdings.remove(segment));
      }
    }
    return dropped;
  }

  /** Drops the oldest samples, then the oldest rollups, until the file is small enough. */
  private long dropOversize(long maxBytes) {
    long all = 0;
    long dropped = 1;
    while (dropped > 0 && !closed && excess(maxBytes) > 0) {
      dropped = dropOldestPeriod();
      for (var step : RollupStep.values()) {
        dropped = dropped > 0 ? dropped : dropOldestChunk(step);
      }
      all += dropped;
    }
    if (all > 0) {
      LOG.info("msg=\"archive above its size, the oldest was dropped\" rows={}", all);
    }
    return all;
  }

  private long excess(long maxBytes) {
    return database.<Long>read(c -> SizeLimit.excess(c, maxBytes));
  }

  /** Rolls up and drops the samples of the oldest period, unless it is one of the newest. */
  private long dropOldestPeriod() {
    long scraped =
        holdings.segments().stream().mapToLong(Segment::last).min().orElse(Long.MAX_VALUE);
    long oldest = Math.min(scraped, pushed.oldestPeriodEnd());
    if (oldest >= clock.millis() - SETTLED_MILLIS) {
      return 0;
    }
    long end = (RollupStep.period(oldest) + 1) * RollupStep.PERIOD_MILLIS;
    long settled = Math.min(end, clock.millis() - SETTLED_MILLIS);
    pushed.sealBefore(settled);
    return roller.runBefore(settled) ? dropRolledUp(settled) : 0;
  }

  private long dropOldestChunk(RollupStep step) {
    long chunk = database.<Long>read(c -> RollupTable.oldestChunk(c, step));
    long end = chunk == Long.MAX_VALUE ? chunk : (chunk + 1) * step.chunkMillis();
    return end > clock.millis() ? 0 : dropAll(c -> RollupTable.dropBefore(c, step, end, ROWS));
  }

  private void giveBack(long maxBytes) {
    Database.Work<Long> surplus =
        maxBytes == 0 ? Vacuum::surplusPages : c -> SizeLimit.surplusPages(c, maxBytes);
    boolean more = database.<Long>read(surplus) > 0;
    while (more && !closed) {
      more = database.writeAndWait(c -> Vacuum.step(c) > 0) && database.<Long>read(surplus) > 0;
    }
  }

  private long dropMore(long cutoff) {
    long all = 0;
    for (int dropped = 1; dropped > 0 && !closed; all += dropped) {
      dropped = more.dropBefore(cutoff, ROWS);
    }
    return all;
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
    pushed.forgetBefore(cutoff);
    dropAll(c -> catalog.dropUnusedSets(c, SETS));
    var before = database.read(c -> SeriesCatalog.members(c, SeriesCatalog.Members.NONE));
    database.writeAndWait(connection -> {
      catalog.doom(SeriesCatalog.members(connection, before), PushUses.all(connection));
      return true;
    });
    dropAll(c -> catalog.dropDoomed(c, ROWS));
  }

  void close() {
    closed = true;
  }
}
