package dev.muster.exporter;

import dev.muster.exporter.collector.Collector;
import dev.muster.exporter.collector.MetricPage;
import dev.muster.exporter.collector.NoDataException;
import io.prometheus.metrics.model.snapshots.MetricSnapshots;
import java.time.Duration;
import java.util.List;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.LongSupplier;

/**
 * Runs collectors so that none can hurt another: one that throws is an outcome, one that hangs is
 * left behind.
 *
 * <p>They run one after the other on one thread, which is the cheapest way while all is well. When
 * one has made the others wait for the stall time, a further thread goes on with the rest. At the
 * deadline what has not ended has failed. A collector that still runs then is not called again
 * before it ends, so there are never more threads than collectors and one.
 */
final class CollectorRuns implements AutoCloseable {
  /** How long others wait for a collector, and how long the page waits for all of them. */
  record Patience(Duration stall, Duration whole) {}

  /** What became of one collector. */
  record Outcome(String collector, double seconds, Result result, MetricSnapshots snapshots) {
    boolean success() {
      return result instanceof Result.Read;
    }
  }

  /** How a run ended. */
  sealed interface Result {
    record Read() implements Result {}

    record NoData(String reason) implements Result {}

    record Failed(String kind, String reason) implements Result {}
  }

  /** A collector that waits five seconds for something that hangs still has its say. */
  static final Patience DEFAULT = new Patience(Duration.ofSeconds(1), Duration.ofMillis(5500));

  private static final MetricSnapshots NOTHING = new MetricSnapshots();

  private final Patience patience;
  private final LongSupplier nanos;
  private final Set<String> running = ConcurrentHashMap.newKeySet();
  private final ExecutorService workers =
      Executors.newCachedThreadPool(Thread.ofPlatform().daemon().name("collect-", 0).factory());

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
    long start = nanos.getAsLong();
    List<Task> tasks = collectors.stream().map(Task::new).toList();
    Queue<Task> waiting = new ConcurrentLinkedQueue<>(tasks);
    work(waiting);
    for (Task task : tasks) {
      if (!task.endedWithin(Math.min(patience.stall.toNanos(), left(start)))) {
        work(waiting);
      }
    }
    return tasks.stream().map(task -> task.outcome(left(start))).toList();
  }

  private long left(long start) {
    return Math.max(0, patience.whole.toNanos() - (nanos.getAsLong() - start));
  }

  private void work(Queue<Task> waiting) {
    if (waiting.isEmpty()) {
      return;
    }
    workers.execute(() -> {
      for (Task task = waiting.poll(); task != null; task = waiting.poll()) {
        task.run();
      }
    });
  }

  @Override
  public void close() {
    workers.shutdownNow();
  }

  private final class Task extends FutureTask<Outcome> {
    private final String name;

    Task(Collector collector) {
      super(() -> read(collector));
      this.name = collector.name();
    }

    boolean endedWithin(long patienceNanos) {
      try {
        get(patienceNanos, TimeUnit.NANOSECONDS);
        return true;
      } catch (TimeoutException stalls) {
        return false;
      } catch (ExecutionException ended) {
        return true;
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        return false;
      }
    }

    Outcome outcome(long patienceNanos) {
      try {
        return get(patienceNanos, TimeUnit.NANOSECONDS);
      } catch (TimeoutException late) {
        cancel(false);
        return failed("late", "still reading after " + patience.whole.toMillis() + " ms");
      } catch (ExecutionException e) {
        return failed("error", String.valueOf(e.getCause()));
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        return failed("interrupted", "the exporter is stopping");
      }
    }

    private Outcome failed(String kind, String reason) {
      return new Outcome(
          name, patience.whole.toNanos() / 1e9, new Result.Failed(kind, reason), NOTHING);
    }
  }

  private Outcome read(Collector collector) {
    String name = collector.name();
    if (!running.add(name)) {
      return new Outcome(
          name, 0, new Result.Failed("late", "still reading since an earlier scrape"), NOTHING);
    }
    long start = nanos.getAsLong();
    try {
      var page = new MetricPage();
      Result result = collect(collector, page);
      MetricSnapshots snapshots = page.snapshots();
      return new Outcome(name, (nanos.getAsLong() - start) / 1e9, result, snapshots);
    } catch (RuntimeException unusable) {
      return new Outcome(name, (nanos.getAsLong() - start) / 1e9, failed(unusable), NOTHING);
    } finally {
      running.remove(name);
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
      return failed(e);
    }
  }

  private static Result.Failed failed(Throwable e) {
    return new Result.Failed(e.getClass().getName(), e.toString());
  }
}
