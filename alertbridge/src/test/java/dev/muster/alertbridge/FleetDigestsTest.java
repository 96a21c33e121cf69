package dev.muster.alertbridge;

import static org.assertj.core.api.Assertions.assertThat;

import dev.muster.archive.Archive;
import dev.muster.archive.DigestStore;
import dev.muster.fleet.Alerting;
import dev.muster.fleet.DigestPlan;
import dev.muster.fleet.Fleet;
import dev.muster.fleet.Recurrences;
import dev.muster.metrics.InstantQuery;
import dev.muster.metrics.InstantSample;
import dev.muster.metrics.Labels;
import dev.muster.metrics.QueryException;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** When digests of the fleet are made, in the real archive, over restarts. */
final class FleetDigestsTest {
  private static final ZoneId BERLIN = ZoneId.of("Europe/Berlin");

  @TempDir Path folder;
  private long now;
  private final InstantSource clock = () -> Instant.ofEpochMilli(now);
  private final List<String> asked = new ArrayList<>();
  private boolean failing;
  private Archive archive;
  private FleetDigests digests;

  @BeforeEach
  void open() {
    archive = Archive.open(folder.resolve("archive.db"), clock);
    InstantQuery query = this::answer;
    digests =
        new FleetDigests(
            new FleetReviewer(query, archive.digests(), () -> 0),
            archive.digests(),
            new DigestPost(new BridgeMetrics(new PrometheusRegistry())),
            new FleetDigestMail(BERLIN, null));
  }

  @AfterEach
  void close() {
    archive.close();
  }

  private void restart() {
    archive.close();
    open();
  }

  private List<InstantSample> answer(String expression, long time) {
    asked.add(expression + " at " + Instant.ofEpochMilli(time));
    if (failing) {
      throw new QueryException(QueryException.Reason.TIMEOUT, "it took too long");
    }
    return expression.startsWith("count_over_time(up")
        ? List.of(new InstantSample(Labels.of("client", "pc1", "job", "node"), time, 8))
        : List.of();
  }

