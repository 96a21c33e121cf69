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
  private static final NotificationWords.Context CONTEXT =
      new NotificationWords.Context(
          Alerting.DEFAULT, ZoneOffset.UTC, URI.create("https://localhost/"), NOW);

  private TemplateSamples() {}

  /** What fires and what is over, of limits and of rules, with labels in common and without. */
  static List<TemplateObject> all() {
    return notifications().stream()
        .map(one -> new TemplateMail(one, CONTEXT, words(one)).data())
        .toList();
  }

  /** Their built-in words. */
  static List<NotificationContent> contents() {
    return notifications().stream().map(TemplateSamples::words).toList();
  }

  private static NotificationContent words(Notification notification) {
    return NotificationWords.of(notification, CONTEXT, Map.of(), Map.of());
  }

  private static List<Notification> notifications() {
    var limit = alert("memory", Labels.of("group", "lab"), Transition.Cause.FIRED, null);
    var over = alert("memory", Labels.of("group", "lab"), Transition.Cause.CLEARED, NOW - 1000);
    var rule = alert("DriveHot", Labels.of("drive", "sda"), null, null);
    var ended = alert("DriveHot", Labels.EMPTY, null, NOW - 1000);
    return List.of(
        of(Reason.CHANGE, List.of(limit), List.of(), List.of()),
        of(Reason.CHANGE, List.of(), List.of(), List.of(over)),
        of(Reason.CHANGE, List.of(rule), List.of(limit), List.of(ended)),
        of(Reason.REPEAT, List.of(), List.of(rule), List.of()),
        of(Reason.ESCALATION, List.of(limit), List.of(), List.of()),
        of(Reason.CATCH_UP, List.of(), List.of(limit), List.of()));
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

  private static Notification of(
      Reason reason, List<Alert> fresh, List<Alert> standing, List<Alert> over) {
    return new Notification(
        new Notification.Destination.Mail(List.of("it@localhost")),
        "key",
        Labels.of("client", "pc"),
        reason,
        told(fresh),
        told(standing),
        told(over),
        1);
  }

  private static List<Told> told(List<Alert> alerts) {
    return alerts.stream().map(alert -> new Told(alert, NOW, 7, "")).toList();
  }
}
