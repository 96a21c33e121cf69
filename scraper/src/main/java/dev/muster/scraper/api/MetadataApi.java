package dev.muster.scraper.api;

import dev.muster.metrics.MetricType;
import dev.muster.scraper.FamilyDescription;
import dev.muster.scraper.ScraperApp;
import io.javalin.config.RoutesConfig;
import io.javalin.http.Context;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Supplier;
import tools.jackson.core.JsonGenerator;

/**
 * {@code /api/v1/metadata}: type and help of the families that clients have, as Prometheus answers
 * it. Units stay empty, as the pages' names tell them.
 */
public final class MetadataApi {
  private final Supplier<Map<String, List<FamilyDescription>>> descriptions;

  /**
   * @param descriptions such as {@link ScraperApp#descriptions}
   */
  public MetadataApi(Supplier<Map<String, List<FamilyDescription>>> descriptions) {
    this.descriptions = descriptions;
  }

  public void addTo(RoutesConfig routes) {
    routes.get("/api/v1/metadata", Endpoint.handler(this::answer));
  }

  private void answer(Context context, Parameters parameters) {
    int limit = parameters.limit();
    int ofEach = parameters.count("limit_per_metric").filter(n -> n > 0).orElse(Integer.MAX_VALUE);
    var metric = parameters.text("metric");
    Envelope.success(
        context,
        json -> {
          json.writeStartObject();
          descriptions.get().entrySet().stream()
              .filter(family -> metric.isEmpty() || metric.get().equals(family.getKey()))
              .limit(limit)
              .forEach(family -> family(json, family.getKey(), family.getValue(), ofEach));
          json.writeEndObject();
        });
  }

  private static void family(
      JsonGenerator json, String name, List<FamilyDescription> descriptions, int most) {
    json.writeArrayPropertyStart(name);
    descriptions.stream()
        .limit(most)
        .forEach(description -> {
          json.writeStartObject();
          json.writeStringProperty("type", type(description.type()));
          json.writeStringProperty("help", description.help());
          json.writeStringProperty("unit", description.unit());
          json.writeEndObject();
        });
    json.writeEndArray();
  }

  static String type(MetricType type) {
    return type == MetricType.UNTYPED ? "unknown" : type.name().toLowerCase(Locale.ROOT);
  }
}
