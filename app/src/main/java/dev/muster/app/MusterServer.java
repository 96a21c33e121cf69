package dev.muster.app;

import dev.muster.alertbridge.AlertBridgeApp;
import dev.muster.alertbridge.ArchiveAlarm;
import dev.muster.alertbridge.Explanation;
import dev.muster.alertbridge.MailSender;
import dev.muster.alertbridge.api.AcknowledgeApi;
import dev.muster.alertbridge.api.AlertmanagerApi;
import dev.muster.archive.AlertRecord;
import dev.muster.archive.AlertStore;
import dev.muster.archive.Archive;
import dev.muster.archive.OpenedArchive;
import dev.muster.archive.Pace;
import dev.muster.archive.SampleWriter;
import dev.muster.console.Console;
import dev.muster.console.api.FleetFiles;
import dev.muster.console.api.LiveTopic;
import dev.muster.fleet.Finding;
import dev.muster.fleet.Fleet;
import dev.muster.fleet.FleetFile;
import dev.muster.fleet.FleetWatcher;
import dev.muster.fleet.LimitOrigin;
import dev.muster.fleet.Recurrences;
import dev.muster.promql.Engine;
import dev.muster.promql.EngineSettings;
import dev.muster.scraper.ScraperApp;
import dev.muster.scraper.api.AlertsApi;
import dev.muster.scraper.api.ConfigApi;
import dev.muster.scraper.api.Federation;
import dev.muster.scraper.api.MetadataApi;
import dev.muster.scraper.api.NotifiersApi;
import dev.muster.scraper.api.OpenApi;
import dev.muster.scraper.api.PrometheusConfig;
import dev.muster.scraper.api.QueryApi;
import dev.muster.scraper.api.RemoteWriteApi;
import dev.muster.scraper.api.RulesApi;
import dev.muster.scraper.api.SeriesApi;
import dev.muster.scraper.api.StatusApi;
import dev.muster.scraper.api.TargetMetadataApi;
import dev.muster.scraper.api.TargetsApi;
import dev.muster.scraper.remote.RemoteWriters;
import dev.muster.scraper.write.WriteApi;
import dev.muster.server.WebServer;
import dev.muster.web.BasicAuth;
import dev.muster.web.CertificateAuthority;
import dev.muster.web.Identity;
import dev.muster.web.LocalHosts;
import dev.muster.web.Tls;
import dev.muster.web.WebConfig.TlsServer;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.time.ZoneId;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * All of Muster in one process: opens the data folder, connects the programs by constructor calls
 * and serves their routes on one HTTPS port. What was opened is closed in the reverse order.
 */
