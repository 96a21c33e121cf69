package dev.muster.archive;

import dev.muster.metrics.Labels;
import dev.muster.sqlite.Database;
import dev.muster.sqlite.DatabaseException;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The one thread that judges pushed batches: it takes those that wait, looks up what is there
 * already, and has what is new written in one commit, a row for each period of two hours.
 */
final class Pushes implements PushWriter, AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(Pushes.class);

  /** How far in the future a sample may lie, as clocks differ. */
  private static final long AHEAD_MILLIS = Duration.ofMinutes(10).toMillis();

  private static final int GROUP = 256;
  private static final long GROUP_SAMPLES = 200_000;
  private static final int QUEUE = 4096;
  private static final long QUEUE_SAMPLES = 1_000_000;
  private static final long IDLE_HOURS = 1;

  /** How often a group may find its series dropped by the retention while it is written. */
  private static final int TRIES = 5;

  private record Waiting(PushBatch batch, CompletableFuture<PushReceipt> done) {}

  private final Database database;
  private final InstantSource clock;
  private final SeriesCatalog catalog;
  private final PushHoldings holdings;
  private final PushUses uses;
  private final PushKnown known;
  private final PushQueue receivers;
  private final AtomicLong newestRow = new AtomicLong();
  private volatile @Nullable Duration retention;
  private final AtomicLong waitingSamples = new AtomicLong();
  private final BlockingQueue<Waiting> queue = new LinkedBlockingQueue<>(QUEUE);
  private final Object accepting = new Object();
  private final Thread thread;
  private boolean closed;

  Pushes(
      Database database,
      InstantSource clock,
      SeriesCatalog catalog,
      PushHoldings holdings,
      PushUses uses,
      PushKnown known,
      PushQueue receivers) {
    this.database = database;
    this.clock = clock;
    this.catalog = catalog;
    this.holdings = holdings;
    this.uses = uses;
    this.known = known;
    this.receivers = receivers;
    this.thread = Thread.ofPlatform().daemon().name("archive-pushes").unstarted(this::run);
  }

  void start() {
    thread.start();
  }

  /** Says that a number of a row was given. */
  void used(long row) {
    newestRow.accumulateAndGet(row, Math::max);
  }

  /** How long samples are kept: older ones are refused. */
  void keep(Duration kept) {
    retention = kept;
  }

  @Override
  public CompletableFuture<PushReceipt> push(List<PushedSeries> batch) {
    long now = clock.millis();
    try {
      var ordered = PushBatch.of(batch, earliest(), now + AHEAD_MILLIS, now);
      return ordered.columns().isEmpty()
          ? CompletableFuture.completedFuture(new PushReceipt(0, 0))
          : submit(new Waiting(ordered, new CompletableFuture<>()));
    } catch (RefusedSamplesException e) {
      return CompletableFuture.failedFuture(e);
    }
  }

  private long earliest() {
    var kept = retention;
    return kept == null ? 0 : Math.max(0, clock.instant().minus(kept).toEpochMilli());
  }

  private CompletableFuture<PushReceipt> submit(Waiting waiting) {
    synchronized (accepting) {
      long before = waitingSamples.get();
      if (closed) {
        return CompletableFuture.failedFuture(new DatabaseException("the archive is closed"));
      }
      boolean fits = before == 0 || before + waiting.batch().samples() <= QUEUE_SAMPLES;
      if (!fits || !queue.offer(waiting)) {
        return CompletableFuture.failedFuture(new PushesWaitException(before));
      }
      waitingSamples.addAndGet(waiting.batch().samples());
    }
    return waiting.done();
  }

  /** How many samples wait to be written. */
  long waitingSamples() {
    return waitingSamples.get();
  }

  private void run() {
    var group = new ArrayList<Waiting>();
    while (takeGroup(group)) {
      try {
        write(group);
      } catch (RuntimeException | Error e) {
        if (!(e instanceof DatabaseException)) {
          LOG.error("msg=\"pushed samples not written\"", e);
        }
        group.forEach(waiting -> waiting.done().completeExceptionally(e));
      } finally {
        group.forEach(waiting -> waitingSamples.addAndGet(-waiting.batch().samples()));
      }
    }
  }

  /** Fills the group, perhaps with nothing; false when closed and all is written. */
  private boolean takeGroup(List<Waiting> group) {
    group.clear();
    try {
      var first = isClosed() ? queue.poll() : queue.poll(IDLE_HOURS, TimeUnit.HOURS);
      long samples = 0;
      for (var next = first; next != null; next = more(group, samples)) {
        group.add(next);
        samples += next.batch().samples();
      }
    } catch (InterruptedException e) {
      LOG.debug("msg=\"pushes interrupted\"");
    }
    synchronized (accepting) {
      return !closed || !group.isEmpty() || !queue.isEmpty();
    }
  }

  private boolean isClosed() {
    synchronized (accepting) {
      return closed;
    }
  }

  private @Nullable Waiting more(List<Waiting> group, long samples) {
    return group.size() < GROUP && samples < GROUP_SAMPLES ? queue.poll() : null;
  }

  private void write(List<Waiting> waiting) {
    if (waiting.isEmpty()) {
      return;
    }
    var batches = waiting.stream().map(Waiting::batch).toList();
    var unknown = new HashSet<Labels>();
    for (var labels : PushGroup.series(batches)) {
      if (catalog.index().id(labels) == null) {
        unknown.add(labels);
      }
    }
    var group = new PushGroup(known.read(batches));
    var taken = new HashMap<Waiting, PushReceipt>();
    for (var each : waiting) {
      try {
        taken.put(each, group.take(each.batch()));
      } catch (RefusedSamplesException e) {
        each.done().completeExceptionally(e);
      }
    }
    if (!group.isEmpty()) {
      commit(group, unknown);
    }
    taken.forEach((each, receipt) -> each.done().complete(receipt));
  }

  private void commit(PushGroup group, Set<Labels> unknown) {
    for (int tries = 0; tries < TRIES; tries++) {
      var missing =
          group.series().stream().filter(labels -> catalog.index().id(labels) == null).toList();
      if (!missing.isEmpty()) {
        database.writeAndWait(c -> catalog.addAll(c, missing), catalog::rememberAll);
      }
      var columns = group.columns(this::id);
      if (store(columns)) {
        var added = new HashSet<Integer>();
        unknown.forEach(labels -> added.add(id(labels)));
        known.written(columns, added::contains);
        return;
      }
    }
    throw new DatabaseException(
        "the series of pushed samples were dropped while they were written");
  }

  /** The number of a series; 0 where it has none. */
  private int id(Labels labels) {
    Integer id = catalog.index().id(labels);
    return id == null ? 0 : id;
  }

  /** What a commit put into the file; nothing of it where series were dropped meanwhile. */
  private record Stored(List<PushRow> rows, List<PushUses.Use> uses, boolean whole) {}

  private boolean store(Map<Integer, PushColumn> columns) {
    var rows = new ArrayList<PushRow>();
    var blobs = new ArrayList<byte[]>();
    PushGroup.byPeriod(columns)
        .forEach((period, parts) -> {
          rows.add(row(period, parts));
          blobs.add(PushBlob.encode(parts, PushBlob.Shared.NONE));
        });
    var stored =
        database.writeAndWait(
            connection -> store(connection, columns, rows, blobs), this::remember);
    return stored.whole();
  }

  private PushRow row(long period, Map<Integer, PushColumn> parts) {
    long first = Long.MAX_VALUE;
    long last = Long.MIN_VALUE;
    long samples = 0;
    for (var column : parts.values()) {
      first = Math.min(first, column.first());
      last = Math.max(last, column.last());
      samples += column.size();
    }
    return new PushRow(newestRow.incrementAndGet(), period, first, last, samples);
  }

  private Stored store(
      Connection connection,
      Map<Integer, PushColumn> columns,
      List<PushRow> rows,
      List<byte[]> blobs)
      throws SQLException {
    if (!catalog.keep(columns.keySet())) {
      return new Stored(List.of(), List.of(), false);
    }
    var changed = uses.extend(connection, columns);
    for (int i = 0; i < rows.size(); i++) {
      PushTable.insert(connection, rows.get(i), blobs.get(i));
    }
    return new Stored(rows, changed, true);
  }

  private void remember(Stored stored) {
    uses.remember(stored.uses());
    long now = clock.millis();
    for (var row : stored.rows()) {
      holdings.add(row, now);
      receivers.add(row);
    }
  }

  /** Takes no more, and writes what waits. */
  @Override
  public void close() {
    synchronized (accepting) {
      closed = true;
    }
    // Wakes the thread; where there is no room for it, the thread is not waiting.
    var _ = queue.offer(new Waiting(PushBatch.EMPTY, new CompletableFuture<>()));
    boolean interrupted = false;
    while (thread.isAlive()) {
      try {
        thread.join();
      } catch (InterruptedException e) {
        interrupted = true;
      }
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }
}
