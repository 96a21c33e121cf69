package dev.muster.exporter;

import dev.muster.exporter.ExporterSettings.Serving;
import dev.muster.exporter.collector.Collector;
import dev.muster.exporter.collector.Collectors;
import dev.muster.exporter.collector.Hardware;
import dev.muster.exporter.eventlog.EventLogs;
import dev.muster.exporter.push.Push;
import dev.muster.exporter.push.PushSettings;
import dev.muster.web.WebConfig;
import dev.muster.web.WebConfig.RateLimit;
import dev.muster.web.WebConfig.TlsServer;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A running exporter. There may be many in one JVM; they share nothing. */
public final class ExporterApp implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(ExporterApp.class);

  private static final String TALLIES = "log-counts";

  private final EventLogs logs;
  private final CollectorRuns runs;
  private final Router router;
  private final LiveWeb web;
  private final Listeners listeners;
  private final @Nullable Push push;

  private ExporterApp(
      EventLogs logs,
      CollectorRuns runs,
      Router router,
      LiveWeb web,
      Listeners listeners,
      @Nullable Push push) {
    this.logs = logs;
    this.web = web;
    this.runs = runs;
    this.router = router;
    this.listeners = listeners;
    this.push = push;
  }

  /**
   * Starts to serve.
   *
   * @throws ExporterException if it cannot run as the settings say
   * @throws dev.muster.web.WebConfigException if a certificate or key cannot be used
   */
  public static ExporterApp start(ExporterSettings settings) {
    return start(settings, Collectors.all(settings.reading().collectors()), CollectorRuns.DEFAULT);
  }

  static ExporterApp start(
      ExporterSettings settings, List<Collector> machine, CollectorRuns.Patience patience) {
    List<Collector> known = new ArrayList<>(machine);
    known.add(EventLogs.unopened());
    settings.reading().choice().from(known); // A wrong name is told before anything is made.
    StateFolder.prepare(settings.state());
    var web = new LiveWeb(settings.serving(), settings.state(), System::nanoTime);
    EventLogs logs =
        EventLogs.open(settings.reading().eventLogs().withTallies(tallies(settings.state())));
    var runs = new CollectorRuns(patience, System::nanoTime);
    Push push = null;
    Router router = null;
    try {
      push = open(settings);
      List<Collector> all = new ArrayList<>(machine);
      all.add(logs.collector());
      List<Collector> chosen = settings.reading().choice().from(all);
      var self = new SelfMetrics();
      var page = new ScrapePage(chosen, runs, below(settings.serving(), self, web, push));
      router = router(settings, web, logs, self, page);
      TlsSetup.Ready tls = web.current().tls();
      var listeners =
          Listeners.open(settings.serving().addresses(), tls == null ? null : web::tls, router);
      var app = new ExporterApp(logs, runs, router, web, listeners, push);
      app.announce(tls == null ? null : tls.tls(), chosen);
      if (push != null) {
        push.start(() -> page.text(CollectorFilter.ALL, PageText.Format.PROMETHEUS));
      }
      return app;
    } catch (RuntimeException e) {
      if (router != null) {
        router.close();
      }
      if (push != null) {
        push.close();
      }
      runs.close();
      logs.close();
      throw e;
    }
  }

  /** The file in a state folder that holds what was counted in event logs. */
  static Path tallies(Path state) {
    return state.resolve(TALLIES);
  }

  private static @Nullable Push open(ExporterSettings settings) {
    PushSettings push = settings.push();
    return push == null ? null : Push.open(push, settings.state(), BuildInfo.version());
  }

  /** What stands below the collectors' families. */
  private static List<Collector> below(
      Serving serving, SelfMetrics self, LiveWeb web, @Nullable Push push) {
    List<Collector> all = new ArrayList<>();
    all.add(new BuildInfo());
    if (serving.selfMetrics()) {
      all.add(self);
      all.add(web);
    }
    if (push != null) {
      all.add(push.counts());
    }
    return all;
  }

  private static Router router(
      ExporterSettings settings, LiveWeb web, EventLogs logs, SelfMetrics self, ScrapePage page) {
    Serving serving = settings.serving();
    var targets =
        new Router.Targets(
            serving.telemetryPath(),
            page,
            new OtherFormats(page),
            new EventsEndpoint(logs),
            new HostEndpoint(
                page,
                Hardware.source(settings.reading().collectors()),
                InstantSource.system(),
                System::nanoTime),
            new CertificateEndpoint(serving.webFile() == null ? null : serving.webFile().path()),
            self);
    RateLimit limit = serving.web().rateLimit();
    return new Router(
        targets,
        web,
        limit == null ? null : new TokenBucket(limit, System::nanoTime),
        serving.maxRequests());
  }

  private void announce(@Nullable TlsServer tls, List<Collector> chosen) {
    if (port() == 0) {
      LOG.info("msg=\"listening nowhere\" collectors=\"{}\"", CollectorChoice.names(chosen));
      return;
    }
    LOG.info(
        "msg=\"{}\" port={} certificate_sha256={} collectors=\"{}\"",
        tls == null ? "listening, over plain HTTP" : "listening",
        port(),
        tls == null ? "none" : tls.identity().sha256(),
        CollectorChoice.names(chosen));
  }

  /** Where it listens: the first address' port; 0 if nowhere. */
  public int port() {
    return listeners.port();
  }

  /**
   * Puts another web config in force, from the next connection; for one that is from no file.
   *
   * @throws ExporterException if it does not go with the other settings
   */
  public void use(WebConfig next) {
    web.use(next);
  }

  /** Stops within a few seconds. */
  @Override
  public void close() {
    listeners.close();
    router.close();
    if (push != null) {
      push.close();
    }
    runs.close();
    logs.close();
  }
}
