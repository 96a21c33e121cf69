package dev.muster.app.store;

import dev.muster.metrics.QueryException;
import dev.muster.metrics.SampleValue;
import io.javalin.config.RoutesConfig;
import io.javalin.http.Context;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import tools.jackson.databind.json.JsonMapper;

/**
 * Prometheus's queries, answered by the store: {@code query}, {@code query_range}, {@code
 * query_exemplars}, {@code series}, {@code labels}, {@code label/NAME/values}. What the store says
 * goes through as it is, its errors too; where it does not answer, that is said in the API's form.
 */
public final class StoreRoutes {
  private static final String API = "/api/v1/";
  private static final Duration TIMEOUT = Duration.ofMinutes(2);
  private static final long FRESH_MILLIS = Duration.ofMinutes(1).toMillis();
  private static final JsonMapper JSON = new JsonMapper();

  /** What is handed on; all else of a request is not the store's. */
  private static final Set<String> KNOWN =
      Set.of(
          "query", "time", "start", "end", "step", "timeout", "limit", "lookback_delta", "match[]");

  private static final Set<String> SELECTING = Set.of("query", "match[]");

  private final StoreClient client;
  private final StoreScope scope;
  private final InstantSource clock;

  public StoreRoutes(StoreClient client, StoreScope scope, InstantSource clock) {
    this.client = client;
    this.scope = scope;
    this.clock = clock;
  }

  public void addTo(RoutesConfig routes) {
    for (var name : List.of("query", "query_range", "query_exemplars", "series", "labels")) {
      routes.get(API + name, context -> pass(context, API + name, false));
      routes.post(API + name, context -> pass(context, API + name, false));
    }
    routes.get(
        API + "label/{name}/values",
        context -> {
          String name = context.pathParam("name");
          if (name.matches("[A-Za-z_][A-Za-z0-9_]*")) {
            pass(context, API + "label/" + name + "/values", true);
          } else {
            error(
                context, 400, "bad_data", "the label's name may hold letters, digits and _ alone");
          }
        });
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
    add(context, all, context.formParamMap());
    add(context, all, context.queryParamMap());
    if (isFresh(all)) {
      // VictoriaMetrics else leaves out what is younger than half a minute.
      all.put("nocache", List.of("1"));
    }
    return all;
  }

  private void add(
      Context context, Map<String, List<String>> all, Map<String, List<String>> given) {
    given.forEach((name, values) -> {
      if (KNOWN.contains(name) && !all.containsKey(name)) {
        var narrowed = new ArrayList<String>();
        values.forEach(value ->
            narrowed.add(SELECTING.contains(name) ? scope.narrowed(context, value) : value));
        all.put(name, narrowed);
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
    var body = new LinkedHashMap<String, String>();
    body.put("status", "error");
    body.put("errorType", type);
    body.put("error", message);
    context.status(status).contentType("application/json").result(JSON.writeValueAsBytes(body));
  }
}
