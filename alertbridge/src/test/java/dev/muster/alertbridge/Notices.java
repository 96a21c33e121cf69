package dev.muster.alertbridge;

import dev.muster.archive.AlertRecord;
import dev.muster.archive.AlertRecord.State;
import dev.muster.archive.StoredAlert;
import dev.muster.fleet.Alerting;
import dev.muster.fleet.ArchiveSettings;
import dev.muster.fleet.Client;
import dev.muster.fleet.Fleet;
import dev.muster.fleet.GlobalSettings;
import dev.muster.fleet.LimitType;
import dev.muster.fleet.Receiver;
import dev.muster.fleet.ScrapeSettings;
import dev.muster.fleet.Secret;
import dev.muster.fleet.Smtp;
import dev.muster.metrics.Labels;
import dev.muster.metrics.PostedAlert;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Receivers, and what they are told, for tests. */
final class Notices {
  static final long BEGAN = Instant.parse("2026-11-21T10:42:07Z").toEpochMilli();
  static final Client PC =
      Fleets.client(
          "pc_1 <lab>",
          "lab-2",
          List.of("a@example.org"),
          false,
          Fleets.above(LimitType.MEMORY, 50));

  private Notices() {}

  static Receiver receiver(String name, Receiver.Kind kind, URI url) {
    return new Receiver(name, kind, url, "", null, null, null, null, true);
  }

  static Receiver withToken(String name, Receiver.Kind kind, URI url, String token) {
    return new Receiver(name, kind, url, "", null, new Secret(token), null, null, true);
  }

  /** A memory alert of PC that fires, or is over after 5 min 3 s. */
  static Alert memory(boolean firing) {
    var record =
        new AlertRecord(
            7,
            PC.name(),
            "memory",
            firing ? State.FIRING : State.RESOLVED,
            firing ? 73.4 : 40,
            50,
            "",
            BEGAN,
            BEGAN,
            firing ? null : BEGAN + 303_000);
    return Alerts.of(
        new StoredAlert(record, firing ? "FIRED" : "CLEARED", null), Map.of(PC.name(), PC));
  }

  /** A rule's alert that fires. */
  static Alert posted() {
    var record =
        new AlertRecord(8, "", "Full & slow", State.FIRING, 1, Double.NaN, "", BEGAN, BEGAN, null);
    var posted =
        new PostedAlert(
            Labels.of("alertname", "Full & slow", "severity", "page"),
            Map.of("summary", "two \"quoted\" words\nand a line"),
            BEGAN,
            BEGAN + 1,
            "http://prometheus.example.org/graph?g0.expr=1",
            1);
    return Alerts.of(new StoredAlert(record, "", posted), Map.of());
  }

  static Notification.Told told(Alert alert) {
    return new Notification.Told(alert, BEGAN, 1, "");
  }

  static Notification notification(
      String receiver, List<Alert> fresh, List<Alert> standing, List<Alert> resolved) {
    return new Notification(
        new Notification.Destination.Named(receiver),
        "{}:{client=\"pc_1 <lab>\"}",
        Labels.of("client", PC.name()),
        Notification.Reason.CHANGE,
        fresh.stream().map(Notices::told).toList(),
        standing.stream().map(Notices::told).toList(),
        resolved.stream().map(Notices::told).toList(),
        1);
  }

  static Fleet fleet(
      @Nullable Smtp smtp, List<String> mail, List<Client> clients, Receiver... receivers) {
    var usual = Alerting.DEFAULT;
    return new Fleet(
        smtp,
        new ScrapeSettings(Fleets.INTERVAL, Duration.ofSeconds(10), 10_000_000, 10_000),
        new ArchiveSettings(Duration.ofDays(400)),
        GlobalSettings.DEFAULT,
        List.of(),
        mail,
        clients,
        List.of(),
        new Alerting(
            usual.groupBy(),
            usual.groupWait(),
            usual.offlineWait(),
            usual.groupInterval(),
            usual.repeatInterval(),
            usual.resolveDelay(),
            usual.gatherFrom(),
            usual.mailsPerAddress(),
            usual.flapChanges(),
            usual.flapWindow(),
            List.of(),
            List.of(),
            List.of(receivers),
            List.of(),
            null,
            null),
        List.of());
  }
}
