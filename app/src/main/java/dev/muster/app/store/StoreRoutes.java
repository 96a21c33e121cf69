package dev.muster.app.store;

import dev.muster.metrics.QueryException;
import dev.muster.metrics.SampleValue;
import dev.muster.server.JsonAnswer;
import dev.muster.server.Refused;
import dev.muster.server.WebServer;
import io.javalin.http.Context;
import java.time.Duration;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Prometheus's queries, answered by the store: {@code query}, {@code query_range}, {@code
 * query_exemplars}, {@code series}, {@code labels}, {@code label/NAME/values}. What the store says
 * goes through as it is, its errors too; where it does not answer, that is said in the API's form.
 */
public final class StoreRoutes {
  private static final String LABEL = "/api/v1/label/";
  private static final Duration TIMEOUT = Duration.ofMinutes(2);
  private static final long FRESH_MILLIS = Duration.ofMinutes(1).toMillis();

  /** What is handed on; all else of a request is not the store's. */
  private static final Set<String> KNOWN =
      Set.of(
          "query", "time", "start", "end", "step", "timeout", "limit", "lookback_delta", "match[]");

  private final PrometheusClient client;
  private final InstantSource clock;

  public StoreRoutes(PrometheusClient client, InstantSource clock) {
    this.client = client;
    this.clock = clock;
  }

  /**
   * Answers a request, unless it is of somebody who sees some groups alone: the store knows nothing
   * of groups.
   */
  public boolean answers(Context context) {
    if (!WebServer.viewer(context).seesAll()) {
      return false;
    }
    if (!context.path().startsWith(LABEL)) {
      pass(context, context.path(), false);
      return true;
    }
    String name = context.pathParam("name");
    if (!name.matches("[A-Za-z_][A-Za-z0-9_]*")) {
      error(context, 400, "bad_data", "the label's name may hold letters, digits and _ alone");
      return true;
    }
    pass(context, LABEL + name + "/values", true);
    return true;
  }

  private void pass(Context context, String path, boolean byAddress) {
    try {
      var answer = client.ask(path, parameters(context), byAddress, TIMEOUT);
      context.status(answer.status()).contentType("application/json").result(answer.body());
    } catch (QueryException e) {
      switch (e.reason()) {
        case BAD_DATA -> error(context, 400, "bad_data", message(e));
        case EXECUTION -> error(context, 422, "execution", message(e));
        case TIMEOUT, CANCELED -> error(context, 503, "timeout", message(e));
        case UNAVAILABLE -> error(context, 503, "unavailable", message(e));
      }
    }
  }

  private static String message(QueryException e) {
    return String.valueOf(e.getMessage());
  }

  private Map<String, List<String>> parameters(Context context) {
    var all = new LinkedHashMap<String, List<String>>();
    add(all, context.formParamMap());
    add(all, context.queryParamMap());
    if (isFresh(all)) {
      // VictoriaMetrics else leaves out what is younger than half a minute.
      all.put("nocache", List.of("1"));
    }
    return all;
  }

  private static void add(Map<String, List<String>> all, Map<String, List<String>> given) {
    given.forEach((name, values) -> {
      if (KNOWN.contains(name)) {
        all.putIfAbsent(name, values);
      }
    });
  }

  /** Whether it asks for the last minute. */
  private boolean isFresh(Map<String, List<String>> parameters) {
    var until = parameters.getOrDefault("end", parameters.getOrDefault("time", List.of()));
    if (until.isEmpty()) {
      return true;
    }
    try {
      return SampleValue.parse(until.getFirst()) * 1000 > clock.millis() - FRESH_MILLIS;
    } catch (NumberFormatException e) {
      return true;
    }
  }

  private static void error(Context context, int status, String type, String message) {
    JsonAnswer.refuse(context, Refused.of(status, type, message));
  }
}
