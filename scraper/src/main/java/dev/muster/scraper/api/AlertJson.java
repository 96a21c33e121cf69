package dev.muster.scraper.api;

import dev.muster.archive.AlertRecord;
import dev.muster.rules.RuleStatus;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import tools.jackson.core.JsonGenerator;

/** Alerts in Prometheus's form. */
final class AlertJson {
  private AlertJson() {}

  /** A limit that a client crosses. */
  static void write(JsonGenerator json, Map<String, String> labels, AlertRecord alert) {
    json.writeStartObject();
    texts(json, "labels", labels);
    texts(json, "annotations", Map.of("detail", alert.detail()));
    json.writeStringProperty("state", alert.state().name().toLowerCase(Locale.ROOT));
    json.writeStringProperty("activeAt", Instant.ofEpochMilli(alert.activeSince()).toString());
    json.writeStringProperty("value", scientific(alert.value()));
    json.writeEndObject();
  }

  /** A rule's alert. */
  static void write(JsonGenerator json, RuleStatus.Alert alert) {
    json.writeStartObject();
    texts(json, "labels", alert.labels().toMap());
    texts(json, "annotations", alert.annotations());
    json.writeStringProperty("state", alert.state().word());
    json.writeStringProperty("activeAt", Instant.ofEpochMilli(alert.activeAt()).toString());
    if (alert.keptSince() != Long.MIN_VALUE) {
      json.writeStringProperty(
          "keepFiringSince", Instant.ofEpochMilli(alert.keptSince()).toString());
    }
    json.writeStringProperty("value", scientific(alert.value()));
    json.writeEndObject();
  }

  /** Names and texts, in the order of names. */
  static void texts(JsonGenerator json, String property, Map<String, String> texts) {
    json.writeObjectPropertyStart(property);
    new TreeMap<>(texts).forEach(json::writeStringProperty);
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
