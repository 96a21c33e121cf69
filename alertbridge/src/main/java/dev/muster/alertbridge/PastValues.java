package dev.muster.alertbridge;

import dev.muster.fleet.LimitType;
import dev.muster.metrics.InstantQuery;
import dev.muster.metrics.RangeQuery;
import java.time.Duration;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Semaphore;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Reads how the values went that a notification is about: the limits' own expressions at past
 * moments, one query a moment and type for all clients concerned. First now and the last hour for
 * all of them, then the last hours of those that are to be drawn, ever finer. A thread of its own
 * does it, and what it has when the time is up is what there is: neither many queries nor a single
 * slow one hold up the mail. While a query hangs, no further one is asked. Many mails of one moment
 * wait no longer for it than ten would, and a tenth of the time after that.
 */
final class PastValues {
  /** How long a mail waits for its history at most. */
  static final Duration BUDGET = Duration.ofMillis(150);

  /** The shortest and the longest time a picture shows. */
  static final Duration SHORTEST = Duration.ofHours(3);

  static final Duration LONGEST = Duration.ofHours(24);

  /** How many mails' time may be spent at once, and which part of the time after that. */
  private static final int BURST = 10;

  private static final Logger log = LoggerFactory.getLogger(PastValues.class);

  private final InstantQuery query;
  private final @Nullable RangeQuery ranges;
  private final Duration budget;
  private final Semaphore free = new Semaphore(1);
  private long allowance;
  private long allowedAt = System.nanoTime();

  PastValues(InstantQuery query, Duration budget) {
    this(query, null, budget);
  }

  /**
   * The same where a question is a long way.
   *
   * @param ranges asked for many moments in one go; null: moments are asked one by one
   */
  PastValues(InstantQuery query, @Nullable RangeQuery ranges, Duration budget) {
    this.query = query;
    this.ranges = ranges;
    this.budget = budget;
    this.allowance = BURST * budget.toNanos();
  }

  /** Which value of which client. */
  record Key(String client, LimitType type, String detail) {
    /** The value a limit's alert is about. */
    static Key of(Alert alert) {
      var record = alert.record();
      return new Key(
          record.client(), LimitType.named(record.type()).orElseThrow(), record.detail());
    }
  }

  /**
   * How a value went.
   *
   * @param lastHour in steps of five minutes, now included where it is known
   * @param points all that is known of it, oldest first
   * @param now all values of this type of its client at this moment, none where they are missing
   * @param late whether the time was up, or a query failed, before its picture's points were read
   */
  record Past(LastHour lastHour, List<LastHour.Point> points, List<Reading> now, boolean late) {
    static final Past UNKNOWN = new Past(LastHour.UNKNOWN, List.of(), List.of(), false);

    Past {
      points = List.copyOf(points);
      now = List.copyOf(now);
    }
  }

  /**
   * Reads.
   *
   * @param keys the values to have words for
   * @param drawn those of them to have a picture of
   * @param window how far back pictures reach
   * @param now Unix milliseconds
   */
  Map<Key, Past> read(
      Collection<Key> keys,
      Collection<Key> drawn,
      Duration window,
      Duration scrapeInterval,
      long now) {
    var reading = new PastReading(query, ranges, keys, drawn, window, scrapeInterval, now);
    var patience = patience();
    if (!keys.isEmpty() && patience.isPositive() && free.tryAcquire()) {
      var thread = Thread.ofVirtual().name("alertbridge-history").unstarted(() -> run(reading));
      thread.start();
      await(thread, patience);
      reading.stop();
    }
    var pasts = new HashMap<Key, Past>();
    keys.forEach(key -> pasts.put(key, reading.past(key)));
    return pasts;
  }

  private void run(PastReading reading) {
    try {
      reading.run();
    } catch (RuntimeException e) {
      log.warn("past values not read reason={}", e.toString());
    } finally {
      free.release();
    }
  }

  /** How long this mail may wait. */
  private synchronized Duration patience() {
    long now = System.nanoTime();
    allowance =
        Math.min(BURST * budget.toNanos(), allowance + Math.max(0, now - allowedAt) / BURST);
    allowedAt = now;
    return Duration.ofNanos(Math.min(budget.toNanos(), allowance));
  }

  private synchronized void waited(long nanos) {
    allowance -= nanos;
  }

  private void await(Thread thread, Duration patience) {
    long start = System.nanoTime();
    try {
      var _ = thread.join(patience);
      waited(System.nanoTime() - start);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
