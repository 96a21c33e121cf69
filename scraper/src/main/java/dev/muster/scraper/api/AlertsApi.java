package dev.muster.scraper.api;

import dev.muster.archive.AlertRecord;
import dev.muster.fleet.AlertLabels;
import dev.muster.fleet.Client;
import dev.muster.rules.GroupStatus;
import dev.muster.server.WebServer;
import io.javalin.config.RoutesConfig;
import io.javalin.http.Context;
import java.util.HashMap;
import java.util.List;
import java.util.function.Supplier;

/**
 * {@code /api/v1/alerts}: the alerts of rules that are pending or firing, and the limits that
 * clients cross now, all in Prometheus's form.
 */
public final class AlertsApi {
  private final Supplier<List<AlertRecord>> limits;
  private final Supplier<List<Client>> clients;
  private final Supplier<List<GroupStatus>> rules;

  /**
   * The path.
   *
   * @param limits the episodes of limits that are pending or firing
   * @param clients of the fleet
   */
  public AlertsApi(
      Supplier<List<AlertRecord>> limits,
      Supplier<List<Client>> clients,
      Supplier<List<GroupStatus>> rules) {
    this.limits = limits;
    this.clients = clients;
    this.rules = rules;
  }

  public void addTo(RoutesConfig routes) {
    routes.get("/api/v1/alerts", this::alerts);
  }

  private void alerts(Context context) {
    var viewer = WebServer.viewer(context);
    var groups = rules.get();
    var crossed = limits.get();
    var known = new HashMap<String, Client>();
    clients.get().forEach(client -> known.put(client.name(), client));
    Envelope.success(
        context,
        json -> {
          json.writeStartObject();
          json.writeArrayPropertyStart("alerts");
          for (var group : groups) {
            for (var rule : group.rules()) {
              rule.alerts().stream()
                  .filter(alert -> Sight.sees(context, alert.labels()))
                  .forEach(alert -> AlertJson.write(json, alert));
            }
          }
          for (var alert : crossed) {
            var client = known.get(alert.client());
            if (viewer.sees(client == null ? "" : client.group())) {
              AlertJson.write(json, AlertLabels.of(alert.type(), alert.client(), client), alert);
            }
          }
          json.writeEndArray();
          json.writeEndObject();
        });
  }
}
