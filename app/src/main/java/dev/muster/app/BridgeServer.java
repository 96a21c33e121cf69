package dev.muster.app;

import dev.muster.alertbridge.AlertBridgeApp;
import dev.muster.alertbridge.ArchiveAlarm;
import dev.muster.alertbridge.Explanation;
import dev.muster.alertbridge.MailSender;
import dev.muster.alertbridge.api.AlertPages;
import dev.muster.archive.Archive;
import dev.muster.archive.OpenedArchive;
import dev.muster.archive.Pace;
import dev.muster.fleet.Client;
import dev.muster.fleet.Finding;
import dev.muster.fleet.Fleet;
import dev.muster.fleet.FleetWatcher;
import dev.muster.fleet.LimitOrigin;
import dev.muster.metrics.InstantQuery;
import dev.muster.server.WebServer;
import dev.muster.web.BasicAuth;
import dev.muster.web.CertificateAuthority;
import dev.muster.web.LocalHosts;
import dev.muster.web.WebConfig.TlsServer;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.time.ZoneId;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The alert bridge alone: values come from a server with Prometheus's HTTP API, and the archive
 * holds alerts, silences, mails and the bridge's own metrics. What was opened is closed in the
 * reverse order.
 */
final class BridgeServer implements AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(BridgeServer.class);

  private final ServerSettings settings;
  private final InstantQuery query;
  private final String asked;
  private final InstantSource clock;
  private final Deque<AutoCloseable> open = new ArrayDeque<>();
  private final AtomicBoolean ready = new AtomicBoolean();
  private final AtomicBoolean closed = new AtomicBoolean();
  private final DataFolder data;
  private final Users users;
  private final FleetWatcher fleets;
  private final CertificateAuthority authority;
  private final WebServer web;
  private @Nullable Path setAside;

  /**
   * Starts it.
   *
   * @param query who is asked for values; stays the caller's to close
   * @param asked the same as people read it
   * @throws AppException if the data folder cannot be used or there is no fleet file
   * @throws dev.muster.fleet.FleetException if the fleet file has mistakes
   * @throws dev.muster.server.ListenException if the port cannot be had
   * @throws dev.muster.sqlite.DatabaseException if the archive cannot be opened
   */
  static BridgeServer start(
      ServerSettings settings, InstantQuery query, String asked, InstantSource clock) {
    return new BridgeServer(settings, query, asked, clock);
  }

  private BridgeServer(
      ServerSettings settings, InstantQuery query, String asked, InstantSource clock) {
    this.settings = settings;
    this.query = query;
    this.asked = asked;
    this.clock = clock;
    try {
      requireFleet(settings.fleetFile());
      data = DataFolder.openOrMake(settings.data());
      fleets = closing(FleetWatcher.open(settings.fleetFile(), settings.environment()));
      warn(fleets.get());
      var archive = closing(openArchive());
      users = closing(Users.openOrMake(data, settings.environment(), clock));
      authority = CertificateAuthority.openOrMake(data.resolve("ca"));
      web = connect(archive);
      users.keep();
      ready.set(true);
    } catch (RuntimeException e) {
      close();
      throw e;
    }
  }

  private static void requireFleet(Path file) {
    if (!Files.exists(file)) {
      throw new AppException(
          "there is no fleet file " + file + "; name it by --config, or write one there");
    }
  }

  /** Warnings of the file, and what it asks for that only {@code muster up} does. */
  private static void warn(Fleet fleet) {
    fleet.warnings().forEach(warning -> log.warn("msg=\"fleet warning\" at={}", warning));
    var left = new ArrayList<String>();
    if (!fleet.rules().isEmpty()) {
      left.add("rules");
    }
    if (!fleet.remoteWrites().isEmpty()) {
      left.add("remote-write");
    }
    if (fleet.clients().stream().anyMatch(Client::wantsEvents)) {
      left.add("events");
    }
    if (!left.isEmpty()) {
      log.warn(
          "msg=\"the alert bridge alone scrapes nothing and leaves this of the fleet file to others\""
              + " what={}",
          String.join(",", left));
    }
  }

  private Archive openArchive() {
    var opened = OpenedArchive.open(data.resolve("archive.db"), clock, Pace.SERVER);
    setAside = opened.setAside();
    var archive = opened.archive();
    keep(archive, fleets.get());
    return archive;
  }

  private static void keep(Archive archive, Fleet fleet) {
    var kept = fleet.archive();
    archive.setRetention(
        kept.retention(), kept.retention5m(), kept.retention1h(), kept.retentionBytes());
    archive.setClients(ClientRows.of(fleet)).join();
  }

  private WebServer connect(Archive archive) {
    var registry = new PrometheusRegistry();
    var metrics = new OwnMetrics(registry, clock);
    var fleet = fleets.get();
    var bridge = closing(bridge(archive, registry, fleet));
    var alarm = closing(alarm(registry, fleet));
    bridge.start();
    alarm.start();
    fleets.onChange(changed -> apply(changed, archive, bridge, alarm));
    var self =
        closing(
            new SelfScrape(
                metrics,
                new WatchedWriter(archive, alarm),
                clock,
                () -> fleets.get().scrape().interval(),
                "127.0.0.1:" + settings.address().port()));
    self.start();
    var accounts = closing(accounts(alarm));
    var store = archive.alerts();
    var apis = new BridgeApis(archive, store, bridge, () -> explained(archive), registry, clock);
    var pages =
        new AlertPages.Parts(
            bridge.alerts(), store::acknowledgements, clock, ZoneId.systemDefault());
    return closing(
        WebServer.start(
            accounts.guard(webSettings(), Permissions.BRIDGE),
            List.of(
                metrics::addTo,
                new ReloadRoute(this::reload)::addTo,
                apis::addTo,
                accounts::addTo,
                new AlertPages(pages, apis.acknowledge())::addTo)));
  }

  private AlertBridgeApp bridge(Archive archive, PrometheusRegistry registry, Fleet fleet) {
    return new AlertBridgeApp(
        new AlertBridgeApp.Parts(
            query,
            archive.alerts(),
            archive.events(),
            archive.digests(),
            clock,
            MailSender.factory(data.resolve("mails")),
            ZoneId.systemDefault(),
            PageAddress.of(settings.address(), settings.address().port()),
            registry),
        fleet);
  }

  private ArchiveAlarm alarm(PrometheusRegistry registry, Fleet fleet) {
    var alarm =
        new ArchiveAlarm(
            clock,
            MailSender.factory(data.resolve("mails")),
            ZoneId.systemDefault(),
            PageAddress.of(settings.address(), settings.address().port()),
            registry,
            fleet);
    if (setAside != null) {
      alarm.setAside(setAside.toString());
    }
    return alarm;
  }

  private Explanation.Sources explained(Archive archive) {
    return new Explanation.Sources(
        fleets.get(),
        (client, type) -> LimitOrigin.of(settings.fleetFile(), client, type),
        query,
        archive.history(),
        ZoneId.systemDefault());
  }

  private WebServer.Settings webSettings() {
    var identity = authority.issueServer("server", LocalHosts.namesAndAddresses());
    return new WebServer.Settings(
        settings.address(), TlsServer.of(identity), new BasicAuth(Map.of()), Set.of(), ready::get);
  }

  private AccountWiring accounts(ArchiveAlarm alarm) {
    return new AccountWiring(
        new AccountWiring.Parts(
            users.store(),
            fleets,
            data.resolve("mails"),
            PageAddress.of(settings.address(), settings.address().port()),
            alarm::sentence,
            clock));
  }

  private void apply(Fleet fleet, Archive archive, AlertBridgeApp bridge, ArchiveAlarm alarm) {
    warn(fleet);
    keep(archive, fleet);
    bridge.setFleet(fleet);
    alarm.setFleet(fleet);
    log.info("msg=\"the fleet file is in force\" clients={}", fleet.clients().size());
  }

  /** Reads the fleet file anew; every mistake, or none where it is in force. */
  List<Finding> reload() {
    return fleets.reload();
  }

  /** Where a browser finds the open alerts. */
  URI address() {
    return PageAddress.of(settings.address(), web.port());
  }

  /** What runs where, for a person. */
  String startTable() {
    var fleet = fleets.get();
    var table = new StartTable().row("page and API", address().toString());
    String made = users.madePassword();
    table.row(
        "log in", "user admin" + (made == null ? "" : ", password " + made + " (shown this once)"));
    table.row("values from", asked);
    table.row(
        "fleet file", "%s (clients: %d)".formatted(settings.fleetFile(), fleet.clients().size()));
    table.row("archive", data.resolve("archive.db").toString());
    table.row("authority", data.resolve("ca").resolve("ca.pem").toString());
    var smtp = fleet.smtp();
    table.row(
        "mails",
        smtp == null
            ? "kept in " + data.resolve("mails") + " (the fleet file has no <smtp>)"
            : "to " + smtp.host() + ":" + smtp.port());
    return table.render();
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
    ready.set(false);
    while (!open.isEmpty()) {
      var part = open.pop();
      try {
        part.close();
      } catch (Exception e) {
        log.warn("msg=\"did not close well\" part={}", part.getClass().getSimpleName(), e);
      }
    }
  }
}
