package dev.muster.alertbridge;

import static org.assertj.core.api.Assertions.assertThat;

import dev.muster.archive.AlertRecord;
import dev.muster.archive.OutgoingMail;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import java.net.URI;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** An archive that cannot be written, second by second. */
class ArchiveAlarmTest {
  private static final String FULL = "data/archive.db: the disk is full; free some space";

  private long now = Instant.parse("2026-11-21T10:00:00Z").toEpochMilli();
  private final List<OutgoingMail> sent = new ArrayList<>();
  private MailSender.Outcome outcome = new MailSender.Outcome.Accepted();
  private int attempts;
  private final ArchiveAlarm alarm =
      new ArchiveAlarm(
          () -> Instant.ofEpochMilli(now),
          smtp ->
              mail -> {
                attempts++;
                if (outcome instanceof MailSender.Outcome.Accepted) {
                  sent.add(mail);
                }
                return outcome;
              },
          ZoneOffset.UTC,
          URI.create("https://localhost:10090/"),
          new PrometheusRegistry(),
          Fleets.of(
              null,
              List.of(
                  Fleets.client("a", "", List.of("it@example.org"), false),
                  Fleets.client("b", "", List.of("it@example.org"), false),
                  Fleets.client("c", "", List.of("boss@example.org"), false))));

  private void seconds(int seconds, boolean fails) {
    for (int i = 0; i < seconds; i++) {
      now += 1000;
      if (fails) {
        alarm.failed(FULL);
      } else {
        alarm.succeeded();
      }
      alarm.turn();
    }
  }

  private List<String> subjects() {
    return sent.stream().map(mail -> mail.recipient() + " " + mail.subject()).toList();
  }

  @Test
  void damagedFile_isMailedOnceToEachPerson_andStaysOnThePage() {
    assertThat(alarm.open()).isEmpty();
    alarm.setAside("/data/archive.db.damaged-20261121T100000Z");
    seconds(100, false);
    assertThat(subjects())
        .containsExactly(
            "it@example.org Muster: the archive was too damaged to be opened",
            "boss@example.org Muster: the archive was too damaged to be opened");
    assertThat(sent.getFirst().text()).contains("/data/archive.db.damaged-20261121T100000Z");
    assertThat(alarm.sentence())
        .isEqualTo(
            "The archive was too damaged to be opened and is kept as"
                + " /data/archive.db.damaged-20261121T100000Z; a new one was begun.");
    assertThat(alarm.open())
        .singleElement()
        .satisfies(alert -> assertThat(alert.state()).isEqualTo(AlertRecord.State.FIRING));
  }

  @Test
  void outage_isMailedOnceToEachPersonAfterHalfAMinute_andOnceWhenOver() {
    seconds(30, true);
    assertThat(sent).isEmpty();
    assertThat(alarm.open().getFirst().state()).isEqualTo(AlertRecord.State.PENDING);
    seconds(600, true);
    assertThat(subjects())
        .containsExactly(
            "it@example.org Muster: the archive cannot be written",
            "boss@example.org Muster: the archive cannot be written");
    assertThat(sent.getFirst().text())
        .contains("Since:  Sat 21 Nov 2026, 10:00:01 Z", "Reason: " + FULL);
    assertThat(alarm.open().getFirst().state()).isEqualTo(AlertRecord.State.FIRING);
    assertThat(alarm.sentence()).isEqualTo("The archive could not be written for 10m 29s: " + FULL);
    sent.clear();
    seconds(29, false);
    assertThat(sent).isEmpty();
    seconds(100, false);
    assertThat(subjects())
        .containsExactly(
            "it@example.org Muster: the archive is written again",
            "boss@example.org Muster: the archive is written again");
    assertThat(sent.getFirst().message()).contains("In-Reply-To: ");
    assertThat(sent.getFirst().text()).contains("To:   Sat 21 Nov 2026, 10:10:30 Z");
    assertThat(alarm.open()).isEmpty();
    assertThat(alarm.sentence()).isEmpty();
  }

  @Test
  void shortOutage_isNotMailed() {
    seconds(20, true);
    seconds(100, false);
    assertThat(sent).isEmpty();
    assertThat(alarm.open()).isEmpty();
  }

  @Test
  void writesOfWhichSomeFail_areOneOutage() {
    for (int i = 0; i < 300; i++) {
      seconds(1, i % 10 == 0);
    }
    assertThat(subjects()).hasSize(2).allMatch(s -> s.endsWith("cannot be written"));
  }

  @Test
  void outageAgainWithinTheHour_isMailedOnlyOnceTheHourIsOver() {
    for (int i = 0; i < 5; i++) {
      seconds(60, true);
      seconds(60, false);
    }
    assertThat(subjects()).hasSize(4);
    seconds(3600 - 600 + 29, true);
    assertThat(subjects()).hasSize(4);
    seconds(2, true);
    assertThat(subjects()).hasSize(6);
  }

  @Test
  void mailServerAway_isTriedAgainEvery15Seconds_andNothingIsLost() {
    outcome = new MailSender.Outcome.Unavailable("connection refused");
    seconds(31 + 150, true);
    assertThat(attempts).isEqualTo(11);
    seconds(60, false);
    assertThat(sent).isEmpty();
    outcome = new MailSender.Outcome.Accepted();
    seconds(15, false);
    assertThat(subjects())
        .hasSize(4)
        .startsWith("it@example.org Muster: the archive cannot be written")
        .endsWith("boss@example.org Muster: the archive is written again");
  }

  @Test
  void refusedMail_isNotTriedAgain() {
    outcome = new MailSender.Outcome.Refused("no such mailbox");
    seconds(300, true);
    assertThat(attempts).isEqualTo(2);
  }
}
