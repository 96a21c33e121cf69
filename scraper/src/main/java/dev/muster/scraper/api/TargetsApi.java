package dev.muster.scraper.api;

import dev.muster.metrics.Labels;
import dev.muster.scraper.ScraperApp;
import dev.muster.scraper.TargetStatus;
import io.javalin.config.RoutesConfig;
import io.javalin.http.Context;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.function.Supplier;
import tools.jackson.core.JsonGenerator;

/** {@code /api/v1/targets}: who is scraped and how that goes, as Prometheus answers it. */
public final class TargetsApi {
  private static final String NEVER = "0001-01-01T00:00:00Z";

  private final Supplier<List<TargetStatus>> targets;

  /**
   * @param targets such as {@link ScraperApp#targets}
   */
  public TargetsApi(Supplier<List<TargetStatus>> targets) {
    this.targets = targets;
  }

  public void addTo(RoutesConfig routes) {
    routes.get("/api/v1/targets", this::answer);
  }

  private void answer(Context context) {
    String state = context.queryParam("state");
    boolean active = state == null || !state.equals("dropped");
    Envelope.success(
        context,
        json -> {
          json.writeStartObject();
          json.writeArrayPropertyStart("activeTargets");
          if (active) {
            targets.get().forEach(target -> write(json, target));
          }
          json.writeEndArray();
          json.writeArrayPropertyStart("droppedTargets");
          json.writeEndArray();
          json.writeObjectPropertyStart("droppedTargetCounts");
          json.writeEndObject();
          json.writeEndObject();
        });
  }

  private static void write(JsonGenerator json, TargetStatus target) {
    json.writeStartObject();
    labels(json, "discoveredLabels", Labels.of("__address__", target.labels().get("instance")));
    labels(json, "labels", target.labels());
    json.writeStringProperty("scrapePool", target.labels().get("job"));
    json.writeStringProperty("scrapeUrl", target.url());
    json.writeStringProperty("globalUrl", target.url());
    json.writeStringProperty("lastError", target.lastError());
    json.writeStringProperty(
        "lastScrape",
        target.lastScrapeMillis() == 0
            ? NEVER
            : Instant.ofEpochMilli(target.lastScrapeMillis()).toString());
    json.writeNumberProperty("lastScrapeDuration", target.lastSeconds());
    json.writeStringProperty("health", target.health().name().toLowerCase(Locale.ROOT));
    json.writeStringProperty("scrapeInterval", duration(target.interval()));
    json.writeStringProperty("scrapeTimeout", duration(target.timeout()));
    json.writeEndObject();
  }

  private static String duration(Duration duration) {
    return duration.toMillis() % 1000 == 0
        ? duration.toSeconds() + "s"
        : duration.toMillis() + "ms";
  }

  private static void labels(JsonGenerator json, String name, Labels labels) {
    json.writeObjectPropertyStart(name);
    labels.forEach(json::writeStringProperty);
    json.writeEndObject();
  }
}
