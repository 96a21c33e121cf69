package dev.muster.archive;

import dev.muster.metrics.Labels;
import dev.muster.metrics.Matcher;
import dev.muster.metrics.Selection;
import dev.muster.metrics.Series;
import dev.muster.metrics.SeriesFinder;
import dev.muster.metrics.SeriesReader;
import dev.muster.sqlite.Database;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The archive: one SQLite file with samples, events, alerts and the views other programs read, as
 * {@code docs/formats/archive.md} draws it.
 */
public final class Archive
    implements SeriesReader, SeriesFinder, SampleWriter, PushWriter, AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(Archive.class);

  /** Limits are held against the last five minutes; a scrape's time may lie a little before. */
  private static final long WINDOW_MILLIS = Duration.ofMinutes(6).toMillis();

  private static final long WINDOW_BYTES = 32 << 20;

  private final Database database;
  private final InstantSource clock;
  private final SeriesCatalog catalog = new SeriesCatalog();
  private final MetricNames metrics = new MetricNames();
  private final Targets targets = new Targets();
  private final SetUses uses = new SetUses();
  private final PushHoldings pushHoldings = new PushHoldings();
  private final PushUses pushUses = new PushUses();
  private final Holdings holdings = new Holdings();
  private final DamageLog damage = new DamageLog();
  private final HeadBases bases = new HeadBases();
  private final HeadSweep sweep;
  private final KnownScrapes known = new KnownScrapes(holdings);
  private final RecentWindow window;
  private final ScrapeTable scrapes = new ScrapeTable(catalog, damage);
  private final OldScrapes oldScrapes = new OldScrapes(catalog, damage);
  private final StatusFromBatch status = new StatusFromBatch();
  private final WaitingStatus waiting;
  private final Map<String, String> errors = new ConcurrentHashMap<>();
  private final SampleReader reader;
  private final EventTable events;
  private final StoredSilences silences;
  private final Arrivals arrivals;
  private final SealedRows sealedRows;
  private final Sealer sealer;
  private final Roller roller;
  private final Retention retention;
  private final Upkeep upkeep;
  private final AtomicLong duplicateSamples = new AtomicLong();
  private final PushStore pushed;

  private Archive(Database database, InstantSource clock, RecentWindow window, Pace pace) {
    this.database = database;
    this.clock = clock;
    this.window = window;
    this.waiting = new WaitingStatus(database, pace.status());
    this.reader =
        new SampleReader(
            database,
            catalog,
            targets,
            uses,
            metrics,
            scrapes,
            oldScrapes,
            holdings,
            window,
            pushHoldings,
            damage);
    this.events = new EventTable(database, clock);
    this.silences = new StoredSilences(database);
    var old = new OldRowMover(database, oldScrapes, scrapes, holdings);
    this.sweep = new HeadSweep(database, holdings, bases, pace.commit().isPositive());
    this.arrivals = new Arrivals(database, scrapes, catalog, holdings, damage);
    this.sealedRows = new SealedRows(database, arrivals, sweep);
    this.sealer = new Sealer(database, clock, catalog, metrics, scrapes, holdings, old, sealedRows);
    this.roller = new Roller(database, clock, catalog, holdings, pushHoldings, damage);
    this.pushed = new PushStore(database, clock, catalog, reader, pushUses, arrivals.pushes());
    this.retention =
        new Retention(database, clock, catalog, uses, holdings, reader, roller, sealedRows, pushed);
    retention.alsoDrop(silences::dropBefore);
    var check = new StartCheck(database, catalog, holdings, pushed, damage);
    this.upkeep = new Upkeep(sealer, roller, retention, pushed, check);
    if (pace.status().isPositive()) {
      upkeep.every(
          pace.status(),
          "status",
          () -> {
            var _ = waiting.flush();
          });
    }
  }

  /**
   * Opens or makes the archive.
   *
   * @throws dev.muster.sqlite.DatabaseException if the file cannot be opened, is damaged, was
   *     written by a newer version, or another process writes it
   */
  public static Archive open(Path file, InstantSource clock) {
    return open(file, clock, Pace.AT_ONCE);
  }

  /**
   * The same, with what may wait a moment.
   *
   * @throws dev.muster.sqlite.DatabaseException likewise
   */
  public static Archive open(Path file, InstantSource clock, Pace pace) {
    return open(file, clock, new RecentWindow(WINDOW_MILLIS, WINDOW_BYTES), pace);
  }

  static Archive open(Path file, InstantSource clock, RecentWindow window) {
    return open(file, clock, window, Pace.AT_ONCE);
  }

  static Archive open(Path file, InstantSource clock, RecentWindow window, Pace pace) {
    var database = Database.open(file, ArchiveSchema.MIGRATIONS, pace.commit());
    try {
      var archive = new Archive(database, clock, window, pace);
      archive.load();
      archive.pushed.start();
      archive.upkeep.start();
      LOG.info("msg=\"archive opened\" file={} series={}", file, archive.catalog.index().size());
      return archive;
    } catch (RuntimeException e) {
      database.close();
      throw e;
    }
  }

  private void load() {
    database.writeAndWait(c -> SegmentTable.dropUnfinished(c, SegmentTable.version(c)));
    database.read(connection -> {
      catalog.load(connection, damage);
      metrics.load(connection, damage);
      sealedRows.add(new HoldingsLoad(connection, holdings, scrapes, damage).run());
      arrivals.load(connection);
      targets.load(connection, holdings, window, damage);
      uses.load(connection);
      reader.goneBefore(RollupDue.finalBefore(connection));
      PushStore.load(connection, pushHoldings, pushUses, damage, clock.millis());
      return true;
    });
  }

  /** What a commit put into the file, to be remembered after it. */
  private record Stored(
      Targets.Target target,
      SeriesCatalog.Resolved set,
      SetUses.Use use,
      EncodedScrape scrape,
      @Nullable HeadRow row,
      WaitingStatus.@Nullable Reading status) {}

  @Override
  public CompletableFuture<Void> append(SampleBatch batch) {
    var base = bases.next(batch.client(), batch.series(), batch.timeMillis());
    var encoded = new EncodedScrape(batch, base);
    var seen = status.read(batch, clock.millis());
    var reading =
        seen == null ? null : new WaitingStatus.Reading(batch.client(), batch.timeMillis(), seen);
    return database
        .writeSoon(
            connection -> store(connection, batch, encoded, reading),
            stored -> remember(batch, stored))
        .thenApply(stored -> null);
  }

  private Stored store(
      Connection connection,
      SampleBatch batch,
      EncodedScrape encoded,
      WaitingStatus.@Nullable Reading reading)
      throws SQLException {
    long time = batch.timeMillis();
    var target = targets.resolve(connection, batch.client(), encoded.hasOwnTimes());
    var set = catalog.resolve(connection, batch.series());
    var use = uses.extend(connection, target.id(), set.stored().id(), time);
    if (!known.isNew(connection, target.id(), time)) {
      return new Stored(target, set, use, encoded, null, null);
    }
    var scrape =
        encoded.base() == 0 || bases.holds(batch.client(), encoded.base())
            ? encoded
            : new EncodedScrape(batch, null);
    var row = scrapes.insert(connection, target.id(), time, set.stored().id(), scrape);
    if (reading != null) {
      waiting.store(connection, reading);
    }
    return new Stored(target, set, use, scrape, row, reading);
  }

  private void remember(SampleBatch batch, Stored stored) {
    catalog.remember(stored.set());
    uses.remember(stored.use());
    targets.remember(stored.target());
    if (stored.status() != null) {
      waiting.stored(stored.status());
    }
    var row = stored.row();
    if (row == null) {
      duplicateSamples.addAndGet(batch.series().size());
    } else {
      holdings.add(row);
      sweep.scrapeCame();
      bases.stored(batch.client(), batch.series(), row.id(), stored.scrape());
      arrivals.arrived(batch.series().size());
      if (!row.hasOwnTimes()) {
        window.add(row.target(), row.time(), stored.set().stored(), batch.values(), clock.millis());
      }
    }
  }

  @Override
  public CompletableFuture<PushReceipt> push(List<PushedSeries> batch) {
    return pushed.push(batch);
  }

  /** How many samples came in scrapes of a client and time that were there already. */
  public long duplicateSamples() {
    return duplicateSamples.get();
  }

  /**
   * The time of the newest scrape, Unix milliseconds; {@link Long#MIN_VALUE} where there is none.
   */
  public long newestMillis() {
    return holdings.newest();
  }

  /** How many pushed samples wait to be written. */
  public long waitingPushes() {
    return pushed.waitingSamples();
  }

  @Override
  public List<Series> select(Selection selection) {
    return reader.select(selection);
  }

  @Override
  public void forEach(Selection selection, Consumer<Series> sink) {
    reader.forEach(selection, sink);
  }

  @Override
  public List<Labels> find(List<Matcher> matchers, long fromMillis, long toMillis) {
    return new SeriesSearch(database, catalog, targets, uses, pushUses)
        .find(matchers, fromMillis, toMillis);
  }

  /** Makes the view of clients hold just these. Samples, events and alerts of others stay. */
  public CompletableFuture<Void> setClients(List<ClientRow> clients) {
    var copy = List.copyOf(clients);
    var names = copy.stream().map(ClientRow::name).collect(Collectors.toSet());
    status.keepOnly(names);
    waiting.keepOnly(names);
    errors.keySet().retainAll(names);
    return database
        .write(connection -> {
          StatusTable.setClients(connection, copy);
          return true;
        })
        .thenApply(done -> null);
  }

  /**
   * How long samples and events are kept; older ones go in small steps in the background, and with
   * them alerts that were resolved and mails that were sent before.
   *
   * @throws IllegalArgumentException if that is no time at all
   */
  public void setRetention(Duration retention) {
    setRetention(retention, retention, retention);
  }

  /**
   * The same, with times of their own for rollups of 5 minutes and of an hour.
   *
   * @throws IllegalArgumentException if one of them is no time at all, or that of hours is shorter
   *     than the others
   */
  public void setRetention(Duration samples, Duration fiveMinutes, Duration hours) {
    setRetention(samples, fiveMinutes, hours, 0);
  }

  /**
   * The same in a file that is no larger than a size, its write-ahead log with it: else the oldest
   * samples go sooner, once they are rolled up, and when there are no more of them, rollups.
   *
   * @param maxBytes 0: any size
   * @throws IllegalArgumentException as the others
   */
  public void setRetention(Duration samples, Duration fiveMinutes, Duration hours, long maxBytes) {
    retention.set(samples, fiveMinutes, hours, maxBytes);
  }

  /**
   * Keeps samples only until every receiver of {@link #arrivals} has them, though some hours; the
   * store is elsewhere. Events, alerts, mails, and samples that wait are kept for this time.
   *
   * @throws IllegalArgumentException if that is no time at all
   */
  public void keepForReceiversAlone(Duration records) {
    retention.setForReceiversAlone(records);
  }

  /** Notes why the last scrape of a client failed; "" clears it. Shown in {@code client_status}. */
  public void noteScrapeError(String client, String reason) {
    if (reason.equals(errors.put(client, reason))) {
      return;
    }
    var _ =
        database
            .write(connection -> {
              StatusTable.saveError(connection, client, reason);
              return true;
            })
            .whenComplete((done, failure) -> {
              if (failure != null) {
                errors.remove(client, reason);
                LOG.warn(
                    "msg=\"scrape error not noted\" client={} reason=\"{}\"",
                    client,
                    failure.getMessage());
              }
            });
  }

  public EventStore events() {
    return events;
  }

  /** What arrives, for those it is sent on to. */
  public Arrivals arrivals() {
    return arrivals;
  }

  public AlertStore alerts() {
    return new StoredAlerts(database, clock, silences);
  }

  public SilenceStore silences() {
    return silences;
  }

  /** Whether alerts that others judged were told to be over. */
  public EndedAlerts endedAlerts() {
    return (labels, startsAt) ->
        database.read(connection -> PostedAlertTable.isEnded(connection, labels, startsAt));
  }

  /** How far digests have come. */
  public DigestStore digests() {
    return new StoredDigests(database, new StatusViews(database, events, waiting), clock);
  }

  public AlertHistory history() {
    return new StoredHistory(database);
  }

  public FleetStatus status() {
    return new StatusViews(database, events, waiting);
  }

  /** Alerts, events and mails, page by page. */
  public Records records() {
    return new StoredRecords(database);
  }

  /** How many series the archive has samples of. */
  public int seriesCount() {
    return catalog.index().size();
  }

  /** The time of the oldest scrape that is not rolled up, Unix milliseconds; null for none. */
  public @Nullable Long oldestMillis() {
    long oldest = holdings.oldest();
    return oldest == Long.MAX_VALUE ? null : oldest;
  }

  /** How often a read met a damaged row or block and left it out, since the archive was opened. */
  public long damagedRowsRead() {
    return damage.count();
  }

  /**
   * Copies the archive as it is now into a new file while it is in use.
   *
   * @throws dev.muster.sqlite.DatabaseException if the target exists or cannot be written
   */
  public void backup(Path target) {
    database.backup(target);
  }

  Retention retention() {
    return retention;
  }

  /** Drops what has expired as the background does, and waits for it. */
  void expireNow() {
    upkeep.expireNow();
  }

  Roller roller() {
    return roller;
  }

  PushStore pushed() {
    return pushed;
  }

  Sealer sealer() {
    return sealer;
  }

  Holdings holdings() {
    return holdings;
  }

  /** Writes what waits, then lets go of the file. */
  @Override
  public void close() {
    pushed.close();
    upkeep.close();
    var _ = waiting.flush();
    database.close();
  }
}
