package dev.muster.alertbridge;

import dev.muster.archive.AlertStore;
import dev.muster.fleet.Fleet;
import dev.muster.fleet.Receiver;
import java.time.Duration;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A thread and an {@link AlertmanagerFeed} for each Alertmanager that the fleet file names. */
final class AlertmanagerFeeds implements AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(AlertmanagerFeeds.class);
  private static final Duration TIMEOUT = Duration.ofSeconds(10);
  private static final Duration LONGEST = Duration.ofSeconds(5);

  private final AlertStore store;
  private final InstantSource clock;
  private final DeliveryMetrics metrics;
  private final Map<Receiver, Running> feeds = new LinkedHashMap<>();
  private volatile Fleet fleet;
  private boolean started;

  /**
   * Feeds, not started yet.
   *
   * @throws IllegalArgumentException if a file of authorities is of no use
   */
  AlertmanagerFeeds(AlertStore store, InstantSource clock, DeliveryMetrics metrics, Fleet fleet) {
    this.store = store;
    this.clock = clock;
    this.metrics = metrics;
    this.fleet = fleet;
    setFleet(fleet);
  }

  synchronized void start() {
    started = true;
    feeds.values().forEach(Running::start);
  }

  /** Something may have changed. */
  synchronized void signal() {
    feeds.values().forEach(Running::signal);
  }

  /**
   * Feeds those of another fleet.
   *
   * @throws IllegalArgumentException if a file of authorities is of no use; nothing has changed
   */
  synchronized void setFleet(Fleet changed) {
    var wanted = new LinkedHashMap<Receiver, Running>();
    for (var receiver : changed.alerting().receivers()) {
      if (receiver.kind() == Receiver.Kind.ALERTMANAGER) {
        var known = feeds.get(receiver);
        wanted.put(receiver, known == null ? new Running(feed(receiver)) : known);
      }
    }
    feeds.forEach((receiver, running) -> {
      if (!wanted.containsKey(receiver)) {
        running.close();
      }
    });
    feeds.clear();
    feeds.putAll(wanted);
    fleet = changed;
    if (started) {
      feeds.values().forEach(Running::start);
    }
  }

  private AlertmanagerFeed feed(Receiver receiver) {
    return new AlertmanagerFeed(
        receiver,
        store,
        clock,
        new ReceiverHttp(receiver, clock, TIMEOUT),
        new Backoff(new Random()),
        metrics);
  }

  /** A feed with its thread. */
  private final class Running implements AutoCloseable {
    private final AlertmanagerFeed feed;
    private final Semaphore signals = new Semaphore(0);
    private volatile boolean closed;
    private @Nullable Thread thread;

    Running(AlertmanagerFeed feed) {
      this.feed = feed;
    }

    void start() {
      if (thread == null) {
        thread = Thread.ofVirtual().name("alertbridge-alertmanager").start(this::run);
      }
    }

    void signal() {
      signals.release();
    }

    private void run() {
      while (!closed) {
        try {
          feed.turn(fleet);
          boolean _ = signals.tryAcquire(LONGEST.toMillis(), TimeUnit.MILLISECONDS);
          signals.drainPermits();
        } catch (InterruptedException e) {
          return;
        } catch (RuntimeException e) {
          log.warn("alerts not handed on, trying again reason={}", e.getMessage());
          pause();
        }
      }
    }

    private void pause() {
      try {
        Thread.sleep(LONGEST);
      } catch (InterruptedException e) {
        closed = true;
      }
    }

    @Override
    public void close() {
      closed = true;
      var running = thread;
      if (running != null) {
        running.interrupt();
        try {
          running.join(Duration.ofSeconds(1));
        } catch (InterruptedException e) {
          Thread.currentThread().interrupt();
        }
      }
      feed.close();
    }
  }

  @Override
  public synchronized void close() {
    feeds.values().forEach(Running::close);
  }
}
