package dev.muster.alertbridge.api;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.muster.archive.EndedAlerts;
import dev.muster.archive.SilenceStore;
import dev.muster.fleet.Recurrence;
import dev.muster.metrics.AlertReceiver;
import dev.muster.metrics.PostedAlert;
import io.javalin.config.RoutesConfig;
import io.javalin.http.Context;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.InstantSource;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Alertmanager's API v2, all of its operations, so that Prometheus, {@code amtool} and Grafana take
 * the bridge for an Alertmanager; and {@code /api/v2/webhook}, where a real one hands its alerts
 * on.
 *
 * @see <a href="https://github.com/prometheus/alertmanager/blob/main/api/v2/openapi.yaml">API
 *     v2</a>
 */
public final class AlertmanagerApi {
  private static final Logger log = LoggerFactory.getLogger(AlertmanagerApi.class);

  /** The Alertmanager whose API this is. */
  private static final String ALERTMANAGER = "0.28.1";

  private static final String YAML = "application/yaml; charset=utf-8";

  /**
   * What the API works with.
   *
   * @param receiver takes alerts
   * @param ended tells which alerts are over
   * @param schedules reads when a silence comes back
   * @param changed is run when silences changed
   * @param version of Muster
   */
  public record Parts(
      AlertSource alerts,
      AlertReceiver receiver,
      EndedAlerts ended,
      SilenceStore silences,
      Function<String, Recurrence> schedules,
      Runnable changed,
      InstantSource clock,
      PrometheusRegistry registry,
      String version) {}

  private final Parts parts;
  private final SilencesApi silences;
  private final ApiMetrics metrics;
  private final long startedAt;
  private final byte[] document;

  public AlertmanagerApi(Parts parts) {
    this.parts = parts;
    var desk = new SilenceDesk(parts.silences(), parts.clock(), parts.schedules());
    this.silences = new SilencesApi(desk, parts.changed());
    this.metrics = new ApiMetrics(parts.registry());
    this.startedAt = parts.clock().millis();
    this.document = document(parts.version());
  }

