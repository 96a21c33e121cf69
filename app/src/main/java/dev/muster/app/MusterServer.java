package dev.muster.app;

import dev.muster.alertbridge.AlertBridgeApp;
import dev.muster.alertbridge.ArchiveAlarm;
import dev.muster.archive.AlertRecord;
import dev.muster.archive.AlertStore;
import dev.muster.archive.Archive;
import dev.muster.archive.SampleWriter;
import dev.muster.console.Console;
import dev.muster.console.api.FleetFiles;
import dev.muster.console.api.LiveTopic;
import dev.muster.fleet.Finding;
import dev.muster.fleet.Fleet;
import dev.muster.fleet.FleetFile;
import dev.muster.fleet.FleetWatcher;
import dev.muster.fleet.MetricStore;
import dev.muster.metrics.SeriesFinder;
import dev.muster.promql.EngineSettings;
import dev.muster.rollout.Distributions;
import dev.muster.scraper.ScraperApp;
import dev.muster.scraper.api.AlertsApi;
import dev.muster.scraper.api.ConfigApi;
import dev.muster.scraper.api.Federation;
import dev.muster.scraper.api.MetadataApi;
import dev.muster.scraper.api.NotifiersApi;
import dev.muster.scraper.api.OpenApi;
import dev.muster.scraper.api.RemoteWriteApi;
import dev.muster.scraper.api.RulesApi;
import dev.muster.scraper.api.StatusApi;
import dev.muster.scraper.api.TargetMetadataApi;
import dev.muster.scraper.api.TargetsApi;
import dev.muster.scraper.handover.PrometheusConfig;
import dev.muster.scraper.handover.TargetsRoute;
import dev.muster.scraper.remote.RemoteWriters;
import dev.muster.scraper.write.WriteApi;
import dev.muster.server.WebServer;
import io.javalin.config.RoutesConfig;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import java.net.URI;
import java.nio.file.Files;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Consumer;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * All of Muster in one process: opens the data folder, connects the programs by constructor calls
 * and serves their routes on one HTTPS port. What was opened is closed in the reverse order.
 */
final class MusterServer implements RunningServer {
  private static final Logger log = LoggerFactory.getLogger(MusterServer.class);

