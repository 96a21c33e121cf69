package dev.muster.rules;

import dev.muster.fleet.SteadyClock;
import java.time.Duration;
import java.time.InstantSource;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Evaluates one group at its times, on a thread of its own, until it is stopped. */
final class GroupLoop {
  private static final Logger log = LoggerFactory.getLogger(GroupLoop.class);

  /** As long as most clients take to be scraped, and half of what an alert is handed on for. */
  private static final Duration SETTLING = Duration.ofMinutes(1);

  private final GroupRun run;
  private final EvaluationTimes times;
  private final InstantSource clock;
  private final RuleMetrics metrics;
  private final Semaphore turns;
  private final CountDownLatch stopped = new CountDownLatch(1);
  private final boolean restores;
  private int evaluations;
  private long jumpedMillis;
  private boolean isSettling;
  private long settledNanos;
  private @Nullable Thread thread;

  /**
   * @param turns how many groups may be evaluated at a time
   * @param restores whether the state of an earlier process is taken over after two evaluations,
   *     when there are samples to judge by again
   */
  GroupLoop(
      GroupRun run, InstantSource clock, RuleMetrics metrics, Semaphore turns, boolean restores) {
    this.run = run;
    this.times = EvaluationTimes.of(run.group().key(), run.interval());
    this.clock = clock;
    this.jumpedMillis = SteadyClock.jumpedMillis(clock);
    this.metrics = metrics;
    this.turns = turns;
    this.restores = restores;
  }

  GroupRun run() {
    return run;
  }

  void start() {
    thread = Thread.ofVirtual().name("rules " + run.group().name()).start(this::loop);
  }

  private void loop() {
    try {
      long next = times.after(clock.millis());
      while (!stopped.await(next - clock.millis(), TimeUnit.MILLISECONDS)) {
        long now = clock.millis();
        if (now < next) {
          next = next - now > 2 * times.interval() ? times.after(now) : next;
          continue;
        }
        if (!isSettled()) {
          metrics.due(run.group(), 1);
          next = times.after(now);
          continue;
        }
        long missed = times.missed(next - times.interval(), now);
        next += missed * times.interval();
        metrics.due(run.group(), missed);
        evaluate(next);
        next = laterOf(next, clock.millis());
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /**
   * Whether there are samples to judge by. After the clock was set forward there are none until the
   * clients have been scraped again; what was seen to last has not lasted longer by it.
   */
  private boolean isSettled() {
    long jumped = SteadyClock.jumpedMillis(clock);
    if (jumped > jumpedMillis) {
      run.jumped(jumped - jumpedMillis);
      jumpedMillis = jumped;
      settledNanos = System.nanoTime() + SETTLING.toNanos();
      isSettling = true;
    }
    isSettling &= System.nanoTime() - settledNanos < 0;
    return !isSettling;
  }

  /** The time after this one; after a clock that was set back, the first that lies ahead. */
  private long laterOf(long kept, long now) {
    return kept - now > 2 * times.interval() ? times.after(now) : kept + times.interval();
  }

  private void evaluate(long time) throws InterruptedException {
    turns.acquire();
    try {
      run.evaluate(time);
      if (restores && ++evaluations == 2) {
        run.restore(clock.millis());
      }
    } catch (RuntimeException e) {
      log.error("msg=\"group not evaluated\" group=\"{}\"", run.group().key(), e);
    } finally {
      turns.release();
    }
  }

  /** Ends it; an evaluation under way comes to its end first, within ten seconds. */
  void stop() {
    stopped.countDown();
    var running = thread;
    if (running != null) {
      try {
        if (!running.join(Duration.ofSeconds(10))) {
          running.interrupt();
          running.join(Duration.ofSeconds(1));
        }
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
    }
  }
}
