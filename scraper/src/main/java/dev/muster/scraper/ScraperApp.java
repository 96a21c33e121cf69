package dev.muster.scraper;

import dev.muster.archive.EventStore;
import dev.muster.archive.SampleBatch;
import dev.muster.archive.SampleWriter;
import dev.muster.fleet.Client;
import dev.muster.fleet.Fleet;
import dev.muster.fleet.ScrapeSettings;
import dev.muster.scraper.ssh.SshAccess;
import dev.muster.web.Identity;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import java.security.cert.X509Certificate;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import java.util.function.Predicate;
import java.util.function.Supplier;
import javax.net.ssl.X509TrustManager;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Scrapes every client of the fleet until it is closed. */
public final class ScraperApp implements AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(ScraperApp.class);

  /**
   * What it works with.
   *
   * @param scrapeErrors told a client and why its scrapes fail, "" when they no longer do; only
   *     when that changes
   * @param authority trusts what the fleet's own certificate authority signed
   * @param identity shown to clients that ask who scrapes them, as it is at each handshake; or null
   * @param registry gets the metrics {@code muster_scraper_*}
   * @param committed told a client's name whenever a scrape of it was stored; on the archive's
   *     thread, so it should only pass the word on
   * @param ssh for the clients that are reached by it
   */
  public record Settings(
      SampleWriter samples,
      EventStore events,
      BiConsumer<String, String> scrapeErrors,
      X509TrustManager authority,
      @Nullable Supplier<Identity> identity,
      InstantSource clock,
      PrometheusRegistry registry,
      Consumer<String> committed,
      SshAccess ssh) {
    /** Without SSH. */
    public Settings(
        SampleWriter samples,
        EventStore events,
        BiConsumer<String, String> scrapeErrors,
        X509TrustManager authority,
        @Nullable Supplier<Identity> identity,
        InstantSource clock,
        PrometheusRegistry registry,
        Consumer<String> committed) {
      this(
          samples,
          events,
          scrapeErrors,
          authority,
          identity,
          clock,
          registry,
          committed,
          SshAccess.none());
    }
  }

  private final EventStore events;
  private final Connections connections;
  private final ScrapeLoop.Shared shared;
  private final Interner interner = new Interner();
  private final Descriptions descriptions = new Descriptions();
  private final Object reload = new Object();
  private volatile Map<String, Watch> watches = Map.of();
  private final HeapKeeper heap = HeapKeeper.start();
  private boolean closed;

  private ScraperApp(Settings settings, Ticker ticker) {
    this.events = settings.events();
    this.connections =
        new Connections(
            settings.authority(), settings.identity(), settings.clock(), settings.ssh());
    var metrics = new ScraperMetrics(settings.registry(), this::targets);
    this.shared =
        new ScrapeLoop.Shared(
            ticker,
            new Page.Buffers(),
            new Archiving(settings.samples(), metrics, settings.committed()),
            (client, reason) -> note(settings.scrapeErrors(), client, reason),
            metrics,
            new Beginners());
  }

  private static void note(BiConsumer<String, String> errors, String client, String reason) {
    try {
      errors.accept(client, reason);
    } catch (RuntimeException e) {
      log.error("msg=\"a scrape's result was not noted\" client={}", client, e);
    }
  }

  /** Starts to scrape; each client for the first time within one interval. */
  public static ScraperApp start(Fleet fleet, Settings settings) {
    return start(fleet, settings, Ticker.of(settings.clock()));
  }

  static ScraperApp start(Fleet fleet, Settings settings, Ticker ticker) {
    var app = new ScraperApp(settings, ticker);
    app.setFleet(fleet);
    return app;
  }

  /**
   * Scrapes this fleet from now on. Clients that stay as they were go on undisturbed; the series of
   * those that go, or whose name, group or address changes, get stale markers.
   */
  public void setFleet(Fleet fleet) {
    synchronized (reload) {
      if (closed) {
        return;
      }
      var before = watches;
      var after = new LinkedHashMap<String, Watch>();
      var ending = new ArrayList<Watch>();
      for (var client : fleet.clients()) {
        @Nullable Watch watch = before.get(client.name());
        if (watch != null && watch.fits(client, fleet.scrape())) {
          after.put(client.name(), watch);
        }
      }
      before.forEach((name, watch) -> {
        if (!after.containsKey(name)) {
          ending.add(watch);
        }
      });
      end(ending);
      connections.retain(fleet.clients());
      for (var client : fleet.clients()) {
        after.computeIfAbsent(client.name(), name -> watch(client, fleet, before.get(name)));
      }
      ending.removeIf(watch -> after.containsKey(watch.status().client()));
      ending.forEach(this::markGone);
      watches = Map.copyOf(after);
      log.info(
          "msg=\"fleet is scraped\" clients={} interval={}",
          after.size(),
          fleet.scrape().interval());
    }
  }

  private Watch watch(Client client, Fleet fleet, @Nullable Watch before) {
    var settings = fleet.scrape();
    int clients = fleet.clients().size();
    var slots = Slots.of(client.name(), settings.interval().toMillis(), clients);
    var target = target(client, settings, before);
    var sources = connections.sources(client, settings);
    var scrapes = new ScrapeLoop(client, settings, slots, target, sources.get(), shared);
    var fetches =
        new EventLoop(
            client,
            settings,
            clients,
            sources.get(),
            events,
            shared.ticker(),
            shared.metrics(),
            shared.buffers(),
            () ->
                scrapes.status().health() == TargetStatus.Health.UP
                    && (target.isOurs() || client.wantsEvents()));
    return new Watch(client, settings, target, scrapes, fetches);
  }

  /** Goes on with the series of before where they stay the same. */
  private Target target(Client client, ScrapeSettings settings, @Nullable Watch before) {
    if (before == null) {
      return new Target(client, settings, interner, descriptions, Long.MIN_VALUE);
    }
    if (before.hasLabelsOf(client, settings)) {
      before.target().use(client, settings);
      return before.target();
    }
    markGone(before);
    return new Target(client, settings, interner, descriptions, before.target().lastMillis());
  }

  private void markGone(Watch watch) {
    @Nullable SampleBatch batch = watch.target().gone(shared.ticker().nowMillis());
    if (batch != null) {
      var _ = shared.archiving().append(batch);
    }
  }

  private static void end(List<Watch> watches) {
    watches.forEach(Watch::stop);
    try {
      for (var watch : watches) {
        if (!watch.ended()) {
          log.warn("msg=\"loop does not end\" client={}", watch.status().client());
        }
      }
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
    }
  }

  /** How every client's scrapes go, by name. */
  public List<TargetStatus> targets() {
    return watches.entrySet().stream()
        .sorted(Map.Entry.comparingByKey())
        .map(entry -> entry.getValue().status())
        .toList();
  }

  /** The certificates that clients showed at their last handshake, by the clients' names. */
  public Map<String, X509Certificate> certificates() {
    return connections.seen();
  }

  /** Refuses these certificates of the fleet's authority, on connections that are open too. */
  public void refuseRevoked(Predicate<X509Certificate> isRevoked) {
    connections.refuse(isRevoked);
  }

  /** The identity is another: no session goes on by the old one. */
  public void renewed() {
    connections.renewed();
  }

  /** What the pages read since the start say of their families, by the family's name. */
  public Map<String, List<FamilyDescription>> descriptions() {
    return descriptions.all();
  }

  /** Adds what a push says of a family. */
  public void describe(String family, FamilyDescription description) {
    descriptions.add(family, description);
  }

  /** Ends all loops. As with Prometheus nothing is marked stale, for a restart goes on. */
  @Override
  public void close() {
    synchronized (reload) {
      if (!closed) {
        closed = true;
        heap.close();
        end(List.copyOf(watches.values()));
        connections.close();
      }
    }
  }
}
