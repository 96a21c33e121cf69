package dev.muster.scraper.api;

import dev.muster.metrics.Labels;
import dev.muster.metrics.Matcher;
import dev.muster.metrics.SeriesFinder;
import dev.muster.scraper.FamilyDescription;
import dev.muster.scraper.TargetStatus;
import io.javalin.config.RoutesConfig;
import io.javalin.http.Context;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Supplier;
import tools.jackson.core.JsonGenerator;

/**
 * {@code /api/v1/targets/metadata}: type and help of the families that each client's page had
 * lately, as Prometheus answers it.
 */
public final class TargetMetadataApi {
  private static final long LATELY_MILLIS = Duration.ofMinutes(15).toMillis();
  private static final List<String> SUFFIXES = List.of("_bucket", "_sum", "_count");

  /** A description and whose it is. */
  private record Found(TargetStatus target, String metric, FamilyDescription description) {}

  private final Supplier<List<TargetStatus>> targets;
  private final Supplier<Map<String, List<FamilyDescription>>> descriptions;
  private final SeriesFinder finder;
  private final InstantSource clock;

  public TargetMetadataApi(
      Supplier<List<TargetStatus>> targets,
      Supplier<Map<String, List<FamilyDescription>>> descriptions,
      SeriesFinder finder,
      InstantSource clock) {
    this.targets = targets;
    this.descriptions = descriptions;
    this.finder = finder;
    this.clock = clock;
  }

  public void addTo(RoutesConfig routes) {
    routes.get("/api/v1/targets/metadata", Endpoint.handler(this::answer));
  }

  private void answer(Context context, Parameters parameters) {
    int limit = parameters.limit();
    var metric = parameters.text("metric").orElse("");
    var matchers =
        parameters
            .text("match_target")
            .map(text -> Parameters.selector("match_target", text))
            .orElse(List.of());
    var found = new ArrayList<Found>();
    var known = descriptions.get();
    for (var target : targets.get()) {
      boolean wanted =
          Sight.sees(context, target.labels())
              && matchers.stream().allMatch(m -> m.matches(target.labels().get(m.name())));
      if (wanted && found.size() < limit) {
        add(found, target, metric, known, limit);
      }
    }
    Envelope.success(context, json -> write(json, found, metric.isEmpty()));
  }

  private void add(
      List<Found> found,
      TargetStatus target,
      String metric,
      Map<String, List<FamilyDescription>> known,
      int limit) {
    var names = metric.isEmpty() ? known.keySet() : Set.of(metric);
    var has = families(target);
    for (String name : names) {
      if (has.contains(name) && found.size() < limit) {
        known
            .getOrDefault(name, List.of())
            .forEach(description -> found.add(new Found(target, name, description)));
      }
    }
    if (found.size() > limit) {
      found.subList(limit, found.size()).clear();
    }
  }

  private Set<String> families(TargetStatus target) {
    var matchers = new ArrayList<Matcher>();
    target.labels().forEach((name, value) -> matchers.add(Matcher.equal(name, value)));
    long now = clock.millis();
    var families = new TreeSet<String>();
    for (var series : finder.find(matchers, now - LATELY_MILLIS, now)) {
      String name = series.metricName();
      families.add(name);
      for (String suffix : SUFFIXES) {
        if (name.endsWith(suffix)) {
          families.add(name.substring(0, name.length() - suffix.length()));
        }
      }
    }
    return families;
  }

  private static void write(JsonGenerator json, List<Found> found, boolean named) {
    json.writeStartArray();
    for (var one : found) {
      json.writeStartObject();
      json.writeObjectPropertyStart("target");
      Labels labels = one.target().labels();
      labels.forEach(json::writeStringProperty);
      json.writeEndObject();
      if (named) {
        json.writeStringProperty("metric", one.metric());
      }
      json.writeStringProperty("type", MetadataApi.type(one.description().type()));
      json.writeStringProperty("help", one.description().help());
      json.writeStringProperty("unit", one.description().unit());
      json.writeEndObject();
    }
    json.writeEndArray();
  }
}
