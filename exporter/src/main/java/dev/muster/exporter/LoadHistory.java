package dev.muster.exporter;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayDeque;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The load of the last 15 minutes, a point a minute. One thread wakes up for it once a minute,
 * asked or not, and reads cpu and load average: a history that began when somebody asked would not
 * be there then. The fifteenth point comes fifteen minutes after the start.
 */
final class LoadHistory implements AutoCloseable {
  static final Duration STEP = Duration.ofMinutes(1);
  static final int POINTS = 15;

  /** Not at the start, where it would hold up the first page. */
  private static final Duration BEFORE_FIRST = Duration.ofSeconds(5);

  private static final Logger LOG = LoggerFactory.getLogger(LoadHistory.class);

  /**
   * A minute.
   *
   * @param time its end
   * @param cpuPercent of all CPUs in this minute; null where it could not be read
   * @param load1 the load average at its end; null where the system has none
   */
  record Point(Instant time, @Nullable Double cpuPercent, @Nullable Double load1) {}

  /** What a point is made from. */
  record Sample(CpuTimes times, @Nullable Double load1) {}

  private final Supplier<Sample> source;
  private final InstantSource clock;
  private final ArrayDeque<Point> points = new ArrayDeque<>();
  private final CountDownLatch closed = new CountDownLatch(1);
  private @Nullable CpuTimes last;

  LoadHistory(Supplier<Sample> source, InstantSource clock) {
    this.source = source;
    this.clock = clock;
  }

  /** A history that goes on by itself until it is closed. */
  static LoadHistory start(Supplier<Sample> source, InstantSource clock) {
    var history = new LoadHistory(source, clock);
    Thread.ofVirtual().name("load-history").start(history::follow);
    return history;
  }

  private void follow() {
    try {
      Duration wait = BEFORE_FIRST;
      while (!closed.await(wait.toMillis(), TimeUnit.MILLISECONDS)) {
        sampleOrSay();
        wait = STEP;
      }
    } catch (InterruptedException stopped) {
      Thread.currentThread().interrupt();
    }
  }

  private void sampleOrSay() {
    try {
      sample();
    } catch (RuntimeException e) {
      LOG.error("msg=\"bug\" in=load_history", e);
    }
  }

  /** Takes a point; the first time only what the next one is compared with. */
  void sample() {
    Sample sample = source.get();
    synchronized (points) {
      CpuTimes before = last;
      if (before != null) {
        Double percent = sample.times().percentSince(before);
        points.addLast(new Point(clock.instant(), percent, sample.load1()));
      }
      if (points.size() > POINTS) {
        points.removeFirst();
      }
      last = sample.times();
    }
  }

  /** The points so far, oldest first. */
  List<Point> points() {
    synchronized (points) {
      return List.copyOf(points);
    }
  }

  /** The CPU times of the last point. */
  @Nullable CpuTimes last() {
    synchronized (points) {
      return last;
    }
  }

  @Override
  public void close() {
    closed.countDown();
  }
}
