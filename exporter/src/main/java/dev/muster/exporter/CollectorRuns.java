package dev.muster.exporter;

import dev.muster.exporter.collector.Collector;
import dev.muster.exporter.collector.MetricPage;
import dev.muster.exporter.collector.NoDataException;
import dev.muster.exporter.collector.PageFamily;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReferenceArray;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Runs collectors so that none can hurt another: one that throws is an outcome, one that hangs is
 * left behind.
 *
 * <p>They run one after the other on one thread, which is the cheapest way while all is well. When
 * for the stall time none has come to its end, a further thread goes on with the rest. At the
 * deadline what has not ended has failed. A collector that still runs then is not called again
 * before it ends, so there are never more threads than collectors and one.
 */
final class CollectorRuns implements AutoCloseable {
  /** How long others wait for a collector, and how long the page waits for all of them. */
  record Patience(Duration stall, Duration whole) {}

  /**
   * What became of one collector.
   *
   * @param families until the collector is run again
   */
  record Outcome(String collector, double seconds, Result result, List<PageFamily> families) {}

  /** How a run ended. */
  sealed interface Result {
    record Read() implements Result {}

    record NoData(String reason) implements Result {}

    record Failed(String kind, String reason) implements Result {}
  }

  /** A collector that waits five seconds for something that hangs still has its say. */
  static final Patience DEFAULT = new Patience(Duration.ofSeconds(1), Duration.ofMillis(5500));

  private final Patience patience;
  private final LongSupplier nanos;
  private final Map<Collector, Place> places = new ConcurrentHashMap<>();
  private final ExecutorService workers =
      Executors.newCachedThreadPool(Thread.ofPlatform().daemon().name("collect-", 0).factory());

  /** A collector's page, and whether it is at it. */
  private static final class Place {
    private final AtomicBoolean taken = new AtomicBoolean();
    private final MetricPage page = new MetricPage();
  }

  /**
   * A runner.
   *
   * @param nanos a clock that never goes back, in ns
   */
  CollectorRuns(Patience patience, LongSupplier nanos) {
    this.patience = patience;
    this.nanos = nanos;
  }

  /** Runs them all; the outcomes are in the collectors' order. */
  List<Outcome> run(List<Collector> collectors) {
    var round = new Round(collectors);
    workers.execute(round);
    String trouble = round.await();
    return round.outcomes(trouble);
  }

  @Override
  public void close() {
    workers.shutdownNow();
  }

  private final class Round implements Runnable {
    private final List<Collector> collectors;
    private final AtomicReferenceArray<@Nullable Outcome> ended;
    private final AtomicInteger begun = new AtomicInteger();
    private final CountDownLatch pending;

    Round(List<Collector> collectors) {
      this.collectors = collectors;
      ended = new AtomicReferenceArray<>(collectors.size());
      pending = new CountDownLatch(collectors.size());
    }

    @Override
    public void run() {
      for (int i = begun.getAndIncrement(); i < collectors.size(); i = begun.getAndIncrement()) {
        ended.set(i, read(collectors.get(i)));
        pending.countDown();
      }
    }

    /** Waits for the end or the deadline; why the rest, if any, has failed. */
    String await() {
      long start = nanos.getAsLong();
      long before = pending.getCount();
      try {
        for (long left = patience.whole.toNanos();
            left > 0;
            left = patience.whole.toNanos() - (nanos.getAsLong() - start)) {
          if (pending.await(Math.min(patience.stall.toNanos(), left), TimeUnit.NANOSECONDS)) {
            break;
          }
          if (pending.getCount() == before && begun.get() < collectors.size()) {
            workers.execute(this);
          }
          before = pending.getCount();
        }
        return "still reading after " + patience.whole.toMillis() + " ms";
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        return "the exporter is stopping";
      } finally {
        begun.set(collectors.size());
      }
    }

    List<Outcome> outcomes(String trouble) {
      List<Outcome> outcomes = new ArrayList<>(collectors.size());
      for (int i = 0; i < collectors.size(); i++) {
        Outcome outcome = ended.get(i);
        outcomes.add(outcome == null ? late(collectors.get(i), trouble) : outcome);
      }
      return outcomes;
    }
  }

  private Outcome late(Collector collector, String trouble) {
    return new Outcome(
        collector.name(),
        patience.whole.toNanos() / 1e9,
        new Result.Failed("late", trouble),
        List.of());
  }

  private Outcome read(Collector collector) {
    String name = collector.name();
    Place place = places.computeIfAbsent(collector, any -> new Place());
    if (!place.taken.compareAndSet(false, true)) {
      return new Outcome(
          name, 0, new Result.Failed("late", "still reading since an earlier scrape"), List.of());
    }
    long start = nanos.getAsLong();
    try {
      place.page.begin();
      Result result = collect(collector, place.page);
      List<PageFamily> families = place.page.families();
      return new Outcome(name, (nanos.getAsLong() - start) / 1e9, result, families);
    } finally {
      place.taken.set(false);
    }
  }

  /** What was added before a failure stays on the page. */
  private static Result collect(Collector collector, MetricPage page) {
    try {
      collector.collect(page);
      return new Result.Read();
    } catch (NoDataException e) {
      return new Result.NoData(String.valueOf(e.getMessage()));
    } catch (Exception | LinkageError | StackOverflowError e) {
      return new Result.Failed(e.getClass().getName(), e.toString());
    }
  }
}