  private static byte[] document(String version) {
    try (var file =
        Objects.requireNonNull(
            AlertmanagerApi.class.getResourceAsStream("openapi.yaml"), "openapi.yaml")) {
      return new String(file.readAllBytes(), UTF_8).replace("@version@", version).getBytes(UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  public void addTo(RoutesConfig routes) {
    routes.get("/api/v2/alerts", ApiJson.handler(this::alerts));
    routes.post("/api/v2/alerts", ApiJson.handler(this::post));
    routes.get("/api/v2/alerts/groups", ApiJson.handler(this::groups));
    routes.get("/api/v2/receivers", ApiJson.handler(this::receivers));
    routes.get("/api/v2/status", ApiJson.handler(this::status));
    routes.post("/api/v2/webhook", ApiJson.handler(this::webhook));
    routes.get("/api/v2/openapi.yaml", context -> context.contentType(YAML).result(document));
    silences.addTo(routes);
  }

  private void alerts(Context context) {
    var filter = AlertFilter.of(context);
    var sight = GroupSight.of(context);
    var wanted =
        parts.alerts().alerts().stream()
            .filter(sight::sees)
            .filter(alert -> filter.wants(alert.receivers().stream()) && filter.wants(alert))
            .sorted(Comparator.comparing(ShownAlert::fingerprint))
            .toList();
    ApiJson.answer(
        context,
        json -> {
          json.writeStartArray();
          wanted.forEach(alert -> ApiJson.alert(json, alert));
          json.writeEndArray();
        });
  }

  private void groups(Context context) {
    var filter = AlertFilter.of(context);
    var sight = GroupSight.of(context);
    var wanted =
        parts.alerts().groups().stream()
            .filter(filter::wants)
            .map(group -> narrowed(group, filter, sight))
            .filter(group -> !group.alerts().isEmpty())
            .sorted(AlertOrder.GROUPS)
            .toList();
    ApiJson.answer(
        context,
        json -> {
          json.writeStartArray();
          for (var group : wanted) {
            json.writeStartObject();
            json.writeArrayPropertyStart("alerts");
            group.alerts().forEach(alert -> ApiJson.alert(json, alert));
            json.writeEndArray();
            ApiJson.texts(json, "labels", group.labels().toMap());
            json.writeName("receiver");
            ApiJson.receiver(json, group.receiver());
            json.writeEndObject();
          }
          json.writeEndArray();
        });
  }

  private static ShownGroup narrowed(ShownGroup group, AlertFilter filter, GroupSight sight) {
    return new ShownGroup(
        group.labels(),
        group.receiver(),
        group.alerts().stream()
            .filter(sight::sees)
            .filter(filter::wants)
            .sorted(AlertOrder.ALERTS)
            .toList());
  }

  private void receivers(Context context) {
    var names = parts.alerts().receivers();
    ApiJson.answer(
        context,
        json -> {
          json.writeStartArray();
          names.forEach(name -> ApiJson.receiver(json, name));
          json.writeEndArray();
        });
  }

  private void status(Context context) {
    var config = GroupSight.of(context).seesAll() ? parts.alerts().config() : "";
    ApiJson.answer(
        context,
        json -> {
          json.writeStartObject();
          json.writeObjectPropertyStart("cluster");
          ApiJson.list(json, "peers", List.of());
          json.writeStringProperty("status", "disabled");
          json.writeEndObject();
          json.writeObjectPropertyStart("config");
          json.writeStringProperty("original", config);
          json.writeEndObject();
          json.writeStringProperty("uptime", ApiJson.time(startedAt));
          json.writeObjectPropertyStart("versionInfo");
          json.writeStringProperty("branch", "");
          json.writeStringProperty("buildDate", "");
          json.writeStringProperty("buildUser", "");
          json.writeStringProperty("goVersion", "");
          json.writeStringProperty("revision", "muster-" + parts.version());
          json.writeStringProperty("version", ALERTMANAGER);
          json.writeEndObject();
          json.writeEndObject();
        });
  }

  /** Takes alerts; the valid ones count even where others are not. */
  private void post(Context context) {
    var body = Body.of(context, "alerts");
    var posted = PostedBody.read(body, parts.clock().millis());
    GroupSight.of(context).require(posted.alerts());
    metrics.refused(ApiMetrics.Way.API, posted.mistakes().size());
    take(ApiMetrics.Way.API, posted.alerts());
    if (!posted.mistakes().isEmpty()) {
      log.warn(
          "msg=\"alerts refused\" by=api count={} first=\"{}\"",
          posted.mistakes().size(),
          posted.mistakes().getFirst());
      throw Refusal.of(400, String.join("; ", posted.mistakes()));
    }
  }

  private void webhook(Context context) {
    WebhookBody body;
    try {
      var json = Body.of(context, "webhook");
      body = WebhookBody.read(json, parts.ended(), parts.clock().millis());
    } catch (Refusal refusal) {
      metrics.refused(ApiMetrics.Way.WEBHOOK, 1);
      log.warn("msg=\"webhook refused\" reason=\"{}\"", refusal.reason());
      throw Refusal.of(400, refusal.reason());
    }
    GroupSight.of(context).require(body.alerts());
    if (body.truncated() > 0) {
      log.warn(
          "msg=\"an Alertmanager left alerts out\" count={} hint=\"raise max_alerts there\"",
          body.truncated());
    }
    take(ApiMetrics.Way.WEBHOOK, body.alerts());
  }

  /** On return all of them are stored. */
  private void take(ApiMetrics.Way way, List<PostedAlert> alerts) {
    if (alerts.isEmpty()) {
      return;
    }
    try {
      parts.receiver().post(alerts);
    } catch (RuntimeException e) {
      metrics.failed(way);
      log.error("msg=\"alerts not stored\" by={} reason=\"{}\"", way.word(), e.getMessage());
      throw Refusal.of(500, "the alerts are not stored: " + e.getMessage());
    }
    metrics.received(way, alerts, parts.clock().millis());
  }
}
