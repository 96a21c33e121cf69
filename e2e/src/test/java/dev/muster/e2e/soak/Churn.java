package dev.muster.e2e.soak;

import dev.muster.e2e.soak.AlertLedger.Turn;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.ReentrantReadWriteLock;
import java.util.stream.IntStream;

/**
 * What happens in the fleet: four clients at a time cross a limit until they were told and are back
 * until that was told, two at a time go away for twelve scrape intervals, every four intervals one
 * restarts, and eight times in all the fleet file gains or loses a client. (While somebody is away
 * the fleet file stays: a server starts an exporter where the fleet file names a free port of its
 * own machine.)
 */
final class Churn implements AutoCloseable {
  private static final int CROSSERS = 4;
  private static final int LEAVERS = 2;
  private static final int AWAY_INTERVALS = 12;
  private static final int CROSSED_INTERVALS = 4;
  private static final int RESTART_INTERVALS = 4;
  private static final int RELOADS = 8;
  private static final Duration DOWN = Duration.ofMillis(200);

  /** After that a mail counts as lost. */
  private static final Duration PATIENCE = Duration.ofMinutes(5);

  private static final List<String> TYPES = List.of("memory", "disk");

  private final SoakPlan plan;
  private final LoadProcess load;
  private final SoakFleet fleet;
  private final AlertLedger ledger;
  private final Absences absences;
  private final ReentrantReadWriteLock fileLock = new ReentrantReadWriteLock(true);
  private final ExecutorService threads =
      Executors.newThreadPerTaskExecutor(Thread.ofPlatform().name("churn-", 0).factory());
  private final AtomicInteger crossings = new AtomicInteger();
  private final AtomicInteger departures = new AtomicInteger();
  private final AtomicInteger restarts = new AtomicInteger();
  private final AtomicInteger reloads = new AtomicInteger();
  private final AtomicInteger reloadsNotTaken = new AtomicInteger();
  private volatile boolean stopped;

  Churn(SoakPlan plan, LoadProcess load, SoakFleet fleet, AlertLedger ledger, Absences absences) {
    this.plan = plan;
    this.load = load;
    this.fleet = fleet;
    this.ledger = ledger;
    this.absences = absences;
  }

  void start() {
    for (int i = 0; i < CROSSERS; i++) {
      each(SoakPlan.Part.CROSSES, i, CROSSERS, this::cross);
    }
    for (int i = 0; i < LEAVERS; i++) {
      each(SoakPlan.Part.GOES_AWAY, i, LEAVERS, this::leave);
    }
    each(SoakPlan.Part.RESTARTS, 0, 1, this::restart);
    threads.execute(() -> unlessStopped(this::reload));
  }

  private interface Deed {
    void to(int client, int turn) throws InterruptedException;
  }

  private interface Work {
    void run() throws InterruptedException;
  }

  private void unlessStopped(Work work) {
    try {
      while (!stopped) {
        work.run();
      }
    } catch (InterruptedException _) {
      // stopped
    }
  }

  /** One client after the other of those that are this worker's, again and again. */
  private void each(SoakPlan.Part part, int worker, int workers, Deed deed) {
    int[] all =
        IntStream.range(0, plan.clients()).filter(client -> plan.part(client) == part).toArray();
    int[] mine =
        IntStream.range(0, all.length)
            .filter(place -> place % workers == worker)
            .map(place -> all[place])
            .toArray();
    if (mine.length > 0) {
      var turn = new AtomicInteger();
      threads.execute(() ->
          unlessStopped(() -> {
            int number = turn.getAndIncrement();
            deed.to(mine[number % mine.length], number);
          }));
    }
  }

  private void cross(int client, int turn) throws InterruptedException {
    var type = TYPES.get(turn % TYPES.size());
    var begin = Turn.firing(plan.name(client), type);
    ledger.due(begin);
    load.cross(client, type);
    sleep(plan.intervals(CROSSED_INTERVALS));
    ledger.await(begin, PATIENCE);
    var end = Turn.resolved(plan.name(client), type);
    ledger.due(end);
    load.cross(client, "");
    crossings.incrementAndGet();
    ledger.await(end, PATIENCE);
    sleep(plan.intervals(2));
  }

  private void leave(int client, int turn) throws InterruptedException {
    fileLock.readLock().lockInterruptibly();
    try {
      var name = plan.name(client);
      var begin = Turn.firing(name, "offline");
      ledger.due(begin);
      long from = System.currentTimeMillis();
      load.away(client);
      sleep(plan.intervals(AWAY_INTERVALS));
      ledger.await(begin, PATIENCE);
      var end = Turn.resolved(name, "offline");
      ledger.due(end);
      load.back(client);
      absences.add(name, from, System.currentTimeMillis());
      departures.incrementAndGet();
      ledger.await(end, PATIENCE);
    } finally {
      fileLock.readLock().unlock();
    }
    sleep(plan.intervals(1));
  }

  private void restart(int client, int turn) throws InterruptedException {
    fileLock.readLock().lockInterruptibly();
    try {
      long from = System.currentTimeMillis();
      load.away(client);
      sleep(DOWN);
      load.restart(client);
      load.back(client);
      absences.add(plan.name(client), from, System.currentTimeMillis());
      restarts.incrementAndGet();
    } finally {
      fileLock.readLock().unlock();
    }
    sleep(plan.intervals(RESTART_INTERVALS));
  }

  private void reload() throws InterruptedException {
    long end = System.nanoTime() + plan.length().dividedBy(RELOADS + 1).toNanos();
    while (System.nanoTime() < end) {
      sleep(Duration.ofMillis(200));
      if (stopped) {
        return;
      }
    }
    fileLock.writeLock().lockInterruptibly();
    try {
      int spare = reloads.incrementAndGet() % (SoakPlan.SPARE + 1);
      fleet.write(spare);
      if (!isTaken(spare)) {
        reloadsNotTaken.incrementAndGet();
      }
    } catch (IOException e) {
      throw new IllegalStateException(e);
    } finally {
      fileLock.writeLock().unlock();
    }
  }

  /** Whether so many of the spare clients come to be scraped, and those alone. */
  private boolean isTaken(int spare) throws InterruptedException {
    long end = System.nanoTime() + PATIENCE.toNanos();
    while (System.nanoTime() < end) {
      long[] before = sparePages();
      sleep(plan.intervals(2).plusMillis(500));
      long[] after = sparePages();
      if (IntStream.range(0, SoakPlan.SPARE).allMatch(i -> (after[i] > before[i]) == (i < spare))) {
        return true;
      }
    }
    return false;
  }

  private long[] sparePages() {
    return IntStream.range(plan.clients(), plan.withSpare()).mapToLong(load::pages).toArray();
  }

  private static void sleep(Duration time) throws InterruptedException {
    TimeUnit.NANOSECONDS.sleep(time.toNanos());
  }

  int reloadsNotTaken() {
    return reloadsNotTaken.get();
  }

  int crossings() {
    return crossings.get();
  }

  String counts() {
    return "crossings=%s departures=%s restarts=%s reloads=%s"
        .formatted(crossings, departures, restarts, reloads);
  }

  /** Begins nothing new, and waits until everybody is back and told. */
  @Override
  public void close() {
    stopped = true;
    threads.close();
  }
}
