package dev.muster.alertbridge;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import dev.muster.archive.AlertRecord;
import dev.muster.archive.AlertRecord.State;
import dev.muster.archive.AlertStore;
import dev.muster.archive.Archive;
import dev.muster.archive.EventRecord;
import dev.muster.archive.FleetStatus.MailStatus;
import dev.muster.archive.OutgoingMail;
import dev.muster.fleet.Fleet;
import dev.muster.fleet.LimitType;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Alerts, outbox and event position in the real archive, over restarts. */
final class RealArchiveTest {
  @TempDir Path folder;
  private final FakeQuery query = new FakeQuery(Fleets.INTERVAL);
  private final List<String> sent = new ArrayList<>();
  private long now = Instant.parse("2026-11-21T10:00:00Z").toEpochMilli();
  private final InstantSource clock = () -> Instant.ofEpochMilli(now);
  private final Fleet fleet =
      Fleets.with(
          Fleets.AT_ONCE,
          Fleets.of(
              null,
              List.of(
                  Fleets.client(
                      "pc1",
                      "",
                      List.of("a@example.org", "b@example.org"),
                      true,
                      Fleets.above(LimitType.MEMORY, 50),
                      Fleets.above(LimitType.CPU, 20, Duration.ofMinutes(2), 20)))));
  private Archive archive;
  private BridgeRound round;
  private OutboxSender outbox;
  private MailSender.Outcome server = new MailSender.Outcome.Accepted();

  @BeforeEach
  void open() {
    archive = Archive.open(folder.resolve("archive.db"), clock);
    var metrics = new BridgeMetrics(new PrometheusRegistry());
    var desk = new MailDesk(ZoneOffset.UTC, null, metrics);
    var pipeline =
        new Pipeline(
            archive.alerts(),
            new Silences(List::of, Fleets::noSchedule),
            new AlertMails(new LastHourReader(query, () -> 0), desk, ZoneOffset.UTC, null),
            now,
            fleet,
            metrics);
    round =
        new BridgeRound(
            query,
            pipeline,
            new EventFeed(archive.alerts(), archive.events()),
            desk,
            clock,
            metrics);
    outbox =
        new OutboxSender(
            archive.alerts(), clock, this::deliver, new Backoff(new Random(1)), metrics);
  }

  @AfterEach
  void close() {
    archive.close();
  }

  private void restart() {
    archive.close();
    open();
  }

  private MailSender.Outcome deliver(OutgoingMail mail) {
    if (server instanceof MailSender.Outcome.Accepted) {
      sent.add(mail.recipient() + " " + mail.subject());
    }
    return server;
  }

  private void set(LimitType type, double value) {
    query.set(now, type, "pc1", "", value);
  }

  private List<AlertRecord> alerts() {
    return archive.status().alerts(100);
  }

  private List<String> mailStates() {
    return archive.status().mails(100).stream().map(MailStatus::state).toList();
  }

  @Test
  void alertsAndMails_surviveRestarts_andAreSentOnce() {
    server = new MailSender.Outcome.Unavailable("down");
    set(LimitType.MEMORY, 60);
    set(LimitType.CPU, 30);
    round.run(fleet);
    outbox.turn();
    restart();
    assertThat(archive.alerts().open())
        .extracting(AlertRecord::type, AlertRecord::state)
        .containsExactlyInAnyOrder(tuple("memory", State.FIRING), tuple("cpu", State.PENDING));
    now += 120_000;
    set(LimitType.MEMORY, 40);
    round.run(fleet);
    restart();
    round.run(fleet);
    assertThat(alerts())
        .extracting(AlertRecord::type, AlertRecord::state)
        .containsExactlyInAnyOrder(tuple("cpu", State.FIRING), tuple("memory", State.RESOLVED));
    assertThat(sent).isEmpty();
    server = new MailSender.Outcome.Accepted();
    outbox.turn();
    restart();
    outbox.turn();
    assertThat(sent)
        .containsExactlyInAnyOrder(
            "a@example.org pc1: memory 60.0% is over its limit of 50%",
            "b@example.org pc1: memory 60.0% is over its limit of 50%",
            "a@example.org pc1: memory is back to 40.0% (limit 50%)",
            "b@example.org pc1: memory is back to 40.0% (limit 50%)",
            "a@example.org pc1: cpu 30.0% is over its limit of 20%",
            "b@example.org pc1: cpu 30.0% is over its limit of 20%");
    assertThat(mailStates()).hasSize(6).containsOnly("sent");
  }

  @Test
  void pendingAlert_thatComesToNothing_leavesNoTrace() {
    set(LimitType.CPU, 30);
    round.run(fleet);
    assertThat(alerts()).hasSize(1);
    restart();
    set(LimitType.CPU, 10);
    round.run(fleet);
    assertThat(alerts()).isEmpty();
  }

  @Test
  void events_areMailedOnceOverRestarts() {
    append("old");
    round.run(fleet);
    append("new");
    restart();
    round.run(fleet);
    restart();
    round.run(fleet);
    outbox.turn();
    assertThat(sent)
        .containsExactly(
            "a@example.org pc1: error from sshd: new", "b@example.org pc1: error from sshd: new");
  }

  private void append(String message) {
    archive
        .events()
        .append(
            "pc1", List.of(new EventRecord(now, "syslog", "error", "sshd", "", message)), message)
        .join();
  }

  @Test
  void refusedMail_isKeptAsRefused() {
    server = new MailSender.Outcome.Refused("550 no such user");
    set(LimitType.MEMORY, 60);
    round.run(fleet);
    outbox.turn();
    outbox.turn();
    assertThat(mailStates()).containsExactly("refused", "refused");
  }

  @Test
  void sameMail_renderedAgain_isQueuedOnce() {
    set(LimitType.MEMORY, 60);
    round.run(fleet);
    var mail = archive.alerts().due(now, 1).getFirst().mail();
    archive.alerts().commit(new AlertStore.Round(List.of(), List.of(), List.of(mail), -1));
    assertThat(mailStates()).hasSize(2);
  }
}
