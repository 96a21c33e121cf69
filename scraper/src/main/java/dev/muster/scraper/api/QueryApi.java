package dev.muster.scraper.api;

import dev.muster.metrics.SeriesReader;
import dev.muster.promql.Answer;
import dev.muster.promql.Engine;
import dev.muster.promql.EngineSettings;
import dev.muster.promql.Expression;
import dev.muster.promql.Promql;
import dev.muster.promql.Value;
import io.javalin.config.RoutesConfig;
import io.javalin.http.Context;
import io.javalin.http.Handler;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;
import tools.jackson.core.JsonGenerator;

/**
 * PromQL at one moment ({@code /api/v1/query}) and over a range ({@code /api/v1/query_range}), as
 * Prometheus answers it; {@code format_query}, {@code parse_query}; and {@code query_exemplars}, of
 * which there are never any.
 */
public final class QueryApi {
  private static final int MOST_STEPS = 11_000;
  private static final String TRUNCATED = "results truncated due to limit";

  private final SeriesReader reader;
  private final Engine engine;
  private final EngineSettings settings;
  private final InstantSource clock;
  private final Predicate<Context> elsewhere;

  public QueryApi(SeriesReader reader, EngineSettings settings, InstantSource clock) {
    this(reader, settings, clock, context -> false);
  }

  /**
   * One that leaves requests to somebody else.
   *
   * @param elsewhere answers a request, or says false and leaves it to this
   */
  public QueryApi(
      SeriesReader reader,
      EngineSettings settings,
      InstantSource clock,
      Predicate<Context> elsewhere) {
    this.elsewhere = elsewhere;
    this.reader = reader;
    this.engine = new Engine(reader, settings, clock);
    this.settings = settings;
    this.clock = clock;
  }

  public void addTo(RoutesConfig routes) {
    add(routes, "/api/v1/query", unlessElsewhere(this::instant));
    add(routes, "/api/v1/query_range", unlessElsewhere(this::range));
    add(routes, "/api/v1/query_exemplars", unlessElsewhere(this::exemplars));
    add(
        routes,
        "/api/v1/format_query",
        (context, parameters) -> {
          String text = Promql.format(parameters.expression(), settings.features());
          Envelope.success(context, json -> json.writeString(text));
        });
    add(
        routes,
        "/api/v1/parse_query",
        (context, parameters) -> {
          var tree = Expression.parse(parameters.expression(), settings.features());
          Envelope.success(context, json -> TreeJson.write(json, tree));
        });
  }

  private static void add(RoutesConfig routes, String path, Endpoint endpoint) {
    add(routes, path, Endpoint.handler(endpoint));
  }

  private static void add(RoutesConfig routes, String path, Handler handler) {
    routes.get(path, handler);
    routes.post(path, handler);
  }

  private Handler unlessElsewhere(Endpoint endpoint) {
    return Endpoint.unless(elsewhere, endpoint);
  }

  private void instant(Context context, Parameters parameters) {
    int limit = parameters.limit();
    long time = parameters.time("time", clock.millis());
    send(context, engine(context, parameters).instant(parameters.expression(), time), limit);
  }

  private void range(Context context, Parameters parameters) {
    int limit = parameters.limit();
    long start = parameters.time("start");
    long end = parameters.time("end");
    if (end < start) {
      throw new BadParameterException("end", "end timestamp must not be before start time");
    }
    long step = step(parameters.duration("step"));
    if ((double) end - start > (double) MOST_STEPS * step) {
      throw new BadParameterException(
          "step",
          "exceeded maximum resolution of 11,000 points per timeseries; give a longer step or a"
              + " shorter range");
    }
    var asked = engine(context, parameters);
    send(context, asked.rangeAnswer(parameters.expression(), start, end, step), limit);
  }

  private static long step(Duration step) {
    if (!step.isPositive()) {
      throw new BadParameterException(
          "step", "zero or negative query resolution step widths are not accepted; give 1s or so");
    }
    if (step.toMillis() == 0) {
      throw new BadParameterException("step", "a step has at least one millisecond");
    }
    return step.toMillis();
  }

  private void exemplars(Context context, Parameters parameters) {
    long start = parameters.time("start", Long.MIN_VALUE);
    if (parameters.time("end", Long.MAX_VALUE) < start) {
      throw new BadParameterException("end", "end timestamp must not be before start time");
    }
    var _ = Promql.format(parameters.expression(), settings.features());
    Envelope.success(
        context,
        json -> {
          json.writeStartArray();
          json.writeEndArray();
        });
  }

  /**
   * An engine over what this request may see, with the bounds that it asks for; its query ends when
   * the request's connection does.
   */
  private Engine engine(Context context, Parameters parameters) {
    var timeout =
        parameters
            .optionalDuration("timeout")
            .filter(asked -> asked.compareTo(settings.timeout()) < 0)
            .orElse(settings.timeout());
    var lookback = parameters.optionalDuration("lookback_delta").orElse(settings.lookback());
    if (!timeout.isPositive()) {
      throw new BadParameterException("timeout", "no query ends in no time; give 30s or so");
    }
    if (lookback.toMillis() < 1) {
      throw new BadParameterException("lookback_delta", "it must be positive; give 5m or so");
    }
    return engine
        .over(Sight.of(context, reader))
        .with(settings.with(timeout, lookback), ConnectionWatch.of(context));
  }

  private static void send(Context context, Answer answer, int limit) {
    var value = cut(answer.value(), limit);
    var warnings = new ArrayList<>(answer.warnings());
    if (!value.equals(answer.value())) {
      warnings.add(TRUNCATED);
    }
    Envelope.success(context, json -> ValueJson.write(json, value), warnings, answer.infos());
  }

  private static Value cut(Value value, int limit) {
    return switch (value) {
      case Value.Vector vector when vector.samples().size() > limit ->
          new Value.Vector(vector.samples().subList(0, limit));
      case Value.Matrix matrix when matrix.series().size() > limit ->
          new Value.Matrix(matrix.series().subList(0, limit));
      default -> value;
    };
  }

  /** As many of a list as are asked for; the warning where that is not all. */
  static void sendTexts(Context context, List<String> texts, int limit) {
    var shown = texts.size() > limit ? texts.subList(0, limit) : texts;
    var warnings = shown.size() < texts.size() ? List.of(TRUNCATED) : List.<String>of();
    Envelope.success(context, json -> writeTexts(json, shown), warnings, List.of());
  }

  private static void writeTexts(JsonGenerator json, List<String> texts) {
    json.writeStartArray();
    texts.forEach(json::writeString);
    json.writeEndArray();
  }
}
