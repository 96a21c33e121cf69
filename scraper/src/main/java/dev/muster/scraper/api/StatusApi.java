package dev.muster.scraper.api;

import dev.muster.metrics.Labels;
import dev.muster.metrics.SeriesFinder;
import io.javalin.config.RoutesConfig;
import io.javalin.http.Context;
import java.lang.management.ManagementFactory;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Supplier;
import tools.jackson.core.JsonGenerator;

/**
 * {@code /api/v1/status/…}: {@code buildinfo}, {@code flags}, {@code runtimeinfo} and {@code tsdb}.
 */
public final class StatusApi {
  /**
   * The Prometheus whose API this is. Grafana turns off what a server older than 2.24 did not have.
   */
  static final String PROMETHEUS = "3.0.0";

  private static final int TOP = 10;
  private static final int MOST_TOP = 10_000;

  /**
   * What is told.
   *
   * @param version of Muster
   * @param flags the settings it was started with, without secrets
   * @param retention how long samples are kept
   */
  public record Settings(
      String version,
      Map<String, String> flags,
      Supplier<Duration> retention,
      SeriesFinder finder,
      InstantSource clock) {
    public Settings {
      flags = Map.copyOf(flags);
    }
  }

  private record Count(String name, long value) {}

  private final Settings settings;
  private final Instant started;

  public StatusApi(Settings settings) {
    this.settings = settings;
    this.started = settings.clock().instant();
  }

  public void addTo(RoutesConfig routes) {
    routes.get("/api/v1/status/buildinfo", this::build);
    routes.get("/api/v1/status/flags", this::flags);
    routes.get("/api/v1/status/runtimeinfo", this::runtime);
    routes.get("/api/v1/status/tsdb", Endpoint.handler(this::tsdb));
  }

  private void build(Context context) {
    send(
        context,
        Map.of(
            "version", PROMETHEUS,
            "revision", "muster-" + settings.version(),
            "branch", "",
            "buildUser", "",
            "buildDate", "",
            "goVersion", ""));
  }

  private void flags(Context context) {
    send(context, settings.flags());
  }

  private static void send(Context context, Map<String, String> texts) {
    Envelope.success(
        context,
        json -> {
          json.writeStartObject();
          texts.entrySet().stream()
              .sorted(Map.Entry.comparingByKey())
              .forEach(text -> json.writeStringProperty(text.getKey(), text.getValue()));
          json.writeEndObject();
        });
  }

  private void runtime(Context context) {
    var threads = ManagementFactory.getThreadMXBean().getThreadCount();
    Envelope.success(
        context,
        json -> {
          json.writeStartObject();
          json.writeStringProperty("startTime", started.toString());
          json.writeStringProperty("serverTime", settings.clock().instant().toString());
          json.writeNumberProperty("goroutineCount", threads);
          json.writeNumberProperty("GOMAXPROCS", Runtime.getRuntime().availableProcessors());
          json.writeNumberProperty("GOMEMLIMIT", Runtime.getRuntime().maxMemory());
          json.writeStringProperty("GOGC", "");
          json.writeStringProperty("GODEBUG", "");
          json.writeStringProperty("storageRetention", settings.retention().get().toDays() + "d");
          json.writeEndObject();
        });
  }

  private void tsdb(Context context, Parameters parameters) {
    int limit = parameters.count("limit").filter(asked -> asked > 0).orElse(TOP);
    if (limit > MOST_TOP) {
      throw new BadParameterException("limit", "it may be at most " + MOST_TOP);
    }
    var all =
        Sight.finder(context, settings.finder()).find(List.of(), Long.MIN_VALUE, Long.MAX_VALUE);
    var byName = new HashMap<String, Long>();
    var byPair = new HashMap<String, Long>();
    var values = new HashMap<String, Set<String>>();
    for (Labels labels : all) {
      labels.forEach((name, value) -> {
        if (name.equals(Labels.NAME)) {
          byName.merge(value, 1L, Long::sum);
        }
        byPair.merge(name + "=" + value, 1L, Long::sum);
        values.computeIfAbsent(name, n -> new HashSet<>()).add(value);
      });
    }
    var byLabel = new HashMap<String, Long>();
    var bytes = new HashMap<String, Long>();
    values.forEach((name, different) -> {
      byLabel.put(name, (long) different.size());
      bytes.put(name, different.stream().mapToLong(String::length).sum());
    });
    Envelope.success(
        context,
        json -> {
          json.writeStartObject();
          json.writeObjectPropertyStart("headStats");
          json.writeNumberProperty("numSeries", all.size());
          json.writeNumberProperty("numLabelPairs", byPair.size());
          json.writeEndObject();
          top(json, "seriesCountByMetricName", byName, limit);
          top(json, "labelValueCountByLabelName", byLabel, limit);
          top(json, "memoryInBytesByLabelName", bytes, limit);
          top(json, "seriesCountByLabelValuePair", byPair, limit);
          json.writeEndObject();
        });
  }

  private static void top(JsonGenerator json, String name, Map<String, Long> counts, int limit) {
    json.writeArrayPropertyStart(name);
    counts.entrySet().stream()
        .map(count -> new Count(count.getKey(), count.getValue()))
        .sorted(Comparator.comparingLong(Count::value).reversed().thenComparing(Count::name))
        .limit(limit)
        .forEach(count -> {
          json.writeStartObject();
          json.writeStringProperty("name", count.name());
          json.writeNumberProperty("value", count.value());
          json.writeEndObject();
        });
    json.writeEndArray();
  }
}
