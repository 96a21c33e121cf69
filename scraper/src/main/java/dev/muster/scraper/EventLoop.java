package dev.muster.scraper;

import dev.muster.archive.EventStore;
import dev.muster.fleet.Client;
import dev.muster.fleet.ScrapeSettings;
import dev.muster.fleet.Via;
import java.util.concurrent.ExecutionException;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Fetches one client's new event-log records, halfway between its scrapes but at most every five
 * seconds (every minute where a program is run for it), while its scrapes succeed and their pages
 * are of Muster's exporter. One that has no events to give is asked again every ten minutes; that
 * is worth a warning only where its events are to be mailed, and then any client is asked.
 */
final class EventLoop implements Runnable {
  static final int PAGE_SIZE = 500;

  private static final Logger log = LoggerFactory.getLogger(EventLoop.class);
  private static final long SHORTEST_INTERVAL_MILLIS = 5_000;
  private static final long SHORTEST_INTERVAL_ONCE_MILLIS = 60_000;
  private static final long RETRY_MILLIS = 600_000;
  private static final int MOST_PAGES = 20;

  private final Client client;
  private final Source exporter;
  private final EventStore store;
  private final Ticker ticker;
  private final ScraperMetrics metrics;
  private final BooleanSupplier up;
  private final Page.Buffers buffers;
  private final Slots slots;
  private String failing = "";
  private long nextTryMillis;
  private volatile boolean stopped;

  /**
   * @param clients how many the fleet has
   * @param up whether the client's last scrape succeeded, and it is to be asked
   */
  EventLoop(
      Client client,
      ScrapeSettings settings,
      int clients,
      Source exporter,
      EventStore store,
      Ticker ticker,
      ScraperMetrics metrics,
      Page.Buffers buffers,
      BooleanSupplier up) {
    this.client = client;
    this.exporter = exporter;
    this.store = store;
    this.ticker = ticker;
    this.metrics = metrics;
    this.buffers = buffers;
    this.up = up;
    boolean dear = client.exporter().via() == Via.SSH_ONCE;
    long interval =
        Math.max(
            settings.interval().toMillis(),
            dear ? SHORTEST_INTERVAL_ONCE_MILLIS : SHORTEST_INTERVAL_MILLIS);
    var scrapes = Slots.of(client.name(), interval, clients);
    this.slots = new Slots(interval, scrapes.offsetMillis() + settings.interval().toMillis() / 2);
  }

  /** Makes {@link #run} return soon. */
  void stop() {
    stopped = true;
    exporter.cancel();
  }

  @Override
  public void run() {
    try {
      while (!stopped) {
        ticker.sleepUntil(slots.after(ticker.nowMillis()));
        if (!stopped && up.getAsBoolean() && ticker.nowMillis() >= nextTryMillis) {
          round();
        }
      }
    } catch (InterruptedException _) {
      // stopped while it slept
    }
  }

  private void round() throws InterruptedException {
    try {
      fetch();
      report("");
    } catch (ScrapeException e) {
      failed(e);
    } catch (ExecutionException e) {
      @Nullable Throwable cause = e.getCause();
      failed("the archive takes no events: " + (cause == null ? e : cause).getMessage());
    } catch (RuntimeException e) {
      log.error("msg=\"fetching events broke\" client={}", client.name(), e);
    }
  }

  private void fetch() throws InterruptedException, ExecutionException {
    String cursor = store.cursor(client.name());
    for (int pages = 0; pages < MOST_PAGES && !stopped; pages++) {
      var page = page(cursor);
      if (page.cursor().equals(cursor)) {
        return;
      }
      store.append(client.name(), page.events(), page.cursor()).get();
      metrics.events.inc(page.events().size());
      if (cursor.isEmpty() || page.events().isEmpty()) {
        return;
      }
      cursor = page.cursor();
    }
  }

  private EventPage page(String cursor) {
    try {
      return request(cursor);
    } catch (ScrapeException e) {
      if (e.status() != 400 || cursor.isEmpty()) {
        throw e;
      }
      log.warn(
          "msg=\"client does not know its events' cursor; goes on at the end\" client={}",
          client.name());
      return request("");
    }
  }

  private EventPage request(String cursor) {
    return exporter.events(cursor, PAGE_SIZE, buffers);
  }

  private void failed(ScrapeException failure) {
    switch (failure.status()) {
      case 401, 403, 404, 405, 501 -> {
        nextTryMillis = ticker.nowMillis() + RETRY_MILLIS;
        if (client.wantsEvents()) {
          failed(notGiven(failure.status()));
        } else {
          log.debug(
              "msg=\"client gives no events\" client={} status={}",
              client.name(),
              failure.status());
        }
      }
      default -> failed(String.valueOf(failure.getMessage()));
    }
  }

  /** For those who wait for mails of them. */
  private static String notGiven(int status) {
    return status == 401 || status == 403
        ? "its exporter gives event logs only to those who log in; give the client an"
            + " exporter-username and exporter-password that its web config knows"
        : "it has no event logs to give, it answered " + status;
  }

  private void failed(String reason) {
    if (!stopped) {
      metrics.eventFailures.inc();
      report(reason);
    }
  }

  private void report(String reason) {
    if (!reason.equals(failing)) {
      failing = reason;
      if (reason.isEmpty()) {
        log.info("msg=\"events are fetched again\" client={}", client.name());
      } else {
        log.warn(
            "msg=\"events are not fetched\" client={} reason={}",
            client.name(),
            Wording.quoted(reason));
      }
    }
  }
}
