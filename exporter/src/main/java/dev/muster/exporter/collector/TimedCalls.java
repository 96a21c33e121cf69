package dev.muster.exporter.collector;

import java.io.IOException;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Asks about several things that may hang, such as mounts whose server is gone, and gives up after
 * a while on those that did not answer.
 *
 * <p>One thread asks about one thing after the other. When it has been at the same one for a step
 * of the patience, another thread goes on with the rest; so that the whole takes no longer than the
 * patience, and each thing that hangs holds one thread. A thing still being asked about is not
 * asked about again.
 */
final class TimedCalls<V> {
  /** May take as long as it likes. */
  @FunctionalInterface
  interface Call<V> {
    V about(String thing) throws IOException;
  }

  private static final Logger log = LoggerFactory.getLogger(TimedCalls.class);
  private static final Duration STEP = Duration.ofMillis(100);
  private static final int STEPS = 50;

  private final String what;
  private final Call<V> call;
  private final Duration step;
  private final int steps;
  private final ExecutorService threads;
  private final Set<String> underWay = ConcurrentHashMap.newKeySet();

  /** With a patience of five seconds. */
  TimedCalls(String what, Call<V> call) {
    this(what, call, STEP, STEPS);
  }

  TimedCalls(String what, Call<V> call, Duration step, int steps) {
    this.what = what;
    this.call = call;
    this.step = step;
    this.steps = steps;
    threads =
        Executors.newCachedThreadPool(
            Thread.ofPlatform().daemon().name("muster-" + what + "-", 0).factory());
  }

  /** The answers that came in time; what failed or hangs has none. */
  Map<String, V> all(List<String> things) {
    var round = new Round(things.stream().distinct().filter(t -> !underWay.contains(t)).toList());
    if (!round.things.isEmpty()) {
      threads.execute(round);
      round.await();
    }
    return new HashMap<>(round.answers);
  }

  private final class Round implements Runnable {
    private final List<String> things;
    private final Map<String, V> answers = new ConcurrentHashMap<>();
    private final AtomicInteger taken = new AtomicInteger();
    private final CountDownLatch pending;

    Round(List<String> things) {
      this.things = things;
      pending = new CountDownLatch(things.size());
    }

    @Override
    public void run() {
      for (int i = taken.getAndIncrement(); i < things.size(); i = taken.getAndIncrement()) {
        ask(things.get(i));
        pending.countDown();
      }
    }

    private void ask(String thing) {
      underWay.add(thing);
      try {
        answers.put(thing, call.about(thing));
      } catch (IOException | RuntimeException | LinkageError e) {
        log.debug("call={} thing={} failed", what, thing, e);
      } finally {
        underWay.remove(thing);
      }
    }

    void await() {
      try {
        long left = pending.getCount();
        for (int i = 0; i < steps; i++) {
          if (pending.await(step.toNanos(), TimeUnit.NANOSECONDS)) {
            return;
          }
          if (pending.getCount() == left) {
            threads.execute(this);
          }
          left = pending.getCount();
        }
        log.warn("call={} hangs={} skipped until they answer", what, underWay);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      } finally {
        // Nobody waits any more for those that no thread has taken.
        taken.set(things.size());
      }
    }
  }
}
