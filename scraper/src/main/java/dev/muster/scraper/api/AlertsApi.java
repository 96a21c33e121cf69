package dev.muster.scraper.api;

import dev.muster.archive.AlertRecord;
import io.javalin.config.RoutesConfig;
import io.javalin.http.Context;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.function.Supplier;
import tools.jackson.core.JsonGenerator;

/**
 * {@code /api/v1/alerts}: the limits that clients cross now, in Prometheus's form; and {@code
 * /api/v1/rules}, which has no groups, for limits are no rules.
 */
public final class AlertsApi {
  private final Supplier<List<AlertRecord>> open;

  /**
   * The two paths.
   *
   * @param open the episodes that are pending or firing
   */
  public AlertsApi(Supplier<List<AlertRecord>> open) {
    this.open = open;
  }

  public void addTo(RoutesConfig routes) {
    routes.get("/api/v1/alerts", this::alerts);
    routes.get(
        "/api/v1/rules",
        context ->
            Envelope.success(
                context,
                json -> {
                  json.writeStartObject();
                  json.writeArrayPropertyStart("groups");
                  json.writeEndArray();
                  json.writeEndObject();
                }));
  }

  private void alerts(Context context) {
    var alerts = open.get();
    Envelope.success(
        context,
        json -> {
          json.writeStartObject();
          json.writeArrayPropertyStart("alerts");
          alerts.forEach(alert -> write(json, alert));
          json.writeEndArray();
          json.writeEndObject();
        });
  }

  private static void write(JsonGenerator json, AlertRecord alert) {
    json.writeStartObject();
    json.writeObjectPropertyStart("labels");
    json.writeStringProperty("alertname", alert.type());
    json.writeStringProperty("client", alert.client());
    json.writeEndObject();
    json.writeObjectPropertyStart("annotations");
    json.writeStringProperty("detail", alert.detail());
    json.writeEndObject();
    json.writeStringProperty("state", alert.state().name().toLowerCase(Locale.ROOT));
    json.writeStringProperty("activeAt", Instant.ofEpochMilli(alert.activeSince()).toString());
    json.writeStringProperty("value", scientific(alert.value()));
    json.writeEndObject();
  }

  /** As Prometheus writes it here: {@code 1.5e+00}. */
  private static String scientific(double value) {
    if (Double.isNaN(value)) {
      return "NaN";
    }
    if (Double.isInfinite(value)) {
      return value > 0 ? "+Inf" : "-Inf";
    }
    if (value == 0) {
      return "0e+00";
    }
    var text = new BigDecimal(Double.toString(value)).stripTrailingZeros();
    var digits = text.unscaledValue().abs().toString();
    int exponent = digits.length() - 1 - text.scale();
    return (value < 0 ? "-" : "")
        + digits.charAt(0)
        + (digits.length() > 1 ? "." + digits.substring(1) : "")
        + (exponent < 0 ? "e-" : "e+")
        + (Math.abs(exponent) < 10 ? "0" : "")
        + Math.abs(exponent);
  }
}
