package dev.muster.alertbridge.api;

import dev.muster.archive.EndedAlerts;
import dev.muster.metrics.PostedAlert;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/**
 * What an Alertmanager posts to a webhook, version 4. Fields not known here are left aside.
 *
 * @param alerts those that are news or may be
 * @param old how many fire in it whose end was told before: an older notification that came late
 * @param truncated how many alerts it says were left out of it
 * @see <a
 *     href="https://prometheus.io/docs/alerting/latest/configuration/#webhook_config">Webhook</a>
 */
record WebhookBody(List<PostedAlert> alerts, int old, long truncated) {
  /**
   * How long an alert fires unless it is told again: an Alertmanager repeats a notification no more
   * seldom than it keeps what it has notified, which is 120 hours where nobody says otherwise.
   */
  static final Duration LASTS = Duration.ofDays(5);

  private static final Set<String> STATUS = Set.of("firing", "resolved");

  /**
   * Reads it.
   *
   * @throws Refusal with the reason, if anything in it is not as it should be
   */
  static WebhookBody read(Body body, EndedAlerts ended, long now) {
    var list = body.requireObject().field("alerts");
    PostedBody.requireFew(list);
    var alerts = new ArrayList<PostedAlert>();
    int old = 0;
    for (var item : list.items()) {
      item.field("labels");
      String status = item.field("status").text();
      if (!STATUS.contains(status)) {
        throw Refusal.of(400, "status \"" + status + "\" of an alert; it is firing or resolved");
      }
      var alert = alert(item, status.equals("firing"), now);
      PostedBody.mistake(alert, item)
          .ifPresent(mistake -> {
            throw Refusal.of(400, mistake);
          });
      boolean isOld = alert.endsAt() > now && ended.isEnded(alert.labels(), alert.startsAt());
      old += isOld ? 1 : 0;
      if (!isOld) {
        alerts.add(alert);
      }
    }
    return new WebhookBody(alerts, old, body.number("truncatedAlerts"));
  }

  private static PostedAlert alert(Body item, boolean firing, long now) {
    var alert = PostedBody.alert(item, now, LASTS);
    long end = firing ? now + LASTS.toMillis() : Math.min(alert.endsAt(), now);
    return new PostedAlert(
        alert.labels(),
        alert.annotations(),
        Math.min(alert.startsAt(), end),
        end,
        alert.generatorUrl(),
        alert.value());
  }
}
