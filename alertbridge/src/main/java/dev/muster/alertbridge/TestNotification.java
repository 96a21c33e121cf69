package dev.muster.alertbridge;

import dev.muster.archive.AlertRecord;
import dev.muster.archive.StoredAlert;
import dev.muster.fleet.Fleet;
import dev.muster.fleet.LimitType;
import dev.muster.fleet.Receiver;
import dev.muster.metrics.Labels;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneId;
import java.util.List;
import java.util.Map;

/** What shows that notifications reach a receiver. */
public final class TestNotification {
  static final String TEST = "[TEST]";
  private static final Duration TIMEOUT = Duration.ofSeconds(30);
  private static final double VALUE = 73.4;
  private static final double LIMIT = 50;

  private TestNotification() {}

  /**
   * Sends one.
   *
   * @param drill whether it is to look like a real alert
   * @throws IllegalArgumentException if the receiver's settings are of no use
   */
  public static MailSender.Outcome send(
      Receiver receiver, Fleet fleet, boolean drill, InstantSource clock) {
    var alert = drill ? drill(fleet, clock.instant()) : greeting(clock.instant());
    if (receiver.kind() == Receiver.Kind.ALERTMANAGER) {
      return toAlertmanager(receiver, alert, clock);
    }
    var notice = notice(receiver, alert);
    try (var http = new ReceiverHttp(receiver, clock, TIMEOUT)) {
      var channel = Channel.of(receiver.kind());
      return http.post(
          channel.address(receiver), channel.headers(receiver), channel.body(notice).toString());
    }
  }

  static Notice notice(Receiver receiver, Alert alert) {
    var told = new Notification.Told(alert, alert.record().activeSince(), 1, "");
    var notification =
        new Notification(
            new Notification.Destination.Named(receiver.name()),
            "{}:{test=\"" + TEST + "\"}",
            Labels.of("test", TEST),
            Notification.Reason.CHANGE,
            List.of(told),
            List.of(),
            List.of(),
            1);
    return new Notice(
        notification, receiver, ZoneId.systemDefault(), null, Integer.MAX_VALUE, " " + TEST);
  }

  private static Alert greeting(Instant now) {
    var record = record("", "MusterTest", Double.NaN, Double.NaN, now.toEpochMilli());
    return new Alert(
        Labels.of("alertname", "MusterTest"),
        Map.of("summary", "notifications arrive; nothing has to be done"),
        record,
        "",
        null,
        null);
  }

  /** As the memory of the fleet's first client would be told. */
  static Alert drill(Fleet fleet, Instant now) {
    var client = fleet.clients().stream().findFirst().orElse(null);
    String name = client == null ? "pc-1" : client.name();
    var record = record(name, LimitType.MEMORY.xmlName(), VALUE, LIMIT, now.toEpochMilli());
    return Alerts.of(
        new StoredAlert(record, Transition.Cause.FIRED.name(), null),
        client == null ? Map.of() : Map.of(name, client));
  }

  private static AlertRecord record(
      String client, String type, double value, double limit, long now) {
    return new AlertRecord(
        0, client, type, AlertRecord.State.FIRING, value, limit, "", now, now, null);
  }

  private static MailSender.Outcome toAlertmanager(
      Receiver receiver, Alert alert, InstantSource clock) {
    var json = Json.object();
    json.set("labels", Json.texts(alert.labels().toMap()));
    json.putObject("annotations")
        .put("summary", AlertSentence.of(alert, ZoneId.systemDefault()) + " " + TEST);
    json.put("endsAt", clock.instant().plus(Duration.ofMinutes(1)).toString());
    try (var http = new ReceiverHttp(receiver, clock, TIMEOUT)) {
      return http.post(
          AlertmanagerFeed.address(receiver), Map.of(), Json.array().add(json).toString());
    }
  }
}
