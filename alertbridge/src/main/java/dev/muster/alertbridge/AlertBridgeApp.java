package dev.muster.alertbridge;

import dev.muster.alertbridge.api.AlertSource;
import dev.muster.archive.AlertStore;
import dev.muster.archive.DigestStore;
import dev.muster.archive.EventStore;
import dev.muster.fleet.Fleet;
import dev.muster.fleet.Recurrences;
import dev.muster.metrics.AlertReceiver;
import dev.muster.metrics.InstantQuery;
import dev.muster.metrics.PostedAlert;
import dev.muster.metrics.RangeQuery;
import dev.muster.sqlite.DatabaseException;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneId;
import java.util.List;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The alert bridge: holds the fleet to its limits in rounds, and sends the mails.
 *
 * <p>A round runs at each signal, but begins no sooner than 200 ms after the last one began, and
 * only after a pause four times as long as the last one took (at most 2 s), so that a busy scraper
 * costs at most a fifth of a core. Without any signal a round runs at the scrape interval, at least
 * every 15 s, so that waiting times end and silence is noticed.
 */
public final class AlertBridgeApp implements AlertReceiver, AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(AlertBridgeApp.class);
  private static final Duration SHORTEST = Duration.ofMillis(200);
  private static final Duration LONGEST_PAUSE = Duration.ofSeconds(2);
  private static final Duration LONGEST = Duration.ofSeconds(15);

  /**
   * What the bridge works with.
   *
   * @param query answers PromQL: the engine in this process, or a Prometheus HTTP API
   * @param ranges answers it for many moments in one go, where a question is a long way; else null
   * @param digests how far digests have come
   * @param clock dates alerts and mails
   * @param senders makes the mail sender for the fleet's {@code <smtp>}
   * @param zone of the times in mails
   * @param page the console's address, named in mails, or null
   * @param registry takes the bridge's own metrics
   */
  public record Parts(
      InstantQuery query,
      @Nullable RangeQuery ranges,
      AlertStore alerts,
      EventStore events,
      DigestStore digests,
      InstantSource clock,
      MailSender.Factory senders,
      ZoneId zone,
      @Nullable URI page,
      PrometheusRegistry registry) {}

  private final BridgeMetrics metrics;
  private final BridgeRound round;
  private final OutboxLanes outbox;
  private final MailFaults faults;
  private final QueryFaults queryFaults;
  private final AlertmanagerFeeds alertmanagers;
  private final Pipeline pipeline;
  private final Digests digests;
  private final InstantSource clock;
  private final ReentrantLock lock = new ReentrantLock();
  private final Condition changed = lock.newCondition();
  private Fleet fleet;
  private boolean signalled;
  private boolean closed;
  private boolean failed;
  private @Nullable Thread thread;

  /**
   * A bridge, not started yet.
   *
   * @throws IllegalArgumentException if no mail sender can be made for the fleet's settings
   */
  public AlertBridgeApp(Parts parts, Fleet fleet) {
    this.fleet = fleet;
    metrics = new BridgeMetrics(parts.registry());
    clock = parts.clock();
    var desk = new MailDesk(parts.zone(), parts.page(), metrics);
    var past = new PastValues(parts.query(), parts.ranges(), PastValues.BUDGET);
    pipeline =
        new Pipeline(
            parts.alerts(),
            new Silences(parts.alerts()::silences, Recurrences::parse),
            new DestinationWriter(
                new NotificationMails(past, parts.zone(), parts.page(), metrics),
                new ReceiverWriter(parts.zone(), parts.page())),
            clock.millis(),
            fleet,
            metrics);
    var eventDigests = eventDigests(parts);
    round =
        new BridgeRound(
            parts.query(),
            pipeline,
            new EventFeed(
                parts.alerts(),
                parts.events(),
                (inForce, position) ->
                    eventDigests.follow(inForce, position, parts.clock().millis())),
            desk,
            clock,
            metrics);
    faults = new MailFaults(parts.alerts(), parts.clock(), this);
    queryFaults = new QueryFaults(parts.alerts(), parts.clock(), this);
    outbox =
        new OutboxLanes(
            parts.alerts(), parts.clock(), parts.senders(), metrics, mail -> faults.ended(), fleet);
    alertmanagers = new AlertmanagerFeeds(parts.alerts(), parts.clock(), metrics.deliveries, fleet);
    digests =
        new Digests(
            eventDigests,
            fleetDigests(parts),
            this::currentFleet,
            parts.clock(),
            metrics,
            outbox::wake);
  }

  private EventDigests eventDigests(Parts parts) {
    return new EventDigests(
        parts.alerts(),
        parts.events(),
        parts.digests(),
        new DigestPost(metrics),
        parts.zone(),
        parts.page());
  }

  private FleetDigests fleetDigests(Parts parts) {
    return new FleetDigests(
        new FleetReviewer(parts.query(), parts.digests(), System::nanoTime),
        parts.digests(),
        new DigestPost(metrics),
        new FleetDigestMail(parts.zone(), parts.page()));
  }

  /** Begins with a round at once, and with the mails left in the outbox. */
  public void start() {
    signal();
    thread = Thread.ofVirtual().name("alertbridge-rounds").start(this::run);
    outbox.start();
    alertmanagers.start();
    digests.start();
  }

  /**
   * Holds to another fleet from the next round on, which comes at once. Mails that wait are tried
   * at once, as somebody may have mended what held them up.
   *
   * @throws IllegalArgumentException if no mail sender can be made for it; the old fleet stays
   */
  public void setFleet(Fleet fleet) {
    lock.lock();
    try {
      outbox.setFleet(fleet);
      alertmanagers.setFleet(fleet);
      this.fleet = fleet;
    } finally {
      lock.unlock();
    }
    signal();
  }

  /**
   * Takes alerts of rules or of others who judge; mails about those that begin or end are sent at
   * once.
   */
  @Override
  public void post(List<PostedAlert> alerts) {
    if (pipeline.take(alerts, currentFleet(), clock.millis()) > 0) {
      outbox.wake();
    }
    alertmanagers.signal();
    lock.lock();
    try {
      changed.signalAll(); // Something may be due sooner now.
    } finally {
      lock.unlock();
    }
  }

  /** What the bridge knows now. */
  BridgeView view() {
    return pipeline;
  }

  /** The same as its API shows it. */
  public AlertSource alerts() {
    return new BridgeAlerts(pipeline, pipeline::ends, this::currentFleet, clock);
  }

  /** New samples or events are committed. Returns at once; may be called from any thread. */
  public void signal() {
    lock.lock();
    try {
      signalled = true;
      changed.signalAll();
    } finally {
      lock.unlock();
    }
  }

  private void run() {
    warmUp();
    long pause = 0;
    while (awaitTurn(pause)) {
      long start = System.nanoTime();
      runSafely();
      long took = System.nanoTime() - start;
      metrics.roundDuration.observe(took / 1e9);
      pause = Math.min(Math.max(SHORTEST.toNanos() - took, 4 * took), LONGEST_PAUSE.toNanos());
    }
  }

  /** Loads the mail classes, so that the first alert's mail need not wait for them. */
  private static void warmUp() {
    try {
      TestMail.render("muster@localhost", "muster@localhost", () -> Instant.EPOCH);
      NotificationMails.warmUp();
    } catch (RuntimeException e) {
      log.warn("mails cannot be rendered reason={}", e.toString());
    }
  }

  private void runSafely() {
    metrics.rounds.inc();
    try {
      var inForce = currentFleet();
      var result = round.run(inForce);
      if (result.queued()) {
        outbox.wake();
      }
      alertmanagers.signal();
      faults.check(inForce);
      queryFaults.check(round.outage());
      if (result.more()) {
        signal();
      }
      if (failed) {
        log.info("rounds work again");
        failed = false;
      }
    } catch (RuntimeException e) {
      metrics.roundFailures.inc();
      if (!failed) {
        // The archive's own complaints, such as of a full disk, say it all in one sentence.
        @Nullable RuntimeException bug = e instanceof DatabaseException ? null : e;
        log.error("round failed, trying again reason={}", e.getMessage(), bug);
        failed = true;
      }
    }
  }

  private Fleet currentFleet() {
    lock.lock();
    try {
      return fleet;
    } finally {
      lock.unlock();
    }
  }

  /** Waits for the pause, then for a signal or the time of the next round; false when closed. */
  private boolean awaitTurn(long pauseNanos) {
    lock.lock();
    try {
      long start = System.nanoTime();
      long longest = Math.min(fleet.scrape().interval().toNanos(), LONGEST.toNanos());
      long left = Math.max(pauseNanos, Math.min(longest, untilDue()));
      long waited = 0;
      while (!closed && (waited < pauseNanos || (!signalled && left > 0))) {
        changed.awaitNanos(waited < pauseNanos ? pauseNanos - waited : left);
        waited = System.nanoTime() - start;
        left = Math.min(longest - waited, untilDue());
      }
      signalled = false;
      return !closed;
    } catch (InterruptedException e) {
      return false;
    } finally {
      lock.unlock();
    }
  }

  /** Nanoseconds until something is to be told, or less than none where it is time. */
  private long untilDue() {
    long due = pipeline.nextDue();
    return due == Long.MAX_VALUE
        ? LONGEST.toNanos()
        : Duration.ofMillis(Math.min(due - clock.millis(), LONGEST.toMillis())).toNanos();
  }

  /** Lets a round or mail under way come to its end, within a few seconds. */
  @Override
  public void close() {
    lock.lock();
    try {
      closed = true;
      changed.signalAll();
    } finally {
      lock.unlock();
    }
    digests.close();
    outbox.close();
    alertmanagers.close();
    var running = thread;
    if (running != null) {
      try {
        if (!running.join(Duration.ofSeconds(3))) {
          running.interrupt();
          running.join(Duration.ofSeconds(1));
        }
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
    }
  }
}