  private final ServerSettings settings;
  private final InstantSource clock;
  private final Premises premises;
  private final DataFolder data;
  private final FleetWatcher fleets;
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
    data = DataFolder.openOrMake(settings.data());
    makeStarterFleet();
    premises = new Premises(settings, data, clock);
    fleets = premises.fleets();
    try {
      fleets.get().warnings().forEach(warning -> log.warn("msg=\"fleet warning\" at={}", warning));
      keep(fleets.get());
      exporters =
          premises.closing(
              new LocalExporters(
                  premises.authority(),
                  data.resolve("exporter"),
                  name -> EnrolmentWiring.isEnrolled(premises.accountStore(), name)));
      web = connect(premises.archive());
      premises.ready();
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

  private void keep(Fleet fleet) {
    if (fleet.archive().store() == null) {
      premises.keep(fleet);
    } else {
      premises.archive().keepForReceiversAlone(fleet.archive().retention());
      premises.archive().setClients(ClientRows.of(fleet)).join();
    }
  }

  /** Connects the programs; last of all the port opens. */
  private WebServer connect(Archive archive) {
    var registry = new PrometheusRegistry();
    var metrics = new OwnMetrics(registry, clock);
    metrics.countDuplicates(archive::duplicateSamples);
    var queries = EngineSettings.DEFAULT.with(settings.features());
    var fleet = fleets.get();
    var source = premises.closing(source(archive, queries, fleet.archive().store()));
    exporters.serve(fleet);
    var certificates = premises.closing(new CertificateWiring(premises, clock));
    var bridge =
        premises.bridge(
            source.query(), source.far(), watchedAlerts(archive), registry, judged(fleet));
    var alarm = premises.alarm(registry, fleet);
    AlertSeries.register(registry, fleets, () -> openAlerts(archive, alarm, certificates));
    var watched = new WatchedWriter(archive, alarm);
    var scraper = premises.closing(scraper(archive, watched, registry, bridge, certificates));
    bridge.start();
    alarm.start();
    var writers = premises.closing(writers(archive, scraper, bridge, registry, fleet));
    var ruleService =
        premises.closing(
            new RuleService(
                new RuleService.Parts(
                    fleets,
                    source.forRules(),
                    source.reader(),
                    watched,
                    bridge,
                    clock,
                    premises.page(),
                    settings.features(),
                    registry)));
    fleets.onChange(changed -> {
      var inForce = withStoreOf(fleet, changed);
      apply(inForce, bridge, alarm, scraper);
      writers.setFleet(inForce);
      tell(LiveTopic.FLEET);
    });
    ruleService.start();
    rules = ruleService;
    premises.selfScrape(metrics, watched).start();
    Supplier<String> trouble = () -> (alarm.sentence() + " " + source.trouble().get()).strip();
    var own =
        new OwnHealth(
            new OwnHealth.Sources(
                archive,
                data.resolve("archive.db"),
                scraper::targets,
                ruleService::status,
                writers::statuses,
                trouble,
                certificates::views,
                clock));
    var live = console(archive, source, bridge, own);
    console = live;
    var accounts = premises.accounts(trouble);
    var enrolment =
        new EnrolmentWiring(
            new EnrolmentWiring.Parts(
                premises.accountStore(),
                fleets,
                settings.fleetFile(),
                premises.authority(),
                certificates::server,
                Distributions.of(DistributionFolders.of(data.path())),
                () -> tell(LiveTopic.ENROLLMENTS),
                clock));
    var routes = new ArrayList<>(source.routes());
    routes.addAll(
        List.<Consumer<RoutesConfig>>of(
            metrics::addTo,
            accounts::addTo,
            enrolment::addTo,
            certificates::addTo,
            new ReloadRoute(this::reload)::addTo,
            new AlertsApi(
                    () -> openAlerts(archive, alarm, certificates),
                    () -> fleets.get().clients(),
                    ruleService::status)
                ::addTo,
            new BridgeApis(
                    archive,
                    watchedAlerts(archive),
                    bridge,
                    () -> premises.explained(source.query()),
                    registry,
                    clock)
                ::addTo,
            new RulesApi(ruleService::status)::addTo,
            new NotifiersApi()::addTo,
            new StatusApi(status(source.finder()))::addTo,
            new Federation(
                    source.reader(),
                    EngineSettings.DEFAULT,
                    clock,
                    () -> fleets.get().global().labels())
                ::addTo,
            new TargetsApi(scraper::targets)::addTo,
            new TargetMetadataApi(scraper::targets, scraper::descriptions, source.finder(), clock)
                ::addTo,
            new MetadataApi(scraper::descriptions)::addTo,
            new ConfigApi(this::prometheusConfig)::addTo,
            new TargetsRoute(fleets)::addTo,
            new RemoteWriteApi(writers::statuses)::addTo,
            new OpenApi(VersionProvider.VERSION)::addTo,
            live::addTo,
            new WriteApi(archive, scraper::describe, registry, archive::waitingPushes)::addTo,
            new Console()::addTo));
    var server =
        WebServer.start(
            accounts.guard(premises.web(certificates.server()), Permissions.TABLE), routes);
    premises.closing(server);
    certificates.start(scraper, server, exporters, registry);
    premises.closing(live); // Before the port: it waits for requests that go on.
    return server;
  }

  private ConsoleWiring console(
      Archive archive, SampleSource source, AlertBridgeApp bridge, OwnHealth own) {
    return new ConsoleWiring(
        new ConsoleWiring.Sources(
            fleets,
            archive,
            source,
            bridge,
            premises.page(),
            () -> premises.explained(source.query()),
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

  private SampleSource source(
      Archive archive, EngineSettings queries, @Nullable MetricStore store) {
    return store == null
        ? SampleSource.of(archive, queries, clock)
        : SampleSource.of(store, archive, queries, fleets, clock);
  }

  /** Another store is used from the next start on: parts hold on to the one they began with. */
  private static Fleet withStoreOf(Fleet began, Fleet changed) {
    var store = began.archive().store();
    if (!Objects.equals(store, changed.archive().store())) {
      log.warn("msg=\"another store in <archive> is used from the next start on\"");
    }
    return changed.withStore(store);
  }

  private String prometheusConfig() {
    return PrometheusConfig.of(fleets.get(), data.resolve("ca").resolve("ca.pem"));
  }

  private static List<AlertRecord> openAlerts(
      Archive archive, ArchiveAlarm alarm, CertificateWiring certificates) {
    return Stream.of(alarm.open(), certificates.open(), archive.alerts().open())
        .flatMap(List::stream)
        .toList();
  }

  private StatusApi.Settings status(SeriesFinder finder) {
    return new StatusApi.Settings(
        VersionProvider.VERSION,
        Map.of(
            "config", settings.fleetFile().toString(),
            "data", settings.data().toString(),
            "web.listen-address", settings.address().toString()),
        () -> fleets.get().archive().retention(),
        finder,
        clock);
  }

  /** The fleet as the bridge shall see it. */
  private Fleet judged(Fleet fleet) {
    return settings.limits() ? fleet : fleet.withoutLimits();
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
      CertificateWiring certificates) {
    var fleet = fleets.get();
    return ScraperApp.start(
        fleet,
        new ScraperApp.Settings(
            samples,
            new WatchedEvents(archive.events(), () -> tell(LiveTopic.EVENTS)),
            archive::noteScrapeError,
            premises.authority().trust(),
            certificates::scraper,
            clock,
            registry,
            client -> {
              scraped(bridge, fleet);
              tell(LiveTopic.CLIENTS);
            },
            premises.closing(new SshWiring(premises.data())).access()));
  }

  /** What is in a store elsewhere can be judged once it is there. */
  private static void scraped(AlertBridgeApp bridge, Fleet fleet) {
    if (fleet.archive().store() == null) {
      bridge.signal();
    }
  }

  private RemoteWriters writers(
      Archive archive,
      ScraperApp scraper,
      AlertBridgeApp bridge,
      PrometheusRegistry registry,
      Fleet fleet) {
    return RemoteWriters.start(
        fleet,
        new RemoteWriters.Settings(
            archive.arrivals(),
            scraper::descriptions,
            clock,
            registry,
            VersionProvider.VERSION,
            receiver -> {
              if (fleet.archive().store() != null && receiver.equals(MetricStore.NAME)) {
                bridge.signal();
              }
            }));
  }

  private void apply(Fleet fleet, AlertBridgeApp bridge, ArchiveAlarm alarm, ScraperApp scraper) {
    fleet.warnings().forEach(warning -> log.warn("msg=\"fleet warning\" at={}", warning));
    keep(fleet);
    exporters.serve(fleet);
    scraper.setFleet(fleet);
    bridge.setFleet(judged(fleet));
    alarm.setFleet(fleet);
    log.info("msg=\"the fleet file is in force\" clients={}", fleet.clients().size());
  }

  /** Reads the fleet file and rule files anew; every mistake, or none where they are in force. */
  @Override
  public List<Finding> reload() {
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
  @Override
  public URI address() {
    return premises.page(web.port());
  }

  @Override
  public String startTable() {
    var fleet = fleets.get();
    int limits = fleet.clients().stream().mapToInt(client -> client.limits().size()).sum();
    var table = new StartTable().row("page and API", address().toString());
    premises.tellLogIn(table);
    exporters.addresses().forEach(exporter -> table.row("exporter", exporter));
    table.row(
        "fleet file",
        "%s (%s, %s)"
            .formatted(
                settings.fleetFile(),
                count(fleet.clients().size(), "client"),
                count(limits, "limit")));
    premises.tellFiles(table);
    var store = fleet.archive().store();
    if (store != null) {
      table.row("samples", "in " + store.shown());
    }
    premises.tellMails(table);
    fleet.remoteWrites().forEach(to -> table.row("samples", "sent on to " + to.shown()));
    return table.render();
  }

  private static String count(int count, String what) {
    return count + " " + what + (count == 1 ? "" : "s");
  }

  /** Stops everything, the port first; what was accepted is on disk before this returns. */
  @Override
  public void close() {
    long start = System.nanoTime();
    if (premises.end()) {
      log.info("msg=stopped took={}", Duration.ofNanos(System.nanoTime() - start));
    }
  }
}
