package dev.muster.fleet;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import dev.muster.fleet.ClientAlerting.EventMails;
import dev.muster.fleet.LabelCondition.Comparison;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class AlertingReaderTest {
  private static final ZoneId BERLIN = ZoneId.of("Europe/Berlin");

  @TempDir Path folder;

  private Fleet good() {
    return FleetFile.read(
        Fixtures.copy(Fixtures.FOLDER.resolve("alerting.good.xml"), folder), Fixtures.ENVIRONMENT);
  }

  @Test
  void settings_notGiven_areTheDefaults() {
    var fleet = Fixtures.fleet(folder, "<fleet><alerting/><client ip='::1'/></fleet>");
    assertThat(fleet.alerting()).isEqualTo(Alerting.DEFAULT);
    assertThat(fleet.clients().getFirst().alerting()).isEqualTo(ClientAlerting.DEFAULT);
  }

  @Test
  void settings_allGiven_areTaken() {
    var alerting = good().alerting();
    assertThat(alerting)
        .isEqualTo(
            new Alerting(
                List.of("client", "alertname"),
                Duration.ofSeconds(5),
                Duration.ofMinutes(1),
                Duration.ofSeconds(20),
                Duration.ofHours(12),
                Duration.ZERO,
                3,
                10,
                4,
                Duration.ofHours(1),
                alerting.inhibitions(),
                alerting.maintenances(),
                alerting.receivers(),
                alerting.digests(),
                null,
                URI.create("https://muster.example.org:10090/")));
    assertThat(alerting.inhibitions())
        .containsExactly(
            new Inhibition(
                List.of(new LabelCondition("alertname", Comparison.EQUAL, "SwitchDown")),
                List.of(
                    new LabelCondition("type", Comparison.EQUAL, "offline"),
                    new LabelCondition("group", Comparison.REGEX, "lab-\\d")),
                List.of("group")));
  }

  @Test
  void maintenances_haveTheirWindowsAndConditions() {
    var windows = good().alerting().maintenances();
    assertThat(windows)
        .extracting(Maintenance::name, Maintenance::comment)
        .containsExactly(
            tuple("updates", "Windows updates"),
            tuple("holidays", ""),
            tuple("server", ""),
            tuple("two", ""));
    assertThat(windows.get(1).when())
        .isEqualTo(
            new OneWindow(
                Instant.parse("2026-12-24T18:00:00Z"),
                Instant.parse("2027-01-04T00:00:00Z"),
                ZoneId.of("UTC")));
    assertThat(windows.get(2).conditions())
        .containsExactly(
            new LabelCondition("client", Comparison.EQUAL, "pc1, with a comma"),
            new LabelCondition("severity", Comparison.NOT_EQUAL, "page"));
    assertThat(windows.getLast().conditions())
        .containsExactly(new LabelCondition("client", Comparison.REGEX, "sw-2|10\\.1\\.2\\.1"));
  }

  @Test
  void receivers_haveTheirSecretsAndFiles() {
    var receivers = good().alerting().receivers();
    assertThat(receivers)
        .extracting(Receiver::name, Receiver::kind, Receiver::resolved)
        .containsExactly(
            tuple("lab-chat", Receiver.Kind.NTFY, false),
            tuple("am", Receiver.Kind.ALERTMANAGER, true),
            tuple("hook", Receiver.Kind.WEBHOOK, true));
    assertThat(receivers.getFirst().token()).isEqualTo(new Secret("hunter2secret"));
    assertThat(receivers.get(1).password()).isEqualTo(new Secret("hunter2secret"));
    assertThat(receivers.getLast().caFile()).isEqualTo(folder.resolve("ca.pem").toString());
    assertThat(receivers.toString()).doesNotContain("hunter2");
  }

  @Test
  void digests_goToTheGroupOrTheDefaultsUnlessTheySay() {
    var digests = good().alerting().digests();
    assertThat(digests)
        .extracting(DigestPlan::weekly, DigestPlan::group, DigestPlan::mail)
        .containsExactly(
            tuple(false, "", List.of("it@example.org")),
            tuple(true, "lab-2", List.of("lab@example.org")),
            tuple(false, "", List.of("boss@example.org")));
    assertThat(digests.get(1).when().after(Instant.parse("2026-11-21T00:00:00Z")))
        .map(Recurrence.Window::start)
        .contains(Instant.parse("2026-11-27T06:30:00Z"));
  }

  @Test
  void clients_haveTheNearestThatIsSaid() {
    var clients = good().clients();
    var hours = WeeklyHours.parse("Mon-Fri 07:00-18:00", BERLIN);
    assertThat(clients)
        .extracting(Client::alerting)
        .containsExactly(
            // The group's parent is the client itself, which then has none.
            new ClientAlerting(
                "",
                null,
                Duration.ofHours(1),
                List.of("boss@example.org"),
                List.of("lab-chat"),
                EventMails.NEVER),
            new ClientAlerting(
                "sw-2",
                hours,
                null,
                List.of("boss@example.org"),
                List.of("hook", "lab-chat"),
                new EventMails(EventMails.Mode.DIGEST, Duration.ofHours(1), "", BERLIN)),
            new ClientAlerting(
                "sw-2",
                WeeklyHours.parse("22:00-06:00 UTC", BERLIN),
                Duration.ofHours(1),
                List.of(),
                List.of(),
                new EventMails(EventMails.Mode.ALWAYS, Duration.ZERO, "error")));
    assertThat(clients).extracting(Client::mailEvents).containsExactly(false, false, true);
    assertThat(clients).extracting(Client::wantsEvents).containsExactly(false, true, true);
  }

  @Test
  void eventLevels_thatAreAsBadOrWorse_areTaken() {
    var warnings = new EventMails(EventMails.Mode.ALWAYS, Duration.ZERO, "warning");
    assertThat(List.of("critical", "error", "warning", "info", "debug", "notice"))
        .filteredOn(warnings::takes)
        .containsExactly("critical", "error", "warning", "notice");
    assertThat(EventMails.levels()).allMatch(EventMails.ALWAYS::takes);
  }
}
