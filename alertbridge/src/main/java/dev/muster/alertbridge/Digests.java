package dev.muster.alertbridge;

import dev.muster.fleet.Fleet;
import java.time.Duration;
import java.time.InstantSource;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Looks every few seconds whether a digest is due, beside the rounds, so that a long look back
 * never holds up an alert.
 */
final class Digests implements AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(Digests.class);
  private static final Duration EVERY = Duration.ofSeconds(5);

  private final EventDigests events;
  private final FleetDigests fleets;
  private final Supplier<Fleet> fleet;
  private final InstantSource clock;
  private final BridgeMetrics metrics;
  private final Runnable queued;
  private final CountDownLatch closed = new CountDownLatch(1);
  private boolean failed;

  /**
   * Not started yet.
   *
   * @param fleet the one in force
   * @param queued told when mails are in the outbox
   */
  Digests(
      EventDigests events,
      FleetDigests fleets,
      Supplier<Fleet> fleet,
      InstantSource clock,
      BridgeMetrics metrics,
      Runnable queued) {
    this.events = events;
    this.fleets = fleets;
    this.fleet = fleet;
    this.clock = clock;
    this.metrics = metrics;
    this.queued = queued;
  }

  void start() {
    Thread.ofVirtual().name("alertbridge-digests").start(this::run);
  }

  private void run() {
    try {
      while (!closed.await(EVERY.toMillis(), TimeUnit.MILLISECONDS)) {
        turn();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** Looks once. What fails is tried again the next time. */
  void turn() {
    try {
      var inForce = fleet.get();
      var now = clock.instant();
      int mails = events.turn(inForce, now) + fleets.turn(inForce, now);
      if (mails > 0) {
        metrics.mailsQueued.inc(mails);
        queued.run();
      }
      failed = false;
    } catch (RuntimeException e) {
      if (!failed) {
        log.warn("no digest made, trying again reason={}", e.toString());
      }
      failed = true;
    }
  }

  @Override
  public void close() {
    closed.countDown();
  }
}
