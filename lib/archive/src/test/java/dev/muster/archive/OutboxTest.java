package dev.muster.archive;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import dev.muster.metrics.Labels;
import dev.muster.metrics.PostedAlert;
import java.nio.file.Path;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The outbox by receiver, and what is remembered of it. */
final class OutboxTest {
  private static final long START = Instant.parse("2026-11-21T10:00:00Z").toEpochMilli();

  @TempDir Path folder;
  private long now = START;
  private Archive archive;
  private AlertStore alerts;

  @BeforeEach
  void open() {
    archive = Archive.open(folder.resolve("archive.db"), () -> Instant.ofEpochMilli(now));
    alerts = archive.alerts();
  }

  @AfterEach
  void close() {
    archive.close();
  }

  private static OutgoingMail mail(String id, String to) {
    return new OutgoingMail("<" + id + ">", to, "subject", "text", "message");
  }

  private static OutgoingMail to(String id, String receiver) {
    return new OutgoingMail("<" + id + ">", receiver, "title", "text", "{}", receiver);
  }

  private void queue(OutgoingMail... mails) {
    alerts.commit(new AlertStore.Round(List.of(), List.of(), List.of(mails), -1));
  }

  private AlertHistory.Filter all() {
    return new AlertHistory.Filter("", "", 0, Long.MAX_VALUE, 100);
  }

  @Test
  void receivers_waitApart() {
    queue(mail("1", "a@b"), to("2", "chat"), to("3", "chat"));
    assertThat(alerts.due("", now, 9)).extracting(QueuedMail::id).containsExactly(1L);
    assertThat(alerts.due("chat", now, 9)).extracting(QueuedMail::id).containsExactly(2L, 3L);
    assertThat(alerts.due("chat", now, 9).getFirst().mail()).isEqualTo(to("2", "chat"));
    assertThat(alerts.waiting())
        .isEqualTo(Map.of("", new Outbox.Waiting(1, START), "chat", new Outbox.Waiting(2, START)));
    alerts.retry(2, now + 5_000, "503");
    alerts.retry(3, now + 9_000, "503");
    alerts.retry(1, now + 7_000, "451");
    assertThat(alerts.nextDue("chat")).isEqualTo(now + 5_000);
    alerts.retryAll("chat");
    assertThat(alerts.nextDue("chat")).isZero();
    assertThat(alerts.nextDue("")).isEqualTo(now + 7_000);
    assertThat(alerts.nextDue("other")).isEqualTo(Long.MAX_VALUE);
  }

  @Test
  void refusedAndGivenUp_standInTheHistory() {
    queue(mail("1", "a@b"), to("2", "chat"));
    alerts.refused(1, now + 1, "550 no such user");
    alerts.givenUp(2, now + 2, "not taken within 3 days");
    assertThat(archive.history().events(all()))
        .extracting(AlertEvent::time, AlertEvent::what, AlertEvent::mail, AlertEvent::detail)
        .containsExactly(
            tuple(now + 2, "given up", 2L, "chat: not taken within 3 days"),
            tuple(now + 1, "refused", 1L, "a@b: 550 no such user"));
    assertThat(archive.history().mails(List.of(2L)))
        .extracting(FleetStatus.MailStatus::state)
        .containsExactly("refused");
  }

  @Test
  void refusals_areOfAddressesWhoseLastMailWasRefused() {
    queue(mail("1", "a@b"), mail("2", "c@d"), mail("3", "c@d"), to("4", "chat"));
    alerts.refused(1, now + 1, "550 gone");
    alerts.refused(2, now + 1, "550 full");
    alerts.refused(4, now + 1, "404");
    assertThat(alerts.refusals(0))
        .containsExactlyInAnyOrder(
            new Outbox.Refusal("a@b", now + 1, "550 gone"),
            new Outbox.Refusal("c@d", now + 1, "550 full"));
    alerts.sent(3, now + 1);
    assertThat(alerts.refusals(0)).extracting(Outbox.Refusal::address).containsExactly("a@b");
    assertThat(alerts.refusals(now + 2)).isEmpty();
  }

  @Test
  void mailsOfAnAddress_areCountedWhileTheyWaitAndSinceTheyWereTaken() {
    queue(mail("1", "a@b"), mail("2", "a@b"), mail("3", "c@d"), to("4", "chat"));
    alerts.sent(1, now + 10);
    alerts.sent(3, now + 5);
    assertThat(alerts.mailsSince(now + 6)).isEqualTo(Map.of("a@b", 2));
    assertThat(alerts.mailsSince(now + 5)).isEqualTo(Map.of("a@b", 2, "c@d", 1));
  }

  @Test
  void firedOrResolved_areReadWithWhatOthersSaidOfThem() {
    var own = record(0, "pc1", "memory", AlertRecord.State.FIRING, null);
    var old = record(0, "pc1", "cpu", AlertRecord.State.RESOLVED, START - 1);
    var pending = record(0, "pc1", "disk", AlertRecord.State.PENDING, null);
    alerts.commit(new AlertStore.Round(List.of(own, old, pending), List.of(), List.of(), -1));
    var posted =
        new PostedAlert(
            Labels.of("alertname", "X"), Map.of("summary", "s"), START, START + 9, "", 1);
    var over =
        new StoredAlert(record(9, "", "X", AlertRecord.State.RESOLVED, START + 5), "", posted);
    alerts.commit(
        new AlertStore.Round(
            List.of(),
            List.of(),
            List.of(),
            -1,
            new BridgeNews(List.of(over), List.of(), List.of(), List.of(), Map.of(), List.of())));
    assertThat(archive.history().firedOrResolvedSince(START))
        .extracting(told -> told.record().type(), StoredAlert::posted)
        .containsExactly(tuple("memory", null), tuple("X", posted));
    assertThat(archive.history().episodes("pc1", "memory", START, 9)).hasSize(1);
    assertThat(archive.history().episodes("pc1", "memory", START - 1, 9)).isEmpty();
  }

  private static AlertRecord record(
      long id, String client, String type, AlertRecord.State state, @Nullable Long resolvedAt) {
    return new AlertRecord(id, client, type, state, 1, 2, "", START, START, resolvedAt);
  }

  @Test
  void mark_isKept() {
    assertThat(alerts.mark("alertmanager am", 7)).isEqualTo(7);
    alerts.setMark("alertmanager am", START);
    close();
    open();
    assertThat(alerts.mark("alertmanager am", 7)).isEqualTo(START);
  }

  @Test
  void history_isShownInSqlAndGoesWithItsTime() throws SQLException {
    archive.setRetention(Duration.ofDays(10));
    queue(mail("1", "a@b"));
    alerts.refused(1, now, "550");
    try (var connection =
            DriverManager.getConnection("jdbc:sqlite:" + folder.resolve("archive.db"));
        var row = connection.createStatement().executeQuery("SELECT * FROM alert_event")) {
      assertThat(row.next()).isTrue();
      assertThat(row.getDouble("time")).isEqualTo(START / 1000.0);
      assertThat(row.getString("what")).isEqualTo("refused");
    }
    now += Duration.ofDays(11).toMillis();
    archive.expireNow();
    assertThat(archive.history().events(all())).isEmpty();
  }
}
