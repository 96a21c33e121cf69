package dev.muster.alertbridge;

import static org.assertj.core.api.Assertions.assertThat;

import dev.muster.archive.AlertStore;
import dev.muster.archive.Archive;
import dev.muster.archive.OutgoingMail;
import dev.muster.fleet.Fleet;
import dev.muster.metrics.PostedAlert;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import java.nio.file.Path;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Addresses that take no mails, as alerts. */
final class MailFaultsTest {
  private static final Fleet FLEET =
      Notices.fleet(null, List.of("it@example.org", "gone@example.org"), List.of(Notices.PC));
  private static final Fleet WITHOUT =
      Notices.fleet(null, List.of("it@example.org"), List.of(Notices.PC));

  @TempDir Path folder;
  private long now = Notices.BEGAN;
  private final InstantSource clock = () -> Instant.ofEpochMilli(now);
  private final List<PostedAlert> posted = new ArrayList<>();
  private Archive archive;
  private AlertBridgeApp bridge;
  private MailFaults faults;
  private int mails;

  @BeforeEach
  void start() {
    archive = Archive.open(folder.resolve("archive.db"), clock);
    bridge =
        new AlertBridgeApp(
            new AlertBridgeApp.Parts(
                new FakeQuery(Fleets.INTERVAL),
                null,
                archive.alerts(),
                archive.events(),
                archive.digests(),
                clock,
                MailSender.factory(folder.resolve("mails")),
                ZoneOffset.UTC,
                null,
                new PrometheusRegistry()),
            FLEET);
    faults = new MailFaults(archive.alerts(), clock, this::post);
  }

  @AfterEach
  void close() {
    bridge.close();
    archive.close();
  }

  private void post(List<PostedAlert> alerts) {
    posted.addAll(alerts);
    bridge.post(alerts);
  }

  private void mail(String address, boolean taken) {
    String id = "<m" + mails++ + ">";
    archive
        .alerts()
        .commit(
            new AlertStore.Round(
                List.of(), List.of(), List.of(new OutgoingMail(id, address, "s", "t", "m")), -1));
    long queued =
        archive.alerts().due("", now, 100).stream()
            .filter(mail -> mail.mail().messageId().equals(id))
            .findFirst()
            .orElseThrow()
            .id();
    if (taken) {
      archive.alerts().sent(queued, now);
    } else {
      archive.alerts().refused(queued, now, "550 5.1.1 no such user");
    }
    faults.ended();
  }

  private List<String> open() {
    return archive.history().firedOrResolvedSince(now + 1).stream()
        .map(told -> told.record().type() + " " + told.record().detail())
        .toList();
  }

  @Test
  void refusedForGood_isAnAlertUntilAMailIsTakenAgain() {
    mail("gone@example.org", false);
    faults.check(FLEET);
    assertThat(open())
        .containsExactly(
            "mail mails to gone@example.org are refused for good: 550 5.1.1 no such user");
    mail("gone@example.org", false);
    mail("it@example.org", true);
    faults.check(FLEET);
    assertThat(posted).hasSize(1);
    now += 1_000;
    mail("gone@example.org", true);
    faults.check(FLEET);
    assertThat(open()).isEmpty();
    assertThat(posted).hasSize(2);
  }

  @Test
  void addressThatLeavesTheFleetFile_isNoAlertAnyMore() {
    mail("gone@example.org", false);
    mail("stranger@example.org", false);
    faults.check(FLEET);
    assertThat(posted).hasSize(1);
    faults.check(WITHOUT);
    assertThat(open()).isEmpty();
  }

  @Test
  void refusalBeforeARestart_isAnAlertAfterIt() {
    mail("gone@example.org", false);
    close();
    start();
    faults.check(FLEET);
    assertThat(open()).hasSize(1);
    close();
    start();
    now += 8L * 86_400_000;
    faults.check(FLEET);
    assertThat(open()).hasSize(1);
    assertThat(posted).hasSize(1);
  }

  @Test
  void failingAddress_isNotToldOfItself() {
    mail("gone@example.org", false);
    faults.check(FLEET);
    assertThat(MailFaults.recipients(posted.getFirst().labels(), FLEET.mail()))
        .containsExactly("it@example.org");
    assertThat(MailFaults.recipients(Notices.memory(true).labels(), FLEET.mail()))
        .isEqualTo(FLEET.mail());
  }
}