final class MusterServer implements AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(MusterServer.class);

  private final ServerSettings settings;
  private final InstantSource clock;
  private final Deque<AutoCloseable> open = new ArrayDeque<>();
  private final AtomicBoolean ready = new AtomicBoolean();
  private final AtomicBoolean closed = new AtomicBoolean();
  private final DataFolder data;
  private @Nullable Path setAside;
  private final Users users;
  private final FleetWatcher fleets;
  private final CertificateAuthority authority;
  private final LocalExporters exporters;
  private final WebServer web;
  private @Nullable RuleService rules;
  private volatile @Nullable ConsoleWiring console;

  /**
   * Starts everything.
   *
   * @throws AppException if the data folder cannot be used
   * @throws dev.muster.fleet.FleetException if the fleet file has mistakes
   * @throws dev.muster.server.ListenException if the port cannot be had
   * @throws dev.muster.sqlite.DatabaseException if the archive cannot be opened
   */
  static MusterServer start(ServerSettings settings, InstantSource clock) {
    return new MusterServer(settings, clock);
  }

  private MusterServer(ServerSettings settings, InstantSource clock) {
    this.settings = settings;
    this.clock = clock;
    try {
      data = DataFolder.openOrMake(settings.data());
      makeStarterFleet();
      fleets = closing(FleetWatcher.open(settings.fleetFile(), settings.environment()));
      fleets.get().warnings().forEach(warning -> log.warn("msg=\"fleet warning\" at={}", warning));
      var archive = closing(openArchive());
      users = closing(Users.openOrMake(data, settings.environment(), clock));
      authority = CertificateAuthority.openOrMake(data.resolve("ca"));
      exporters = closing(new LocalExporters(authority, data.resolve("exporter")));
      web = connect(archive);
      users.keep();
      ready.set(true);
    } catch (RuntimeException e) {
      close();
      throw e;
    }
  }

  private void makeStarterFleet() {
    var file = settings.fleetFile();
    if (!Files.exists(file)) {
      data.write(file, StarterFleet.text());
      log.info("msg=\"made a starter fleet file\" file={}", file);
    }
  }

  private Archive openArchive() {
    var opened = OpenedArchive.open(data.resolve("archive.db"), clock, Pace.SERVER);
    setAside = opened.setAside();
    var archive = opened.archive();
    setRetention(archive, fleets.get());
    archive.setClients(ClientRows.of(fleets.get())).join();
    return archive;
  }

  private static void setRetention(Archive archive, Fleet fleet) {
    var kept = fleet.archive();
    archive.setRetention(
        kept.retention(), kept.retention5m(), kept.retention1h(), kept.retentionBytes());
  }

  /** Connects the programs; last of all the port opens. */
  private WebServer connect(Archive archive) {
    var registry = new PrometheusRegistry();
    var metrics = new OwnMetrics(registry, clock);
    metrics.countDuplicates(archive::duplicateSamples);
    var queries = EngineSettings.DEFAULT.with(settings.features());
    var engine = new Engine(archive, queries, clock);
    var fleet = fleets.get();
    exporters.serve(fleet);
    var bridge = closing(bridge(archive, engine, registry, fleet));
    var alarm = closing(alarm(registry, fleet));
    var watched = new WatchedWriter(archive, alarm);
    var scraper = closing(scraper(archive, watched, registry, bridge, fleet));
    bridge.start();
    alarm.start();
    var writers = closing(writers(archive, scraper, registry, fleet));
    var ruleService =
        closing(
            new RuleService(
                new RuleService.Parts(
                    fleets,
                    engine,
                    archive,
                    watched,
                    bridge,
                    clock,
                    pageAddress(settings.address().port()),
                    settings.features(),
                    registry)));
    fleets.onChange(changed -> {
      apply(changed, archive, bridge, alarm, scraper);
      writers.setFleet(changed);
      tell(LiveTopic.FLEET);
    });
    ruleService.start();
    rules = ruleService;
    var self = closing(selfScrape(metrics, watched));
    self.start();
    var identity = authority.issueServer("server", LocalHosts.namesAndAddresses());
    var own =
        new OwnHealth(
            new OwnHealth.Sources(
                archive,
                data.resolve("archive.db"),
                scraper::targets,
                ruleService::status,
                writers::statuses,
                alarm::sentence,
                authority.certificate(),
                identity.certificate(),
                clock));
    var live = console(archive, engine, bridge, own);
    console = live;
    var accounts = closing(accounts(alarm));
    var server =
        WebServer.start(
            accounts.guard(webSettings(identity)),
            List.of(
                metrics::addTo,
                accounts::addTo,
                new ReloadRoute(this::reload)::addTo,
                new QueryApi(archive, queries, clock)::addTo,
                new SeriesApi(archive)::addTo,
                new AlertsApi(
                        () -> openAlerts(archive, alarm),
                        () -> fleets.get().clients(),
                        ruleService::status)
                    ::addTo,
                alertmanagerApi(archive, bridge, registry)::addTo,
                acknowledgeApi(archive, bridge)::addTo,
                new RulesApi(ruleService::status)::addTo,
                new NotifiersApi()::addTo,
                new StatusApi(status(archive))::addTo,
                new Federation(
                        archive,
                        EngineSettings.DEFAULT,
                        clock,
                        () -> fleets.get().global().labels())
                    ::addTo,
                new TargetsApi(scraper::targets)::addTo,
                new TargetMetadataApi(scraper::targets, scraper::descriptions, archive, clock)
                    ::addTo,
                new MetadataApi(scraper::descriptions)::addTo,
                new ConfigApi(this::prometheusConfig)::addTo,
                new RemoteWriteApi(writers::statuses)::addTo,
                new HistoryRoutes(() -> explained(archive, engine), archive.history(), clock)
                    ::addTo,
                new OpenApi(VersionProvider.VERSION)::addTo,
                live::addTo,
                new WriteApi(archive, scraper::describe, registry, archive::waitingPushes)::addTo,
                new Console()::addTo));
    closing(server);
    closing(live); // Before the port: it waits for requests that go on.
    return server;
  }

  private ConsoleWiring console(
      Archive archive, Engine engine, AlertBridgeApp bridge, OwnHealth own) {
    return new ConsoleWiring(
        new ConsoleWiring.Sources(
            fleets,
            archive,
            engine,
            bridge,
            pageAddress(settings.address().port()),
            () -> explained(archive, engine),
            own.parts(),
            new FleetFiles(
                settings.fleetFile(),
                data.resolve("fleet-history"),
                text -> FleetFile.read(settings.fleetFile(), text, settings.environment()),
                NamedFiles::mistakes,
                this::reload,
                WebServer::audit),
            clock));
  }

  /** Passes on to the page that something was stored or changed. */
  private void tell(LiveTopic topic) {
    var live = console;
    if (live != null) {
      live.changed(topic);
    }
  }

  private Explanation.Sources explained(Archive archive, Engine engine) {
    return new Explanation.Sources(
        fleets.get(),
        (client, type) -> LimitOrigin.of(settings.fleetFile(), client, type),
        engine,
        archive.history(),
        ZoneId.systemDefault());
  }

  private AlertmanagerApi alertmanagerApi(
      Archive archive, AlertBridgeApp bridge, PrometheusRegistry registry) {
    return new AlertmanagerApi(
        new AlertmanagerApi.Parts(
            bridge.alerts(),
            bridge,
            archive.endedAlerts(),
            archive.silences(),
            Recurrences::parse,
            bridge::signal,
            clock,
            registry,
            VersionProvider.VERSION));
  }

  private AcknowledgeApi acknowledgeApi(Archive archive, AlertBridgeApp bridge) {
    return new AcknowledgeApi(
        new AcknowledgeApi.Parts(
            bridge.alerts(), watchedAlerts(archive)::acknowledge, bridge::signal, clock));
  }

  private String prometheusConfig() {
    return PrometheusConfig.of(fleets.get(), data.resolve("ca").resolve("ca.pem"));
  }

  private static List<AlertRecord> openAlerts(Archive archive, ArchiveAlarm alarm) {
    return Stream.concat(alarm.open().stream(), archive.alerts().open().stream()).toList();
  }

  private ArchiveAlarm alarm(PrometheusRegistry registry, Fleet fleet) {
    var alarm =
        new ArchiveAlarm(
            clock,
            MailSender.factory(data.resolve("mails")),
            ZoneId.systemDefault(),
            pageAddress(settings.address().port()),
            registry,
            fleet);
    if (setAside != null) {
      alarm.setAside(setAside.toString());
    }
    return alarm;
  }

  private StatusApi.Settings status(Archive archive) {
    return new StatusApi.Settings(
        VersionProvider.VERSION,
        Map.of(
            "config", settings.fleetFile().toString(),
            "data", settings.data().toString(),
            "web.listen-address", settings.address().toString()),
        () -> fleets.get().archive().retention(),
        archive,
        clock);
  }

  private AlertBridgeApp bridge(
      Archive archive, Engine engine, PrometheusRegistry registry, Fleet fleet) {
    return new AlertBridgeApp(
        new AlertBridgeApp.Parts(
            engine,
            watchedAlerts(archive),
            archive.events(),
            archive.digests(),
            clock,
            MailSender.factory(data.resolve("mails")),
            ZoneId.systemDefault(),
            pageAddress(settings.address().port()),
            registry),
        fleet);
  }

  private AlertStore watchedAlerts(Archive archive) {
    return new WatchedAlerts(
        archive.alerts(), () -> tell(LiveTopic.ALERTS), () -> tell(LiveTopic.MAILS));
  }

  private ScraperApp scraper(
      Archive archive,
      SampleWriter samples,
      PrometheusRegistry registry,
      AlertBridgeApp bridge,
      Fleet fleet) {
    return ScraperApp.start(
        fleet,
        new ScraperApp.Settings(
            samples,
            new WatchedEvents(archive.events(), () -> tell(LiveTopic.EVENTS)),
            archive::noteScrapeError,
            Tls.trusting(List.of(authority.certificate())),
            authority.issueClient("scraper"),
            clock,
            registry,
            client -> {
              bridge.signal();
              tell(LiveTopic.CLIENTS);
            }));
  }

  private RemoteWriters writers(
      Archive archive, ScraperApp scraper, PrometheusRegistry registry, Fleet fleet) {
    return RemoteWriters.start(
        fleet,
        new RemoteWriters.Settings(
            archive.arrivals(), scraper::descriptions, clock, registry, VersionProvider.VERSION));
  }

  private SelfScrape selfScrape(OwnMetrics metrics, SampleWriter samples) {
    return new SelfScrape(
        metrics,
        samples,
        clock,
        () -> fleets.get().scrape().interval(),
        "127.0.0.1:" + settings.address().port());
  }

  private WebServer.Settings webSettings(Identity identity) {
    var tls = TlsServer.of(identity);
    return new WebServer.Settings(
        settings.address(), tls, new BasicAuth(Map.of()), Set.of(), ready::get);
  }

  private AccountWiring accounts(ArchiveAlarm alarm) {
    return new AccountWiring(
        new AccountWiring.Parts(
            users.store(),
            fleets,
            data.resolve("mails"),
            pageAddress(settings.address().port()),
            alarm::sentence,
            clock));
  }

  private void apply(
      Fleet fleet, Archive archive, AlertBridgeApp bridge, ArchiveAlarm alarm, ScraperApp scraper) {
    fleet.warnings().forEach(warning -> log.warn("msg=\"fleet warning\" at={}", warning));
    setRetention(archive, fleet);
    archive.setClients(ClientRows.of(fleet)).join();
    exporters.serve(fleet);
    scraper.setFleet(fleet);
    bridge.setFleet(fleet);
    alarm.setFleet(fleet);
    log.info("msg=\"the fleet file is in force\" clients={}", fleet.clients().size());
  }

  /** Reads the fleet file and rule files anew; every mistake, or none where they are in force. */
  List<Finding> reload() {
    var mistakes = new ArrayList<>(fleets.reload());
    var ruleService = rules;
    if (ruleService != null) {
      mistakes.addAll(ruleService.reload());
    }
    return mistakes;
  }

  /** The methods and paths that are served, such as {@code GET /api/v1/query}. */
  List<String> routes() {
    return web.routes();
  }

  /** Where a browser finds the page. */
  URI address() {
    return pageAddress(web.port());
  }

  private URI pageAddress(int port) {
    String host = settings.address().host();
    boolean everywhere = host.isEmpty() || host.equals("0.0.0.0") || host.equals("::");
    String shown = everywhere ? "localhost" : host.indexOf(':') >= 0 ? "[" + host + "]" : host;
    return URI.create("https://" + shown + ":" + port + "/");
  }

  /** What runs where, for a person. */
  String startTable() {
    var fleet = fleets.get();
    int limits = fleet.clients().stream().mapToInt(client -> client.limits().size()).sum();
    var table = new StartTable().row("page and API", address().toString());
    String made = users.madePassword();
    table.row(
        "log in", "user admin" + (made == null ? "" : ", password " + made + " (shown this once)"));
    exporters.addresses().forEach(exporter -> table.row("exporter", exporter));
    table.row(
        "fleet file",
        "%s (%s, %s)"
            .formatted(
                settings.fleetFile(),
                count(fleet.clients().size(), "client"),
                count(limits, "limit")));
    table.row("archive", data.resolve("archive.db").toString());
    table.row("authority", data.resolve("ca").resolve("ca.pem").toString());
    var smtp = fleet.smtp();
    table.row(
        "mails",
        smtp == null
            ? "kept in " + data.resolve("mails") + " (the fleet file has no <smtp>)"
            : "to " + smtp.host() + ":" + smtp.port());
    fleet.remoteWrites().forEach(to -> table.row("samples", "sent on to " + to.shown()));
    return table.render();
  }

  private static String count(int count, String what) {
    return count + " " + what + (count == 1 ? "" : "s");
  }

  private <T extends AutoCloseable> T closing(T part) {
    open.push(part);
    return part;
  }

  /** Stops everything, the port first; what was accepted is on disk before this returns. */
  @Override
  public void close() {
    if (!closed.compareAndSet(false, true)) {
      return;
    }
    boolean ran = ready.getAndSet(false);
    long start = System.nanoTime();
    while (!open.isEmpty()) {
      var part = open.pop();
      try {
        part.close();
      } catch (Exception e) {
        log.warn("msg=\"did not close well\" part={}", part.getClass().getSimpleName(), e);
      }
    }
    if (ran) {
      log.info("msg=stopped took={}", Duration.ofNanos(System.nanoTime() - start));
    }
  }
}
