package dev.muster.archive;

import dev.muster.sqlite.Database;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/** All that the archive does with pushed samples: takes, seals, merges and drops them. */
final class PushStore implements PushWriter, AutoCloseable {
  /** By then what is to come of a period has come, as a rule. */
  private static final long SETTLED_MILLIS = Duration.ofMinutes(3).toMillis();

  private static final int ROWS = 250;

  private final Database database;
  private final InstantSource clock;
  private final PushHoldings holdings;
  private final PushUses uses;
  private final Pushes pushes;
  private final PushSealer sealer;
  private final PushCompaction compaction;
  private final DamageLog damage;
  private final PushQueue queue;

  PushStore(
      Database database,
      InstantSource clock,
      SeriesCatalog catalog,
      SampleReader reader,
      PushUses uses,
      PushQueue queue) {
    this.database = database;
    this.clock = clock;
    this.holdings = reader.pushHoldings;
    this.uses = uses;
    this.damage = reader.damage;
    this.queue = queue;
    var known = new PushKnown(catalog, reader);
    this.pushes = new Pushes(database, clock, catalog, holdings, uses, known, queue);
    this.sealer = new PushSealer(database, clock, catalog, reader.metrics, holdings, queue, damage);
    this.compaction = new PushCompaction(database, holdings, sealer, damage);
  }

  /** Finds out where the file has pushed samples. */
  static void load(
      Connection connection, PushHoldings holdings, PushUses uses, DamageLog damage, long now)
      throws SQLException {
    holdings.load(PushSegmentTable.version(connection));
    PushSegmentTable.load(connection, damage).forEach(holdings::add);
    PushTable.load(connection).forEach(row -> holdings.add(row, now));
    uses.load(connection);
  }

  /** Begins to take samples, once all is loaded. */
  void start() {
    database.read(connection -> {
      queue.load(connection, PushTable.load(connection));
      sealer.used(PushSegmentTable.greatest(connection));
      return true;
    });
    pushes.used(queue.greatest());
    pushes.start();
  }

  @Override
  public CompletableFuture<PushReceipt> push(List<PushedSeries> batch) {
    return pushes.push(batch);
  }

  void keep(Duration retention) {
    pushes.keep(retention);
  }

  long waitingSamples() {
    return pushes.waitingSamples();
  }

  PushHoldings holdings() {
    return holdings;
  }

  /** Seals what is due, drops what no receiver waits for, and merges what is worth it. */
  synchronized void seal() {
    sealer.run();
    queue.drop();
    compaction.run(RollupStep.period(clock.millis() - SETTLED_MILLIS));
  }

  /** Seals all samples before a time but for those of its own period. */
  synchronized void sealBefore(long time) {
    sealer.runBefore(RollupStep.period(time));
  }

  /** The last millisecond of the oldest period with samples; the greatest number for none. */
  long oldestPeriodEnd() {
    long period = holdings.oldestPeriod();
    return period == Long.MAX_VALUE ? period : (period + 1) * RollupStep.PERIOD_MILLIS - 1;
  }

  /** Drops sealed samples of whole periods before a time; how many segments that were. */
  synchronized long dropBefore(long time) {
    long period = RollupStep.period(time);
    long dropped = 0;
    for (var segment : holdings.segments()) {
      if (segment.period() < period) {
        database.writeAndWait(
            c -> {
              PushSegmentTable.drop(c, List.of(segment));
              return segment;
            },
            holdings::remove);
        compaction.dropBlocks(segment.id());
        dropped++;
      }
    }
    return dropped;
  }

  /** Samples from before this time do not wait for receivers any more. */
  synchronized void expireBefore(long time) {
    queue.expireBefore(time);
  }

  /** Forgets series that have no samples since before a time. */
  void forgetBefore(long time) {
    expireBefore(time);
    database.writeAndWait(connection -> uses.dropBefore(connection, time));
  }

  /** Holds the newest head rows to their checksums; the bytes that were read. */
  long check() {
    return database.<Long>read(c -> PushTable.check(c, holdings.newestRows(ROWS), damage));
  }

  /** Takes no more, and writes what waits. */
  @Override
  public void close() {
    pushes.close();
  }

  /** Ends what is done in the background. */
  void closeUpkeep() {
    sealer.close();
    queue.close();
    compaction.close();
  }
}
