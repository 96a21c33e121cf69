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
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import java.util.stream.Stream;
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
    routes.get("/api/v1/targets", Endpoint.handler(this::answer));
    routes.get("/api/v1/scrape_pools", this::pools);
  }

  /** Clients are never dropped by rules, so that list is always empty. */
  private void answer(Context context, Parameters parameters) {
    String state = parameters.text("state").orElse("any").toLowerCase(Locale.ROOT);
    String pool = parameters.text("scrapePool").orElse("");
    boolean active = !state.equals("dropped");
    boolean dropped = !state.equals("active");
    Envelope.success(
        context,
        json -> {
          json.writeStartObject();
          json.writeArrayPropertyStart("activeTargets");
          if (active) {
            seen(context)
                .filter(target -> pool.isEmpty() || pool.equals(pool(target)))
                .forEach(target -> write(json, target));
          }
          json.writeEndArray();
          json.writeArrayPropertyStart("droppedTargets");
          json.writeEndArray();
          if (dropped) {
            json.writeObjectPropertyStart("droppedTargetCounts");
            poolNames(context).forEach(name -> json.writeNumberProperty(name, 0));
            json.writeEndObject();
          } else {
            json.writeNullProperty("droppedTargetCounts");
          }
          json.writeEndObject();
        });
  }

  private static String pool(TargetStatus target) {
    return target.labels().get("job");
  }

  private Stream<TargetStatus> seen(Context context) {
    return targets.get().stream().filter(target -> Sight.sees(context, target.labels()));
  }

  private Set<String> poolNames(Context context) {
    return seen(context).map(TargetsApi::pool).collect(Collectors.toCollection(TreeSet::new));
  }

  private void pools(Context context) {
    Envelope.success(
        context,
        json -> {
          json.writeStartObject();
          json.writeArrayPropertyStart("scrapePools");
          poolNames(context).forEach(json::writeString);
          json.writeEndArray();
          json.writeEndObject();
        });
  }

  private static void write(JsonGenerator json, TargetStatus target) {
    json.writeStartObject();
    labels(json, "discoveredLabels", Labels.of("__address__", target.labels().get("instance")));
    labels(json, "labels", target.labels());
    json.writeStringProperty("scrapePool", pool(target));
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
