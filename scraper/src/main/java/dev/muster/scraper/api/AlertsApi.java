package dev.muster.scraper.api;

import dev.muster.archive.AlertRecord;
import dev.muster.rules.GroupStatus;
import io.javalin.config.RoutesConfig;
import io.javalin.http.Context;
import java.util.List;
import java.util.function.Supplier;

/**
 * {@code /api/v1/alerts}: the alerts of rules that are pending or firing, and the limits that
 * clients cross now, all in Prometheus's form.
 */
public final class AlertsApi {
  private final Supplier<List<AlertRecord>> limits;
  private final Supplier<List<GroupStatus>> rules;

  /**
   * The path.
   *
   * @param limits the episodes of limits that are pending or firing
   */
  public AlertsApi(Supplier<List<AlertRecord>> limits, Supplier<List<GroupStatus>> rules) {
    this.limits = limits;
    this.rules = rules;
  }

  public void addTo(RoutesConfig routes) {
    routes.get("/api/v1/alerts", this::alerts);
  }

  private void alerts(Context context) {
    var groups = rules.get();
    var crossed = limits.get();
    Envelope.success(
        context,
        json -> {
          json.writeStartObject();
          json.writeArrayPropertyStart("alerts");
          for (var group : groups) {
            for (var rule : group.rules()) {
              rule.alerts().forEach(alert -> AlertJson.write(json, alert));
            }
          }
          crossed.forEach(alert -> AlertJson.write(json, alert));
          json.writeEndArray();
          json.writeEndObject();
        });
  }
}
