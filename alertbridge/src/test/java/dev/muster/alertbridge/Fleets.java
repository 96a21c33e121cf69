package dev.muster.alertbridge;

import dev.muster.fleet.Alerting;
import dev.muster.fleet.ArchiveSettings;
import dev.muster.fleet.Client;
import dev.muster.fleet.Fleet;
import dev.muster.fleet.Limit;
import dev.muster.fleet.LimitType;
import dev.muster.fleet.Recurrence;
import dev.muster.fleet.ScrapeSettings;
import dev.muster.fleet.Smtp;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Fleets for tests. */
final class Fleets {
  static final Duration INTERVAL = Duration.ofSeconds(15);

  /** Each alert is told for itself, and nothing waits. */
  static final Alerting AT_ONCE =
      new Alerting(
          List.of("client", "type", "alertname"),
          Duration.ZERO,
          Duration.ZERO,
          Duration.ZERO,
          Duration.ofDays(365),
          Duration.ZERO,
          0,
          1_000,
          1_000,
          Duration.ofMinutes(1),
          List.of(),
          List.of(),
          List.of(),
          List.of(),
          null,
          null);

  private Fleets() {}

  static Fleet with(Alerting alerting, Fleet fleet) {
    return new Fleet(
        fleet.smtp(),
        fleet.scrape(),
        fleet.archive(),
        fleet.global(),
        fleet.rules(),
        fleet.mail(),
        fleet.clients(),
        fleet.remoteWrites(),
        alerting,
        fleet.warnings());
  }

  /** The usual settings, but so many mails may go to an address in ten minutes. */
  static Alerting mailsPerAddress(int most) {
    var usual = Alerting.DEFAULT;
    return new Alerting(
        usual.groupBy(),
        usual.groupWait(),
        usual.offlineWait(),
        usual.groupInterval(),
        usual.repeatInterval(),
        usual.resolveDelay(),
        usual.gatherFrom(),
        most,
        usual.flapChanges(),
        usual.flapWindow(),
        usual.inhibitions(),
        usual.maintenances(),
        usual.receivers(),
        usual.digests(),
        usual.templates(),
        usual.page());
  }

  static Recurrence noSchedule(String text) {
    throw new IllegalArgumentException("no schedule: " + text);
  }

  static Fleet of(@Nullable Smtp smtp, List<Client> clients) {
    return new Fleet(
        smtp,
        new ScrapeSettings(INTERVAL, Duration.ofSeconds(10), 10_000_000, 10_000),
        new ArchiveSettings(Duration.ofDays(400)),
        clients,
        List.of());
  }

  static Client client(
      String name, String group, List<String> mail, boolean events, Limit... limits) {
    return new Client(
        name,
        group,
        "10.1.2.1",
        new Client.SshLogin(22, "", null, null),
        new Client.ExporterAccess(10100, true, "/metrics", "", null, null),
        mail,
        List.of(limits),
        events);
  }

  static Limit above(LimitType type, double threshold) {
    return above(type, threshold, Duration.ZERO, threshold);
  }

  static Limit above(LimitType type, double threshold, Duration hold, double clear) {
    return new Limit(type, threshold, Limit.Direction.ABOVE, hold, clear);
  }

  static Limit below(LimitType type, double threshold) {
    return new Limit(type, threshold, Limit.Direction.BELOW, Duration.ZERO, threshold);
  }
}
