package dev.muster.alertbridge;

import static org.assertj.core.api.Assertions.assertThat;

import dev.muster.archive.EventRecord;
import dev.muster.archive.StoredEvent;
import dev.muster.fleet.Client;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import java.time.Instant;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** Event-log records on their way into mails. */
final class EventMailTest {
  private static final long TIME = Instant.parse("2026-11-21T09:42:07Z").toEpochMilli();

  private final FakeAlertStore store = new FakeAlertStore();
  private final FakeEventStore events = new FakeEventStore();
  private final Client watched =
      Fleets.client("pc1", "", List.of("a@example.org", "b@example.org"), true);
  private final Client unwatched = Fleets.client("pc2", "", List.of("a@example.org"), false);
  private BridgeRound round = bridge();

  private BridgeRound bridge() {
    var metrics = new BridgeMetrics(new PrometheusRegistry());
    var query = new FakeQuery(Fleets.INTERVAL);
    var desk = new MailDesk(ZoneId.of("UTC"), null, metrics);
    var pipeline =
        new Pipeline(
            store,
            new Silences(List::of, Fleets::noSchedule),
            (notification, fleet, now) -> List.of(),
            TIME,
            Fleets.of(null, List.of()),
            metrics);
    return new BridgeRound(
        query,
        pipeline,
        new EventFeed(store, events),
        desk,
        () -> Instant.ofEpochMilli(TIME),
        metrics);
  }

  private static EventRecord event(String level, String message) {
    return new EventRecord(TIME, "syslog", level, "sshd", "", message);
  }

  private void arrive(String client, int count) {
    events
        .append(
            client,
            IntStream.range(0, count).mapToObj(i -> event("info", "m" + i + ";")).toList(),
            "")
        .join();
  }

  private BridgeRound.Result run(Client... clients) {
    return round.run(Fleets.of(null, List.of(clients)));
  }

  @Test
  void severalEvents() {
    Golden.assertGolden(
        "events",
        EventMail.of(
            Fleets.client("lab2-01", "lab-2", List.of(), true),
            List.of(
                new StoredEvent(1, "lab2-01", event("info", "session opened\nfor user root")),
                new StoredEvent(
                    2,
                    "lab2-01",
                    new EventRecord(TIME, "System", "error", "disk", "7", "<bad block>")),
                new StoredEvent(3, "lab2-01", event("warning", "Schlüssel abgelehnt"))),
            ZoneId.of("Europe/Berlin"),
            null));
  }

  @Test
  void oneEvent() {
    Golden.assertGolden(
        "event",
        EventMail.of(
            Fleets.client("10.1.2.1", "", List.of(), true),
            List.of(
                new StoredEvent(
                    1, "lab2-01", event("error", "Out of memory: " + "killed ".repeat(25)))),
            ZoneId.of("Europe/Berlin"),
            null));
  }

  @Test
  void history_beforeTheFirstRound_isNotMailedButAllLaterIs() {
    arrive("pc1", 5);
    run(watched, unwatched);
    assertThat(store.mails()).isEmpty();
    assertThat(store.eventPosition()).isEqualTo(5);
    arrive("pc1", 2);
    arrive("pc2", 3);
    run(watched, unwatched);
    assertThat(store.mails())
        .extracting(kept -> kept.mail().recipient())
        .containsExactly("a@example.org", "b@example.org");
    assertThat(store.eventPosition()).isEqualTo(10);
    run(watched, unwatched);
    assertThat(store.mails()).hasSize(2);
  }

  @Test
  void firstEvent_afterAFirstRoundWithoutAny_isMailed() {
    run(watched);
    arrive("pc1", 1);
    run(watched);
    assertThat(store.mails()).hasSize(2);
  }

  @Test
  void manyEvents_goInSeveralMailsAndRounds_withoutLoss() {
    run(watched);
    arrive("pc1", 2350);
    assertThat(run(watched).more()).isTrue();
    round = bridge();
    assertThat(run(watched).more()).isFalse();
    var texts = new ArrayList<String>();
    for (var kept : store.mails()) {
      if (kept.mail().recipient().equals("a@example.org")) {
        texts.add(kept.mail().message());
      }
    }
    assertThat(texts).hasSize(12);
    String all = String.join("", texts);
    IntStream.range(0, 2350).forEach(i -> assertThat(all).contains(": m" + i + ";"));
  }

  @Test
  void failedCommit_leavesEventsToTheNextRound() {
    run(watched);
    arrive("pc1", 1);
    store.failCommits = true;
    try {
      run(watched);
    } catch (RuntimeException e) {
      assertThat(e).hasMessage("the disk is full");
    }
    store.failCommits = false;
    run(watched);
    assertThat(store.mails()).hasSize(2);
  }
}
