package dev.muster.alertbridge;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;

import dev.muster.archive.AlertRecord;
import dev.muster.archive.AlertRecord.State;
import dev.muster.archive.AlertStore;
import dev.muster.archive.Archive;
import dev.muster.archive.OutgoingMail;
import dev.muster.fleet.Fleet;
import dev.muster.metrics.Labels;
import dev.muster.metrics.PostedAlert;
import dev.muster.sqlite.DatabaseException;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Alerts of rules: stored, mailed once at their beginning and end, over restarts. */
class PostedAlertsTest {
  private static final long MINUTE = 60_000;

  @TempDir Path folder;
  private final FakeAlertStore store = new FakeAlertStore();
  private long now = Instant.parse("2026-11-21T10:00:00Z").toEpochMilli();
  private final Fleet fleet = fleet();
  private Taken posted = over(store);

  private static Fleet fleet() {
    var bare =
        Fleets.of(null, List.of(Fleets.client("pc1", "lab", List.of("lab@example.org"), false)));
    return new Fleet(
        null,
        bare.scrape(),
        bare.archive(),
        bare.global(),
        List.of(),
        List.of("it@example.org"),
        bare.clients(),
        List.of(),
        Fleets.AT_ONCE,
        List.of());
  }

  private Taken over(AlertStore alerts) {
    var metrics = new BridgeMetrics(new PrometheusRegistry());
    var past = new PastValues(new FakeQuery(Fleets.INTERVAL), Duration.ofSeconds(60));
    var writer = new NotificationMails(past, ZoneOffset.UTC, null, metrics);
    var silences = new Silences(List::of, Fleets::noSchedule);
    return new Taken(new Pipeline(alerts, silences, writer, now, fleet, metrics));
  }

  /** The pipeline as it takes such alerts, with the clock of the test. */
  private final class Taken {
    private final Pipeline pipeline;

    Taken(Pipeline pipeline) {
      this.pipeline = pipeline;
    }

    int take(List<PostedAlert> alerts, Fleet fleet) {
      return pipeline.take(alerts, fleet, now);
    }

    void expire(Fleet fleet) {
      var _ = pipeline.judge(fleet, new Readings(), List.of(), -1, now);
    }
  }

  private PostedAlert alert(String client, long startsAt, long endsAt, String summary) {
    return new PostedAlert(
        Labels.of("alertname", "DiskFull", "client", client, "severity", "page"),
        Map.of("summary", summary, "runbook", "https://wiki.example/disks"),
        startsAt,
        endsAt,
        "https://muster.example/graph?g0.expr=x",
        0.93);
  }

  private PostedAlert firing(String client) {
    return alert(client, now, now + 4 * MINUTE, "a disk is nearly full");
  }

  private List<String> mails() {
    return store.mails().stream()
        .map(kept -> kept.mail().recipient() + " " + kept.mail().subject())
        .toList();
  }

  private static String references(OutgoingMail mail) {
    return mail.message()
        .lines()
        .filter(line -> line.startsWith("References: "))
        .findFirst()
        .orElseThrow();
  }

  private State state(int index) {
    return store.allPosted().get(index).record().state();
  }

  @Test
  void alert_isMailedOnceAtItsBeginningAndEnd() {
    posted.take(List.of(firing("pc1")), fleet);
    now += MINUTE;
    posted.take(List.of(firing("pc1")), fleet);
    posted.expire(fleet);
    assertThat(mails()).containsExactly("lab@example.org pc1: DiskFull: a disk is nearly full");
    now += MINUTE;
    var over = alert("pc1", now - 2 * MINUTE, now, "a disk is nearly full");
    posted.take(List.of(over), fleet);
    posted.take(List.of(over), fleet);
    assertThat(mails())
        .containsExactly(
            "lab@example.org pc1: DiskFull: a disk is nearly full",
            "lab@example.org [RESOLVED] pc1: DiskFull: a disk is nearly full");
    assertThat(references(store.mails().getLast().mail()))
        .isEqualTo(references(store.mails().getFirst().mail()));
    assertThat(store.mails().getFirst().mail().text())
        .contains("Value:  0.93", "- runbook: https://wiki.example/disks", "- severity: page");
    assertThat(state(0)).isEqualTo(State.RESOLVED);
  }

  @Test
  void alertOfNoClient_goesToThePeopleOfTheDefaults() {
    posted.take(List.of(firing(""), firing("elsewhere")), fleet);
    assertThat(mails())
        .containsExactlyInAnyOrder(
            "it@example.org DiskFull: a disk is nearly full",
            "it@example.org elsewhere: DiskFull: a disk is nearly full");
  }

  @Test
  void alert_nobodyHandsOnAnyMore_ends() {
    posted.take(List.of(firing("pc1")), fleet);
    now += 4 * MINUTE - 1;
    posted.expire(fleet);
    assertThat(state(0)).isEqualTo(State.FIRING);
    now += 1;
    posted.expire(fleet);
    assertThat(state(0)).isEqualTo(State.RESOLVED);
    assertThat(mails()).hasSize(2);
  }

  @Test
  void resolvedAlert_thatWasNeverSeen_isNoNews() {
    posted.take(List.of(alert("pc1", now - MINUTE, now, "x")), fleet);
    assertThat(store.allPosted()).isEmpty();
    assertThat(mails()).isEmpty();
  }

  @Test
  void newWords_areStoredWithoutMail() {
    posted.take(List.of(firing("pc1")), fleet);
    posted.take(List.of(alert("pc1", now, now + MINUTE, "worse now")), fleet);
    assertThat(store.allPosted().getFirst().record().detail()).isEqualTo("worse now");
    assertThat(mails()).hasSize(1);
  }

  @Test
  void failedCommit_takesNothing() {
    store.failCommits = true;
    assertThatThrownBy(() -> posted.take(List.of(firing("pc1")), fleet))
        .isInstanceOf(DatabaseException.class);
    store.failCommits = false;
    posted.take(List.of(firing("pc1")), fleet);
    assertThat(mails()).hasSize(1);
  }

  @Test
  void restart_mailsNothingAgain_andWaitsForTheRules() {
    try (var archive =
        Archive.open(folder.resolve("archive.db"), () -> Instant.ofEpochMilli(now))) {
      over(archive.alerts()).take(List.of(firing("pc1")), fleet);
      assertThat(archive.alerts().open()).isEmpty();
    }
    now += Duration.ofHours(5).toMillis();
    try (var archive =
        Archive.open(folder.resolve("archive.db"), () -> Instant.ofEpochMilli(now))) {
      var again = over(archive.alerts());
      again.expire(fleet);
      now += 5 * MINUTE;
      again.expire(fleet);
      again.take(List.of(firing("pc1")), fleet);
      now += MINUTE;
      again.expire(fleet);
      assertThat(archive.status().mails(10)).hasSize(1);
      assertThat(archive.status().alerts(10))
          .extracting(AlertRecord::client, AlertRecord::type, AlertRecord::state)
          .containsExactly(tuple("pc1", "DiskFull", State.FIRING));
      now += 4 * MINUTE;
      again.expire(fleet);
      assertThat(archive.status().mails(10)).hasSize(2);
    }
  }
}
