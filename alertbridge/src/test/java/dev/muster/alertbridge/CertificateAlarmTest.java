package dev.muster.alertbridge;

import static org.assertj.core.api.Assertions.assertThat;

import dev.muster.archive.AlertRecord;
import dev.muster.archive.OutgoingMail;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** Certificates that come to end soon, turn by turn. */
class CertificateAlarmTest {
  private long now = Instant.parse("2026-11-21T10:00:00Z").toEpochMilli();
  private final List<OutgoingMail> sent = new ArrayList<>();
  private final List<CertificateAlarm.Ending> ending = new ArrayList<>();
  private final CertificateAlarm alarm =
      new CertificateAlarm(
          () -> Instant.ofEpochMilli(now),
          smtp ->
              mail -> {
                sent.add(mail);
                return new MailSender.Outcome.Accepted();
              },
          ZoneOffset.UTC,
          URI.create("https://localhost:10090/"),
          () -> List.copyOf(ending),
          () -> Fleets.of(null, List.of(Fleets.client("a", "", List.of("it@example.org"), false))));

  private void ends(@Nullable String client, Duration after) {
    ending.add(
        new CertificateAlarm.Ending(
            client,
            client == null ? "server" : client,
            now + after.toMillis(),
            "no answer",
            "Run: muster certificate renew " + client + "."));
  }

  @Test
  void nothing_isTold_whileNothingEnds() {
    alarm.turn();
    assertThat(sent).isEmpty();
    assertThat(alarm.open()).isEmpty();
  }

  @Test
  void certificate_isToldOnce_withWhatToDo() {
    ends("lab2-01", Duration.ofDays(14));
    long began = now;
    alarm.turn();
    now += 60_000;
    alarm.turn();
    assertThat(sent).hasSize(1);
    assertThat(sent.getFirst().subject())
        .isEqualTo("Muster: a certificate ends soon and was not renewed");
    assertThat(sent.getFirst().text().replaceAll("\\s+", " "))
        .contains("lab2-01")
        .contains("muster certificate renew lab2-01");
    assertThat(alarm.open())
        .singleElement()
        .satisfies(alert -> {
          assertThat(alert.client()).isEqualTo("lab2-01");
          assertThat(alert.type()).isEqualTo("certificate");
          assertThat(alert.state()).isEqualTo(AlertRecord.State.FIRING);
          assertThat(alert.activeSince()).isEqualTo(began);
          assertThat(alert.value()).isBetween(13.9, 14.0);
        });
  }

  @Test
  void another_isTold_anHourLaterAtTheEarliest() {
    ends("lab2-01", Duration.ofDays(14));
    alarm.turn();
    ends(null, Duration.ofDays(2));
    alarm.turn();
    assertThat(sent).hasSize(1);
    now += Duration.ofHours(1).toMillis();
    alarm.turn();
    assertThat(sent).hasSize(2);
    assertThat(alarm.open())
        .extracting(AlertRecord::client)
        .containsExactlyInAnyOrder("lab2-01", "muster");
    ending.clear();
    assertThat(alarm.open()).isEmpty();
  }
}
