package dev.muster.alertbridge;

import dev.muster.alertbridge.Notification.Destination;
import dev.muster.alertbridge.Notification.Reason;
import dev.muster.alertbridge.Notification.Told;
import dev.muster.archive.AlertRecord;
import dev.muster.archive.AlertRecord.State;
import dev.muster.fleet.Client;
import dev.muster.fleet.Limit;
import dev.muster.fleet.LimitType;
import dev.muster.metrics.Labels;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Notifications made by hand, and the values behind them; it is 10:42:07 in Berlin. */
final class Notes {
  static final Instant NOW = Instant.parse("2026-11-21T09:42:07Z");
  static final long AT = NOW.toEpochMilli();
  static final long MINUTE = 60_000;
  static final Limit MEMORY = Fleets.above(LimitType.MEMORY, 50, Duration.ofMinutes(5), 45);
  static final Limit DISK = Fleets.above(LimitType.DISK, 90);
  static final Limit LOAD = Fleets.above(LimitType.LOAD, 2);
  static final Limit OFFLINE = Fleets.above(LimitType.OFFLINE, 0, Duration.ofMinutes(1), 0);

  private Notes() {}

  static Client client(String name, String group) {
    return Fleets.client(
        name, group, List.of("it@example.org"), false, MEMORY, DISK, LOAD, OFFLINE);
  }

  /** An alert of a limit that began so many minutes ago and fired a little later. */
  static Alert firing(
      long id, Client client, LimitType type, double value, String detail, int ago) {
    var limit = client.limit(type).orElseThrow();
    long since = AT - ago * MINUTE;
    var record =
        new AlertRecord(
            id,
            client.name(),
            type.xmlName(),
            State.FIRING,
            value,
            limit.threshold(),
            detail,
            since,
            Math.min(AT, since + limit.hold().toMillis()),
            null);
    return new Alert(labels(client, type), Map.of(), record, "", Transition.Cause.FIRED, client);
  }

  /** The same, over now with this value. */
  static Alert over(Alert alert, double value) {
    var r = alert.record();
    var record =
        new AlertRecord(
            r.id(),
            r.client(),
            r.type(),
            State.RESOLVED,
            value,
            r.limit(),
            r.detail(),
            r.activeSince(),
            r.firedAt(),
            AT - 12_000);
    var cause = alert.cause() == null ? null : Transition.Cause.CLEARED;
    return new Alert(
        alert.labels(), alert.annotations(), record, alert.generatorUrl(), cause, alert.client());
  }

  private static Labels labels(Client client, LimitType type) {
    return Labels.builder()
        .set("alertname", type.xmlName())
        .set("type", type.xmlName())
        .set("client", client.name())
        .set("group", client.group())
        .set("instance", client.instance())
        .set("job", "node")
        .build();
  }

  /** An alert of a rule. */
  static Alert rule(Client client, String name, Map<String, String> annotations, int ago) {
    long since = AT - ago * MINUTE;
    var labels =
        Labels.of(
            "alertname", name, "client", client.name(), "severity", "warning", "drive", "sda");
    var record =
        new AlertRecord(
            77, client.name(), name, State.FIRING, 52.25, Double.NaN, "", since, since, null);
    return new Alert(
        labels,
        annotations,
        record,
        "https://muster.example.org:10090/graph?g0.expr=x",
        null,
        client);
  }

  static Told told(Alert alert) {
    return told(alert, 1, "");
  }

  static Told told(Alert alert, int changes, String acknowledgedBy) {
    return new Told(alert, AT, changes, acknowledgedBy);
  }

  static Notification of(Reason reason, List<Told> fresh, List<Told> standing, List<Told> over) {
    return new Notification(
        new Destination.Mail(List.of("it@example.org")),
        "{client=\"lab2-01\"}",
        Labels.of("client", "lab2-01"),
        reason,
        fresh,
        standing,
        over,
        3);
  }

  static Notification fresh(Alert... alerts) {
    var told = new ArrayList<Told>();
    for (var alert : alerts) {
      told.add(told(alert));
    }
    return of(Reason.CHANGE, told, List.of(), List.of());
  }

  /** Three hours of values in which memory climbs, a drive stands and load goes up and down. */
  static FakeQuery values(String... clients) {
    var query = new FakeQuery(Fleets.INTERVAL);
    for (String client : clients) {
      for (int i = 24 * 24; i >= 0; i--) {
        long time = AT - i * 150_000L;
        double climb = i < 30 ? Math.min(34, (30 - i) * 1.7) : 0;
        double memory = 40 + 2.5 * Math.sin(i * 0.7) + climb - (i < 4 ? (4 - i) * 3 : 0);
        query.set(time, LimitType.MEMORY, client, "", i == 0 ? 73.42 : memory);
        query.set(time, LimitType.DISK, client, "/", 40);
        query.set(time, LimitType.DISK, client, "/home", 91.5 + Math.min(5.6, (600 - i) * 0.01));
        query.set(time, LimitType.LOAD, client, "", 1.4 + 1.2 * Math.sin(i * 0.15));
        query.set(time, LimitType.OFFLINE, client, "", i < 2 ? 1 : 0);
      }
    }
    return query;
  }
}
