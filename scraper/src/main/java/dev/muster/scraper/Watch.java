package dev.muster.scraper;

import dev.muster.fleet.Client;
import dev.muster.fleet.ScrapeSettings;
import dev.muster.scraper.ssh.SshRoutes;
import java.time.Duration;
import java.util.List;

/** The running loops of one client. */
final class Watch {
  private static final Duration PATIENCE = Duration.ofSeconds(5);

  private final Client client;
  private final ScrapeSettings settings;
  private final Target target;
  private final ScrapeLoop scrapes;
  private final EventLoop events;
  private final List<Thread> threads;

  Watch(
      Client client, ScrapeSettings settings, Target target, ScrapeLoop scrapes, EventLoop events) {
    this.client = client;
    this.settings = settings;
    this.target = target;
    this.scrapes = scrapes;
    this.events = events;
    this.threads =
        List.of(
            Thread.ofVirtual().name("scrape-" + client.name()).start(scrapes),
            Thread.ofVirtual().name("events-" + client.name()).start(events));
  }

  /** Whether the loops may go on as they are. */
  boolean fits(Client client, ScrapeSettings settings) {
    return hasLabelsOf(client, settings)
        && this.client.exporter().equals(client.exporter())
        && (!SshRoutes.concerns(client) || this.client.ssh().equals(client.ssh()))
        && this.client.page().equals(client.page())
        && this.client.wantsEvents() == client.wantsEvents()
        && this.settings.equals(settings);
  }

  /** Whether the series stay the same, so that they go on without a break. */
  boolean hasLabelsOf(Client client, ScrapeSettings settings) {
    return this.settings.extraMetrics() == settings.extraMetrics()
        && this.client.name().equals(client.name())
        && this.client.group().equals(client.group())
        && this.client.instance().equals(client.instance());
  }

  Target target() {
    return target;
  }

  TargetStatus status() {
    return scrapes.status();
  }

  /** Asks the loops to end. */
  void stop() {
    scrapes.stop();
    events.stop();
    threads.forEach(Thread::interrupt);
  }

  /** Waits until they have. */
  boolean ended() throws InterruptedException {
    boolean ended = true;
    for (var thread : threads) {
      ended &= thread.join(PATIENCE);
    }
    return ended;
  }
}
