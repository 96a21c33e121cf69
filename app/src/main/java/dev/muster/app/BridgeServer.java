package dev.muster.app;

import dev.muster.alertbridge.AlertBridgeApp;
import dev.muster.alertbridge.ArchiveAlarm;
import dev.muster.alertbridge.api.AlertPages;
import dev.muster.app.store.PrometheusSamples;
import dev.muster.archive.Archive;
import dev.muster.fleet.Client;
import dev.muster.fleet.Finding;
import dev.muster.fleet.Fleet;
import dev.muster.server.WebServer;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The alert bridge alone: values come from a server with Prometheus's HTTP API, and the archive
 * holds alerts, silences, mails and the bridge's own metrics. What was opened is closed in the
 * reverse order.
 */
final class BridgeServer implements RunningServer {
  private static final Logger log = LoggerFactory.getLogger(BridgeServer.class);

  private final ServerSettings settings;
  private final PrometheusSamples query;
  private final String asked;
  private final InstantSource clock;
  private final Premises premises;
  private final WebServer web;

  /**
   * Starts it.
   *
   * @param query who is asked for values
   * @param asked the same as people read it
   * @throws AppException if the data folder cannot be used or there is no fleet file
   * @throws dev.muster.fleet.FleetException if the fleet file has mistakes
   * @throws dev.muster.server.ListenException if the port cannot be had
   * @throws dev.muster.sqlite.DatabaseException if the archive cannot be opened
   */
  static BridgeServer start(
      ServerSettings settings, PrometheusSamples query, String asked, InstantSource clock) {
    return new BridgeServer(settings, query, asked, clock);
  }

  private BridgeServer(
      ServerSettings settings, PrometheusSamples query, String asked, InstantSource clock) {
    this.settings = settings;
    this.query = query;
    this.asked = asked;
    this.clock = clock;
    requireFleet(settings.fleetFile());
    premises = new Premises(settings, DataFolder.openOrMake(settings.data()), clock);
    try {
      var fleet = premises.fleets().get();
      warn(fleet);
      premises.keep(fleet);
      web = connect(premises.archive());
      premises.ready();
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

  private WebServer connect(Archive archive) {
    var registry = new PrometheusRegistry();
    var metrics = new OwnMetrics(registry, clock);
    var fleet = premises.fleets().get();
    var store = archive.alerts();
    var bridge = premises.bridge(query, query, store, registry, fleet);
    var alarm = premises.alarm(registry, fleet);
    bridge.start();
    alarm.start();
    premises.fleets().onChange(changed -> apply(changed, bridge, alarm));
    premises.selfScrape(metrics, new WatchedWriter(archive, alarm)).start();
    var accounts = premises.accounts(alarm::sentence);
    var apis =
        new BridgeApis(archive, store, bridge, () -> premises.explained(query), registry, clock);
    var pages =
        new AlertPages.Parts(
            bridge.alerts(), store::acknowledgements, clock, ZoneId.systemDefault());
    return premises.closing(
        WebServer.start(
            accounts.guard(premises.web(premises.identity()), Permissions.BRIDGE),
            List.of(
                metrics::addTo,
                new ReloadRoute(this::reload)::addTo,
                apis::addTo,
                accounts::addTo,
                new AlertPages(pages, apis.acknowledge())::addTo)));
  }

  private void apply(Fleet fleet, AlertBridgeApp bridge, ArchiveAlarm alarm) {
    warn(fleet);
    premises.keep(fleet);
    bridge.setFleet(fleet);
    alarm.setFleet(fleet);
    log.info("msg=\"the fleet file is in force\" clients={}", fleet.clients().size());
  }

  @Override
  public List<Finding> reload() {
    return premises.fleets().reload();
  }

  /** Where a browser finds the open alerts. */
  @Override
  public URI address() {
    return premises.page(web.port());
  }

  @Override
  public String startTable() {
    var table = new StartTable().row("page and API", address().toString());
    premises.tellLogIn(table);
    table.row("values from", asked);
    int clients = premises.fleets().get().clients().size();
    table.row("fleet file", "%s (clients: %d)".formatted(settings.fleetFile(), clients));
    premises.tellFiles(table);
    premises.tellMails(table);
    return table.render();
  }

  /** Stops everything, the port first; what was accepted is on disk before this returns. */
  @Override
  public void close() {
    premises.close();
  }
}
