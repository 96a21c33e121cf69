package dev.muster.alertbridge;

import dev.muster.alertbridge.Notification.Reason;
import dev.muster.alertbridge.Notification.Told;
import dev.muster.archive.AlertRecord;
import dev.muster.archive.AlertRecord.State;
import dev.muster.fleet.Alerting;
import dev.muster.metrics.Labels;
import dev.muster.rules.template.TemplateObject;
import java.net.URI;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Notifications that never were, on which templates are tried before they are needed. */
final class TemplateSamples {
  private static final long NOW = 1_800_000_000_000L;
  private static final URI PAGE = URI.create("https://localhost/");

  private TemplateSamples() {}

  /** What fires and what is over, of limits and of rules, with labels in common and without. */
  static List<TemplateObject> all() {
    var limit = alert("memory", Labels.of("group", "lab"), Transition.Cause.FIRED, null);
    var over = alert("memory", Labels.of("group", "lab"), Transition.Cause.CLEARED, NOW - 1000);
    var rule = alert("DriveHot", Labels.of("drive", "sda"), null, null);
    var ended = alert("DriveHot", Labels.EMPTY, null, NOW - 1000);
    return List.of(
        data(Reason.CHANGE, List.of(limit), List.of(), List.of()),
        data(Reason.CHANGE, List.of(), List.of(), List.of(over)),
        data(Reason.CHANGE, List.of(rule), List.of(limit), List.of(ended)),
        data(Reason.REPEAT, List.of(), List.of(rule), List.of()),
        data(Reason.ESCALATION, List.of(limit), List.of(), List.of()),
        data(Reason.CATCH_UP, List.of(), List.of(limit), List.of()));
  }

  private static Alert alert(
      String name, Labels more, Transition.@Nullable Cause cause, @Nullable Long end) {
    var labels =
        more.toBuilder().set("alertname", name).set("client", "pc").set("type", name).build();
    var record =
        new AlertRecord(
            1,
            "pc",
            name,
            end == null ? State.FIRING : State.RESOLVED,
            73.4,
            cause == null ? Double.NaN : 50,
            "",
            NOW - 600_000,
            NOW - 300_000,
            end);
    Map<String, String> annotations =
        cause == null ? Map.of("summary", "It is hot", "description", "Too hot.") : Map.of();
    return new Alert(labels, annotations, record, "https://localhost/graph", cause, null);
  }

  private static TemplateObject data(
      Reason reason, List<Alert> fresh, List<Alert> standing, List<Alert> over) {
    var notification =
        new Notification(
            new Notification.Destination.Mail(List.of("it@localhost")),
            "key",
            Labels.of("client", "pc"),
            reason,
            told(fresh),
            told(standing),
            told(over),
            1);
    var context = new NotificationWords.Context(Alerting.DEFAULT, ZoneOffset.UTC, PAGE, NOW);
    var content = NotificationWords.of(notification, context, Map.of(), Map.of());
    return new TemplateMail(notification, context, content).data();
  }

  private static List<Told> told(List<Alert> alerts) {
    return alerts.stream().map(alert -> new Told(alert, NOW, 7, "")).toList();
  }
}
