package dev.muster.app;

import dev.muster.alertbridge.AlertBridgeApp;
import dev.muster.alertbridge.Explanation;
import dev.muster.alertbridge.api.AcknowledgeApi;
import dev.muster.alertbridge.api.AlertmanagerApi;
import dev.muster.archive.AlertStore;
import dev.muster.archive.Archive;
import dev.muster.fleet.Recurrences;
import io.javalin.config.RoutesConfig;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import java.time.InstantSource;
import java.util.function.Supplier;

/**
 * What the alert bridge serves, alone or beside everything else: Alertmanager's API, the pages to
 * which mails lead, explanations and history.
 *
 * @param store where acknowledgements are kept
 */
record BridgeApis(
    Archive archive,
    AlertStore store,
    AlertBridgeApp bridge,
    Supplier<Explanation.Sources> explained,
    PrometheusRegistry registry,
    InstantSource clock) {
  void addTo(RoutesConfig routes) {
    alertmanager().addTo(routes);
    acknowledge().addTo(routes);
    new HistoryRoutes(explained, archive.history(), clock).addTo(routes);
  }

  private AlertmanagerApi alertmanager() {
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

  AcknowledgeApi acknowledge() {
    return new AcknowledgeApi(
        new AcknowledgeApi.Parts(bridge.alerts(), store::acknowledge, bridge::signal, clock));
  }
}
