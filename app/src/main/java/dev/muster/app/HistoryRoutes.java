package dev.muster.app;

import dev.muster.alertbridge.Explanation;
import dev.muster.archive.AlertEvent;
import dev.muster.archive.AlertHistory;
import dev.muster.fleet.Client;
import dev.muster.server.JsonAnswer;
import dev.muster.server.Refused;
import dev.muster.server.WebServer;
import io.javalin.config.RoutesConfig;
import io.javalin.http.Context;
import io.javalin.http.Handler;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Map;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * {@code GET /api/muster/v1/explain} with {@code client}, {@code type} and {@code time}: why an
 * alert stands as it stands; and {@code GET /api/muster/v1/history} with {@code client}, {@code
 * type}, {@code from}, {@code to} and {@code limit}: what happened to alerts, newest first.
 */
final class HistoryRoutes {
  private static final int USUAL = 100;
  private static final int MOST = 10_000;

  /** A group that there cannot be: of clients that the fleet does not know any more. */
  private static final String NONE = "\n";

  private static final Duration BACK = Duration.ofDays(36_500);

  private final Supplier<Explanation.Sources> sources;
  private final AlertHistory history;
  private final InstantSource clock;

  HistoryRoutes(Supplier<Explanation.Sources> sources, AlertHistory history, InstantSource clock) {
    this.sources = sources;
    this.history = history;
    this.clock = clock;
  }

  void addTo(RoutesConfig routes) {
    routes.get("/api/muster/v1/explain", answer(this::explain));
    routes.get("/api/muster/v1/history", answer(this::history));
  }

  private static Handler answer(Function<Context, Object> data) {
    return JsonAnswer.handler(
        context -> JsonAnswer.success(context, data.apply(context)),
        fault ->
            fault instanceof IllegalArgumentException e
                ? Refused.of(400, String.valueOf(e.getMessage()))
                : null);
  }

  private Object explain(Context context) {
    String client = required(context, "client");
    var viewer = WebServer.viewer(context);
    if (!viewer.seesAll() && !viewer.sees(groups().getOrDefault(client, NONE))) {
      throw new IllegalArgumentException("there is no client '" + client + "'; name another");
    }
    String type = required(context, "type");
    long at = time(context, "time", clock.millis());
    return Explanation.of(sources.get(), client, type, at).stream()
        .map(row -> JsonAnswer.ordered("name", row.name(), "text", row.text()))
        .toList();
  }

  private Object history(Context context) {
    var filter =
        new AlertHistory.Filter(
            text(context, "client"),
            text(context, "type"),
            time(context, "from", clock.millis() - BACK.toMillis()),
            time(context, "to", Long.MAX_VALUE),
            limit(text(context, "limit")));
    var viewer = WebServer.viewer(context);
    var groups = groups();
    return history.events(filter).stream()
        .filter(event -> viewer.seesAll() || viewer.sees(groups.getOrDefault(event.client(), NONE)))
        .map(HistoryRoutes::event)
        .toList();
  }

  /** The group of each client. */
  private Map<String, String> groups() {
    return sources.get().fleet().clients().stream()
        .collect(Collectors.toMap(Client::name, Client::group, (one, other) -> one));
  }

  private static Map<String, @Nullable Object> event(AlertEvent event) {
    return JsonAnswer.ordered(
        "id",
        event.id(),
        "time",
        event.time() / 1000.0,
        "what",
        event.what(),
        "client",
        event.client(),
        "type",
        event.type(),
        "alert",
        event.episode(),
        "mail",
        event.mail(),
        "detail",
        event.detail());
  }

  private static String text(Context context, String name) {
    var values = context.queryParams(name);
    return values.isEmpty() ? "" : values.getFirst();
  }

  private static String required(Context context, String name) {
    String value = text(context, name);
    if (value.isEmpty()) {
      throw new IllegalArgumentException(
          name + " is missing; ask with client=NAME and type=TYPE, and time=TIME where it is past");
    }
    return value;
  }

  private static long time(Context context, String name, long otherwise) {
    String value = text(context, name);
    try {
      return value.isEmpty() ? otherwise : ExportTime.parse(value);
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException(name + ": " + e.getMessage(), e);
    }
  }

  private static int limit(String text) {
    if (text.isEmpty()) {
      return USUAL;
    }
    if (!text.matches("\\d{1,5}") || Integer.parseInt(text) > MOST) {
      throw new IllegalArgumentException("limit is no number from 0 to " + MOST);
    }
    return Integer.parseInt(text);
  }
}
