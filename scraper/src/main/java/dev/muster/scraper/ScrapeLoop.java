package dev.muster.scraper;

import dev.muster.archive.SampleBatch;
import dev.muster.fleet.Client;
import dev.muster.fleet.ScrapeSettings;
import dev.muster.metrics.ExpositionException;
import java.util.concurrent.Semaphore;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Scrapes one client at its {@link Slots}. Samples bear the time of the slot, so they are evenly
 * spaced however the threads are scheduled. A slot that passes while the scrape before still runs,
 * or while the archive is {@value #MOST_PENDING} scrapes behind, is left out and counted. When the
 * clock is set back it goes on at that time, a millisecond beside the slots of before: what is
 * there of that time already stands as well.
 */
final class ScrapeLoop implements Runnable {
  private static final Logger log = LoggerFactory.getLogger(ScrapeLoop.class);
  private static final int MOST_PENDING = 4;

  /** What all loops share. */
  record Shared(
      Ticker ticker,
      Page.Buffers buffers,
      Archiving archiving,
      BiConsumer<String, String> scrapeErrors,
      ScraperMetrics metrics,
      Beginners beginners) {}

  private final Client client;
  private final ScrapeSettings settings;
  private final Target target;
  private final Source exporter;
  private final Shared shared;
  private Slots slots;
  private final Semaphore pending = new Semaphore(MOST_PENDING);
  private @Nullable String reason;
  private boolean toldOfDuplicates;
  private volatile TargetStatus status;
  private volatile boolean stopped;

  ScrapeLoop(
      Client client,
      ScrapeSettings settings,
      Slots slots,
      Target target,
      Source exporter,
      Shared shared) {
    this.client = client;
    this.settings = settings;
    this.target = target;
    this.exporter = exporter;
    this.shared = shared;
    this.slots = slots;
    this.status = status(TargetStatus.Health.UNKNOWN, "", 0, 0, 0);
  }

  TargetStatus status() {
    return status;
  }

  /** Makes {@link #run} return soon. */
  void stop() {
    stopped = true;
    exporter.cancel();
  }

  @Override
  public void run() {
    var ticker = shared.ticker();
    boolean begins = false;
    long slot = first(ticker.nowMillis());
    try {
      ticker.sleepUntil(slot);
      begins = shared.beginners().begin();
      slot = slots.next(slot - slots.intervalMillis(), ticker.nowMillis());
      while (!stopped) {
        ticker.sleepUntil(slot);
        long now = ticker.nowMillis();
        if (now < slot) {
          slot = isSetBack(slot, now) ? setBack(now) : slot;
          continue;
        }
        if (ticker.nowMillis() - slot < slots.intervalMillis() && pending.tryAcquire()) {
          scrapeOnce(slot);
        } else {
          shared.metrics().skipped.inc();
        }
        if (begins) {
          shared.beginners().end();
          begins = false;
        }
        long next = slots.next(slot, ticker.nowMillis());
        shared.metrics().skipped.inc(slots.between(slot, next));
        slot = next;
      }
    } catch (InterruptedException _) {
      // stopped while it slept
    } finally {
      if (begins) {
        shared.beginners().end();
      }
    }
  }

  private long first(long now) {
    return isSetBack(target.lastMillis(), now)
        ? setBack(now)
        : slots.after(Math.max(now - 1, target.lastMillis()));
  }

  /** Whether the clock shows less than what led to a slot. */
  private boolean isSetBack(long slot, long now) {
    return now + slots.intervalMillis() < slot;
  }

  private long setBack(long now) {
    log.debug("msg=\"clock was set back, scraped at its times\" client={}", client.name());
    slots = new Slots(slots.intervalMillis(), slots.offsetMillis() + 1);
    return slots.after(now);
  }

  private void scrapeOnce(long slot) {
    @Nullable SampleBatch batch = null;
    try {
      shared.metrics().delay.observe((shared.ticker().nowMillis() - slot) / 1000.0);
      batch = scrape(slot);
    } catch (RuntimeException e) {
      log.error("msg=\"scrape broke\" client={}", client.name(), e);
    } finally {
      if (batch == null) {
        pending.release();
      }
    }
    if (batch != null) {
      var _ = shared.archiving().append(batch).thenRun(pending::release);
    }
  }

  private @Nullable SampleBatch scrape(long slot) {
    long begin = shared.ticker().nanoTime();
    try (var page = exporter.page(shared.buffers())) {
      var scraped =
          target.scraped(
              page.bytes(), page.length(), page.isOpenMetrics(), slot, () -> seconds(begin));
      double seconds = seconds(begin);
      report(TargetStatus.Health.UP, "", slot, seconds, scraped.samples());
      count(scraped);
      return scraped.batch();
    } catch (ScrapeException | ExpositionException e) {
      if (stopped) {
        return null;
      }
      double seconds = seconds(begin);
      report(TargetStatus.Health.DOWN, String.valueOf(e.getMessage()), slot, seconds, 0);
      boolean tooLarge = e instanceof ScrapeException failure && failure.isTooLarge();
      return target.failed(slot, seconds, tooLarge);
    }
  }

  private double seconds(long begin) {
    return (shared.ticker().nanoTime() - begin) / 1e9;
  }

  private void count(Target.Scraped scraped) {
    shared.metrics().duplicates.inc(scraped.duplicates());
    shared.metrics().withheld.inc(scraped.withheld());
    if (scraped.duplicates() > 0 && !toldOfDuplicates) {
      log.warn(
          "msg=\"page has a series twice, the first counts\" client={} times={} first={}",
          client.name(),
          scraped.duplicates(),
          Wording.quoted(Wording.foreign(scraped.duplicate())));
    }
    toldOfDuplicates = scraped.duplicates() > 0;
  }

  private void report(
      TargetStatus.Health health, String why, long slot, double seconds, int samples) {
    boolean up = health == TargetStatus.Health.UP;
    shared.metrics().scrapes.labelValues(up ? "success" : "failure").inc();
    shared.metrics().duration.observe(seconds);
    status = status(health, why, slot, seconds, samples);
    if (why.equals(reason)) {
      return;
    }
    reason = why;
    if (up) {
      log.info("msg=\"client is up\" client={}", client.name());
    } else {
      log.warn("msg=\"client is down\" client={} reason={}", client.name(), Wording.quoted(why));
    }
    shared.scrapeErrors().accept(client.name(), why);
  }

  private TargetStatus status(
      TargetStatus.Health health, String why, long slot, double seconds, int samples) {
    return new TargetStatus(
        client.name(),
        Exporter.address(client),
        target.labels(),
        health,
        why,
        slot,
        seconds,
        samples,
        settings.interval(),
        settings.timeout());
  }
}
