package dev.muster.scraper;

import dev.muster.metrics.QueryException;
import dev.muster.metrics.SampleValue;
import dev.muster.promql.Engine;
import io.javalin.config.RoutesConfig;
import io.javalin.http.Context;
import java.time.DateTimeException;
import java.time.InstantSource;
import java.time.OffsetDateTime;
import org.jspecify.annotations.Nullable;

/** {@code /api/v1/query}: PromQL at one moment, as Prometheus answers it. */
public final class QueryApi {
  private static final double FARTHEST_SECONDS = 9e12;

  private final Engine engine;
  private final InstantSource clock;

  public QueryApi(Engine engine, InstantSource clock) {
    this.engine = engine;
    this.clock = clock;
  }

  public void addTo(RoutesConfig routes) {
    routes.get("/api/v1/query", this::answer);
    routes.post("/api/v1/query", this::answer);
  }

  private void answer(Context context) {
    try {
      String expression = parameter(context, "query");
      if (expression == null || expression.isBlank()) {
        throw new IllegalArgumentException(
            "invalid parameter \"query\": it is empty; give a PromQL expression");
      }
      long time = time(parameter(context, "time"));
      var answer = engine.instant(expression, time);
      Envelope.success(
          context,
          json -> ValueJson.write(json, answer.value()),
          answer.warnings(),
          answer.infos());
    } catch (IllegalArgumentException e) {
      Envelope.error(context, 400, "bad_data", String.valueOf(e.getMessage()));
    } catch (QueryException e) {
      error(context, e);
    }
  }

  /** From the form or, where that lacks it, from the address. */
  private static @Nullable String parameter(Context context, String name) {
    @Nullable String inForm = context.formParam(name);
    return inForm == null ? context.queryParam(name) : inForm;
  }

  private long time(@Nullable String text) {
    if (text == null || text.isEmpty()) {
      return clock.millis();
    }
    try {
      return seconds(text);
    } catch (NumberFormatException _) {
      return moment(text);
    }
  }

  private static long seconds(String text) {
    double seconds = SampleValue.parse(text);
    if (!(Math.abs(seconds) <= FARTHEST_SECONDS)) {
      throw badTime(text);
    }
    return Math.round(seconds * 1000);
  }

  private static long moment(String text) {
    try {
      return OffsetDateTime.parse(text).toInstant().toEpochMilli();
    } catch (DateTimeException _) {
      throw badTime(text);
    }
  }

  private static IllegalArgumentException badTime(String text) {
    return new IllegalArgumentException(
        "invalid parameter \"time\": cannot parse \""
            + Wording.foreign(text)
            + "\" to a valid timestamp; give Unix seconds or RFC 3339");
  }

  private static void error(Context context, QueryException e) {
    String message = String.valueOf(e.getMessage());
    switch (e.reason()) {
      case BAD_DATA -> Envelope.error(context, 400, "bad_data", message);
      case EXECUTION -> Envelope.error(context, 422, "execution", message);
      case TIMEOUT -> Envelope.error(context, 503, "timeout", message);
      case UNAVAILABLE -> Envelope.error(context, 500, "unavailable", message);
    }
  }
}
