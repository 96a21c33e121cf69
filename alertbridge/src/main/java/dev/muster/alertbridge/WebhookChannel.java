package dev.muster.alertbridge;

import dev.muster.alertbridge.api.Fingerprint;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import tools.jackson.databind.node.ObjectNode;

/**
 * Alertmanager's webhook, version 4: whatever takes Alertmanager's webhooks takes these. The form
 * is that of its documentation, "webhook_config".
 */
final class WebhookChannel implements Channel {
  /** What Alertmanager says of the end of an alert that fires. */
  private static final String NO_END = "0001-01-01T00:00:00Z";

  @Override
  public ObjectNode body(Notice notice) {
    var notification = notice.notification();
    var body = Json.object();
    body.put("receiver", notice.receiver().name());
    body.put("status", notice.isFiring() ? "firing" : "resolved");
    var alerts = body.putArray("alerts");
    notice.all().forEach(told -> alerts.add(alert(told.alert())));
    body.set("groupLabels", Json.texts(notification.groupLabels().toMap()));
    body.set("commonLabels", common(notice, alert -> alert.labels().toMap()));
    body.set("commonAnnotations", common(notice, Alert::annotations));
    body.put("externalURL", notice.page() == null ? "" : notice.page().toString());
    body.put("version", "4");
    body.put("groupKey", notification.groupKey());
    body.put("truncatedAlerts", 0);
    return body;
  }

  private static ObjectNode alert(Alert alert) {
    var record = alert.record();
    Long end = record.resolvedAt();
    var json = Json.object();
    json.put("status", alert.isFiring() ? "firing" : "resolved");
    json.set("labels", Json.texts(alert.labels().toMap()));
    json.set("annotations", Json.texts(alert.annotations()));
    json.put("startsAt", Instant.ofEpochMilli(record.activeSince()).toString());
    json.put("endsAt", end == null ? NO_END : Instant.ofEpochMilli(end).toString());
    json.put("generatorURL", alert.generatorUrl());
    json.put("fingerprint", Fingerprint.of(alert.labels()));
    return json;
  }

  /** What all alerts have. */
  private static ObjectNode common(Notice notice, Function<Alert, Map<String, String>> texts) {
    List<Alert> alerts = notice.all().stream().map(Notification.Told::alert).toList();
    if (alerts.isEmpty()) {
      return Json.object();
    }
    var common = new LinkedHashMap<>(texts.apply(alerts.getFirst()));
    for (var alert : alerts) {
      common.entrySet().retainAll(texts.apply(alert).entrySet());
    }
    return Json.texts(common);
  }
}