  private static Fleet fleet(DigestPlan... plans) {
    var plain = Fleets.of(null, List.of(Fleets.client("pc1", "", List.of(), false)));
    var usual = Alerting.DEFAULT;
    return new Fleet(
        plain.smtp(),
        plain.scrape(),
        plain.archive(),
        plain.global(),
        plain.rules(),
        plain.mail(),
        plain.clients(),
        plain.remoteWrites(),
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
            List.of(),
            List.of(plans),
            null,
            null),
        List.of());
  }

  private static DigestPlan daily(String at, String... mail) {
    String cron = at.substring(3) + " " + at.substring(0, 2) + " * * * for 1m Europe/Berlin";
    return new DigestPlan(Recurrences.parse(cron), false, "", List.of(mail));
  }

  /** Muster runs at a time of Berlin, and looks. */
  private int turn(Fleet fleet, String time) {
    now = LocalDateTime.parse(time).atZone(BERLIN).toInstant().toEpochMilli();
    return digests.turn(fleet, clock.instant());
  }

  /** Subjects and texts, the newest first. */
  private List<String> mails() {
    return archive.status().mails(100).stream()
        .map(mail -> archive.status().mail(mail.id()).orElseThrow())
        .map(mail -> mail.recipient() + " " + mail.subject() + "\n" + mail.text())
        .toList();
  }

  @Test
  void dailyDigest_comesOnceADate_overRestarts() {
    var fleet = fleet(daily("07:00", "a@example.org", "b@example.org"));
    assertThat(turn(fleet, "2026-11-20T06:00:00")).isZero();
    restart();
    assertThat(turn(fleet, "2026-11-20T06:59:59")).isZero();
    assertThat(turn(fleet, "2026-11-20T07:00:00")).isEqualTo(2);
    assertThat(turn(fleet, "2026-11-20T07:00:00")).isZero();
    restart();
    assertThat(turn(fleet, "2026-11-20T07:00:05")).isZero();
    assertThat(turn(fleet, "2026-11-21T07:00:03")).isEqualTo(2);
    assertThat(mails()).hasSize(4);
    assertThat(mails().getFirst())
        .startsWith("b@example.org Fleet, Sat 21 Nov: 1 machine was down, 1 never seen\n")
        .contains("From:  Fri 20 Nov 2026, 07:00:00 CET")
        .contains("Until: Sat 21 Nov 2026, 07:00:00 CET")
        .contains("pc1: 2m")
        .doesNotContain("late");
  }

  @Test
  void serverOff_atThatMoment_makesItAtTheStartAndSaysSo() {
    var fleet = fleet(daily("07:00", "a@example.org"));
    turn(fleet, "2026-11-18T06:00:00");
    assertThat(turn(fleet, "2026-11-18T07:00:00")).isEqualTo(1);
    restart();
    assertThat(turn(fleet, "2026-11-20T15:12:00")).isEqualTo(1);
    assertThat(turn(fleet, "2026-11-20T15:12:05")).isZero();
    assertThat(mails().getFirst())
        .startsWith("a@example.org Fleet, Wed 18 Nov to Fri 20 Nov: ")
        .contains("From:  Wed 18 Nov 2026, 07:00:00 CET", "Until: Fri 20 Nov 2026, 07:00:00 CET")
        .contains(
            "This mail is late: it was due on Fri 20 Nov 2026, 07:00:00 CET, when Muster was");
    assertThat(turn(fleet, "2026-11-21T07:00:00")).isEqualTo(1);
    assertThat(mails().getFirst()).contains("From:  Fri 20 Nov 2026, 07:00:00 CET");
  }

  @Test
  void failedCommit_makesItAgainWithTheSameId() {
    var fleet = fleet(daily("07:00", "a@example.org"));
    turn(fleet, "2026-11-20T06:00:00");
    assertThat(turn(fleet, "2026-11-20T07:00:00")).isEqualTo(1);
    var made = archive.digests().made().getFirst();
    // As if the note had been lost with the rest of a transaction, but not the mail.
    archive
        .digests()
        .commit(
            new DigestStore.Change(
                List.of(),
                List.of(),
                List.of(
                    new DigestStore.Made(
                        made.plan(), made.due() - Duration.ofDays(1).toMillis(), 0)),
                List.of(),
                List.of()));
    turn(fleet, "2026-11-20T07:00:05");
    assertThat(mails()).hasSize(1);
  }

  @Test
  void changedTime_givesNoSecondDigestOnADate() {
    turn(fleet(daily("07:00", "a@example.org")), "2026-11-20T06:00:00");
    assertThat(turn(fleet(daily("07:00", "a@example.org")), "2026-11-20T07:00:00")).isEqualTo(1);
    var later = fleet(daily("08:00", "a@example.org"));
    assertThat(turn(later, "2026-11-20T08:00:00")).isZero();
    assertThat(turn(later, "2026-11-21T08:00:00")).isEqualTo(1);
    assertThat(mails().getFirst()).contains("From:  Fri 20 Nov 2026, 07:00:00 CET");
  }

  @Test
  void planThatWentAndCame_beginsAnew() {
    var fleet = fleet(daily("07:00", "a@example.org"));
    turn(fleet, "2026-11-16T06:00:00");
    turn(fleet(), "2026-11-16T06:30:00");
    assertThat(archive.digests().made()).isEmpty();
    assertThat(turn(fleet, "2026-11-20T06:00:00")).isZero();
    assertThat(turn(fleet, "2026-11-20T07:00:00")).isEqualTo(1);
    assertThat(mails().getFirst()).contains("From:  Thu 19 Nov 2026, 07:00:00 CET");
  }

  @Test
  void twoPlansOfADay_areTwoMails() {
    var fleet = fleet(daily("07:00", "a@example.org"), daily("19:00", "a@example.org"));
    turn(fleet, "2026-11-20T06:00:00");
    assertThat(turn(fleet, "2026-11-20T07:00:00")).isEqualTo(1);
    assertThat(turn(fleet, "2026-11-20T19:00:00")).isEqualTo(1);
    assertThat(turn(fleet, "2026-11-21T07:00:00")).isEqualTo(1);
  }

  @Test
  void weekly_coversAWeek_alsoTheOneWithADayOf25Hours() {
    var when = Recurrences.parse("0 7 * * MON for 1m Europe/Berlin");
    var fleet = fleet(new DigestPlan(when, true, "", List.of("a@example.org")));
    turn(fleet, "2026-10-18T06:00:00");
    assertThat(turn(fleet, "2026-10-19T07:00:00")).isEqualTo(1);
    assertThat(turn(fleet, "2026-10-26T06:59:00")).isZero();
    assertThat(turn(fleet, "2026-10-26T07:00:00")).isEqualTo(1);
    assertThat(mails().getFirst())
        .startsWith("a@example.org Fleet, Mon 19 Oct to Mon 26 Oct: ")
        .contains("From:  Mon 19 Oct 2026, 07:00:00 CEST", "Until: Mon 26 Oct 2026, 07:00:00 CET");
    assertThat(asked).anyMatch(query -> query.contains("[" + 169 * 3_600_000 + "ms]"));
  }

  @Test
  void nightsWhenTheClocksChange_haveOneDigestEach() {
    for (String changed : List.of("2026-03-29", "2026-10-25")) {
      var fleet = fleet(daily("02:30", "a@example.org"), daily("07:00", "b@example.org"));
      var day = LocalDate.parse(changed);
      int before = mails().size();
      turn(fleet, day.minusDays(1) + "T01:00:00");
      var dates = new ArrayList<LocalDate>();
      var end = day.plusDays(2).atStartOfDay(BERLIN).toInstant();
      for (var time = clock.instant(); time.isBefore(end); time = time.plusSeconds(300)) {
        now = time.toEpochMilli();
        for (int made = digests.turn(fleet, time); made > 0; made--) {
          dates.add(LocalDate.ofInstant(time, BERLIN));
        }
      }
      assertThat(dates)
          .containsExactly(
              day.minusDays(1), day.minusDays(1), day, day, day.plusDays(1), day.plusDays(1));
      assertThat(mails()).hasSize(before + 6);
      turn(fleet(), day.plusDays(3) + "T00:00:00");
    }
  }

  @Test
  void queriesThatFail_areSaidAndHoldNothingUp() {
    failing = true;
    var fleet = fleet(daily("07:00", "a@example.org"));
    turn(fleet, "2026-11-20T06:00:00");
    assertThat(turn(fleet, "2026-11-20T07:00:00")).isEqualTo(1);
    assertThat(mails().getFirst())
        .contains("Could not be found out:\n- drives\n- who is down\n- who was down\n");
  }

  @Test
  void timeIsUp_asksNoMore() {
    long[] ticks = {0};
    var reviewer =
        new FleetReviewer(
            (expression, time) -> {
              ticks[0] += Duration.ofSeconds(61).toNanos();
              return List.of();
            },
            archive.digests(),
            () -> ticks[0]);
    var review = reviewer.review(fleet(), "", Instant.EPOCH, Instant.EPOCH.plusSeconds(86_400));
    assertThat(review.unread())
        .containsExactly(
            "drives (it took too long)",
            "who is down (it took too long)",
            "who was seen (it took too long)");
  }
}
