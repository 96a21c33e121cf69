package dev.muster.archive;

import dev.muster.sqlite.Database;
import dev.muster.sqlite.DatabaseException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Drops what is older than it shall be kept: in the background, a few rows a transaction, so that a
 * scrape that waits for its commit hardly notices.
 */
final class Retention implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(Retention.class);
  private static final int ROWS = 250;
  private static final long EVERY_SECONDS = 60;

  /** How far the cutoff must have moved before unused series are looked for again. */
  private static final long CLEAN_MILLIS = Duration.ofHours(6).toMillis();

  private final Database database;
  private final InstantSource clock;
  private final SeriesCatalog catalog;
  private final SetUses uses;
  private final ScheduledExecutorService thread =
      Executors.newSingleThreadScheduledExecutor(
          Thread.ofPlatform().daemon().name("archive-retention").factory());
  private volatile @Nullable Duration keep;
  private volatile boolean closed;
  private long cleanedUpTo = Long.MIN_VALUE / 2;

  Retention(Database database, InstantSource clock, SeriesCatalog catalog, SetUses uses) {
    this.database = database;
    this.clock = clock;
    this.catalog = catalog;
    this.uses = uses;
  }

  void start() {
    var _ =
        thread.scheduleWithFixedDelay(this::run, EVERY_SECONDS, EVERY_SECONDS, TimeUnit.SECONDS);
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
    if (!closed) {
      thread.execute(this::run);
    }
  }

  private void run() {
    try {
      dropExpired();
    } catch (DatabaseException e) {
      if (!closed) {
        LOG.warn("msg=\"retention failed\" reason=\"{}\"", e.getMessage());
      }
    } catch (RuntimeException e) {
      LOG.error("msg=\"retention failed\"", e);
    }
  }

  /** Drops all that has expired; how many rows that were. */
  synchronized long dropExpired() {
    var retention = keep;
    if (retention == null) {
      return 0;
    }
    long cutoff = clock.instant().minus(retention).toEpochMilli();
    long dropped = 0;
    for (int target : database.read(c -> ScrapeTable.targetsBefore(c, cutoff))) {
      dropped += dropAll(c -> ScrapeTable.dropBefore(c, target, cutoff, ROWS));
    }
    dropped += dropAll(c -> EventTable.dropBefore(c, cutoff, ROWS));
    dropped += dropAll(c -> AlertTable.dropBefore(c, cutoff, ROWS));
    dropped += dropAll(c -> OutboxTable.dropBefore(c, cutoff, ROWS));
    if (!closed && cutoff - cleanedUpTo >= CLEAN_MILLIS) {
      clean(cutoff);
      cleanedUpTo = cutoff;
    }
    if (dropped > 0) {
      LOG.debug("msg=\"expired dropped\" rows={}", dropped);
    }
    return dropped;
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

  private void clean(long cutoff) {
    database.writeAndWait(connection -> {
      int dropped = uses.dropBefore(connection, cutoff);
      if (dropped > 0) {
        catalog.dropUnused(connection);
      }
      return List.of();
    });
  }

  @Override
  public void close() {
    closed = true;
    thread.close();
  }
}
