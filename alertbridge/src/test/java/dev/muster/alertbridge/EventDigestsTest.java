package dev.muster.alertbridge;

import static org.assertj.core.api.Assertions.assertThat;

import dev.muster.archive.AlertStore;
import dev.muster.archive.Archive;
import dev.muster.archive.EventRecord;
import dev.muster.fleet.Client;
import dev.muster.fleet.ClientAlerting;
import dev.muster.fleet.ClientAlerting.EventMails;
import dev.muster.fleet.Fleet;
import dev.muster.fleet.PageRules;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Digests of event logs in the real archive, over restarts and changes of the fleet file. */
final class EventDigestsTest {
  private static final ZoneId BERLIN = ZoneId.of("Europe/Berlin");
  private static final EventMails HOURLY =
      new EventMails(EventMails.Mode.DIGEST, Duration.ofHours(1), "", BERLIN);
  private static final EventMails DAILY =
      new EventMails(EventMails.Mode.DIGEST, Duration.ofDays(1), "", BERLIN);

  @TempDir Path folder;
  private long now = Instant.parse("2026-11-21T10:20:00Z").toEpochMilli();
  private final InstantSource clock = () -> Instant.ofEpochMilli(now);
  private Archive archive;
  private EventFeed feed;
  private EventDigests digests;
  private final List<String> atOnce = new ArrayList<>();

  @BeforeEach
  void open() {
    archive = Archive.open(folder.resolve("archive.db"), clock);
    digests =
        new EventDigests(
            archive.alerts(),
            archive.events(),
            archive.digests(),
            new DigestPost(new BridgeMetrics(new PrometheusRegistry())),
            BERLIN,
            null);
    feed =
        new EventFeed(
            archive.alerts(),
            archive.events(),
            (fleet, position) -> digests.follow(fleet, position, now));
  }

  @AfterEach
  void close() {
    archive.close();
  }

  private void restart() {
    archive.close();
    open();
  }

  private static Client client(String name, EventMails events, String... mail) {
    var plain = Fleets.client(name, "", List.of(mail), false);
    var alerting = plain.alerting();
    return new Client(
        name,
        "",
        plain.ip(),
        plain.ssh(),
        plain.exporter(),
        plain.mail(),
        List.of(),
        PageRules.DEFAULT,
        new ClientAlerting(
            alerting.parent(),
            alerting.expected(),
            alerting.escalateAfter(),
            alerting.escalateTo(),
            alerting.receivers(),
            events));
  }

  private static Fleet fleet(Client... clients) {
    return Fleets.of(null, List.of(clients));
  }

  private void arrive(String client, String level, String... messages) {
    var records =
        Arrays.stream(messages)
            .map(message -> new EventRecord(now, "syslog", level, "sshd", "", message))
            .toList();
    archive.events().append(client, records, "").join();
  }

  /** A round, as far as it is about events. */
  private void round(Fleet fleet) {
    for (boolean more = true; more; ) {
      var news = feed.read(fleet);
      for (var batch : news.batches()) {
        batch.events().forEach(event -> atOnce.add(event.event().message()));
      }
      archive
          .alerts()
          .commit(new AlertStore.Round(List.of(), List.of(), List.of(), news.position()));
      more = news.more();
    }
  }

  private void pass(Duration time) {
    now += time.toMillis();
  }

  private int turn(Fleet fleet) {
    return digests.turn(fleet, clock.instant());
  }

  /** The newest mail first, each with its recipient and subject above. */
  private List<String> mails() {
    var status = archive.status();
    return status.mails(100).stream()
        .map(mail ->
            mail.recipient()
                + "\n"
                + mail.subject()
                + "\n"
                + status.mail(mail.id()).orElseThrow().text())
        .toList();
  }

  @Test
  void hourlyDigest_comesOnceAfterTheHour_overRestarts() {
    var fleet = fleet(client("pc1", HOURLY, "a@example.org", "b@example.org"));
    round(fleet);
    arrive("pc1", "error", "Failed password for root from 10.0.0.1 port 4711");
    round(fleet);
    assertThat(turn(fleet)).isZero();
    restart();
    arrive("pc1", "error", "Failed password for root from 10.0.0.9 port 4712");
    arrive("pc1", "info", "session opened");
    pass(Duration.ofMinutes(41));
    round(fleet);
    assertThat(turn(fleet)).isEqualTo(2);
    assertThat(turn(fleet)).isZero();
    restart();
    round(fleet);
    assertThat(turn(fleet)).isZero();
    assertThat(mails()).hasSize(2);
    assertThat(mails().getFirst())
        .startsWith(
            "b@example.org\npc1: 3 log records, worst error from sshd: Failed password for root"
                + " from 10.0.0.9 port 4712\n")
        .contains(
            "- error sshd: Failed password for root from 10.0.0.9 port 4712 (2 times, last Sat 21"
                + " Nov 2026, 11:20:00 CET)")
        .contains("- info sshd: session opened (Sat 21 Nov 2026, 11:20:00 CET)");
  }

  @Test
  void digestThatFellDue_whileTheServerWasOff_isMadeAtTheStart() {
    var fleet = fleet(client("pc1", DAILY, "a@example.org"));
    round(fleet);
    arrive("pc1", "error", "before midnight");
    pass(Duration.ofHours(40));
    restart();
    assertThat(turn(fleet)).as("before the first round").isZero();
    round(fleet);
    assertThat(turn(fleet)).isEqualTo(1);
    pass(Duration.ofHours(8));
    arrive("pc1", "error", "the next day");
    round(fleet);
    assertThat(turn(fleet)).as("the day is not over").isZero();
    pass(Duration.ofHours(16));
    assertThat(turn(fleet)).isEqualTo(1);
    assertThat(mails().getFirst()).contains("the next day").doesNotContain("before midnight");
  }

  @Test
  void noRecords_noMail() {
    var fleet = fleet(client("pc1", HOURLY, "a@example.org"));
    round(fleet);
    pass(Duration.ofHours(3));
    round(fleet);
    assertThat(turn(fleet)).isZero();
    assertThat(archive.digests().pending()).hasSize(1);
  }

  @Test
  void severalClients_areOneMailToEachWhoReads() {
    var fleet =
        fleet(
            client("pc1", HOURLY, "a@example.org", "b@example.org"),
            client("pc2", HOURLY, "a@example.org"),
            client("pc3", DAILY, "a@example.org"),
            client("pc4", EventMails.NEVER, "a@example.org"));
    round(fleet);
    for (String client : List.of("pc1", "pc2", "pc3", "pc4")) {
      arrive(client, client.equals("pc2") ? "critical" : "warning", "by " + client);
    }
    round(fleet);
    pass(Duration.ofHours(1));
    assertThat(turn(fleet)).isEqualTo(2);
    assertThat(mails().get(1))
        .startsWith("a@example.org\n2 machines: 2 log records, worst critical from sshd: by pc2")
        .containsSubsequence("pc2, 1 log record", "by pc2", "pc1, 1 log record", "by pc1")
        .doesNotContain("pc3", "pc4");
    assertThat(mails().getFirst()).startsWith("b@example.org\npc1: 1 log record");
  }

  @Test
  void level_leavesLesserRecordsOut() {
    var errors = new EventMails(EventMails.Mode.DIGEST, Duration.ofHours(1), "error", BERLIN);
    var both =
        fleet(
            client("pc1", errors, "a@example.org"),
            client(
                "pc2",
                new EventMails(EventMails.Mode.ALWAYS, Duration.ZERO, "warning"),
                "a@example.org"));
    round(both);
    arrive("pc1", "warning", "digest warning");
    arrive("pc1", "error", "digest error");
    arrive("pc2", "info", "info at once");
    arrive("pc2", "warning", "warning at once");
    round(both);
    pass(Duration.ofHours(1));
    assertThat(turn(both)).isEqualTo(1);
    assertThat(mails().getFirst()).contains("digest error").doesNotContain("digest warning");
    assertThat(atOnce).containsExactly("warning at once");
  }

  /** Each record is told once, whatever the file says meanwhile and wherever Muster stops. */
  @Test
  void changesOfTheFile_loseNothingAndDoubleNothing() {
    var always = fleet(client("pc1", EventMails.ALWAYS, "a@example.org"));
    var hourly = fleet(client("pc1", HOURLY, "a@example.org"));
    var never = fleet(client("pc1", EventMails.NEVER, "a@example.org"));
    round(always);
    arrive("pc1", "info", "one at once");
    round(always);
    arrive("pc1", "info", "two in a digest");
    round(hourly);
    arrive("pc1", "info", "three in a digest");
    round(hourly);
    restart();
    arrive("pc1", "info", "four at once");
    round(always);
    assertThat(turn(always)).as("what is left of the digest").isEqualTo(1);
    restart();
    round(always);
    arrive("pc1", "info", "five in a digest");
    round(hourly);
    arrive("pc1", "info", "six by nobody");
    round(never);
    assertThat(turn(never)).isZero();
    arrive("pc1", "info", "seven in a digest");
    round(hourly);
    pass(Duration.ofHours(2));
    assertThat(turn(hourly)).isEqualTo(1);
    assertThat(atOnce).containsExactly("one at once", "four at once");
    String all = String.join("\n", mails());
    assertThat(mails()).hasSize(2);
    assertThat(all).contains("two in a digest", "three in a digest", "seven in a digest");
    assertThat(all).doesNotContain("at once", "five", "six");
  }

  @Test
  void fleetInForce_thatNoRoundHasSeen_waits() {
    var hourly = fleet(client("pc1", HOURLY, "a@example.org"));
    round(hourly);
    arrive("pc1", "info", "one");
    round(hourly);
    pass(Duration.ofHours(1));
    var other = fleet(client("pc1", EventMails.ALWAYS, "a@example.org"));
    assertThat(turn(other)).isZero();
    round(other);
    assertThat(turn(other)).isEqualTo(1);
    assertThat(mails().getFirst()).contains("one");
  }

  @Test
  void burst_isABoundedMailThatSaysHowManyMore() {
    var fleet = fleet(client("pc1", HOURLY, "a@example.org"));
    round(fleet);
    String[] words =
        IntStream.range(0, 10_000)
            .mapToObj(i ->
                "unit "
                    + "abcdefghij".charAt(i % 10)
                    + (char) ('a' + i % 23)
                    + (char) ('a' + i % 19)
                    + " failed "
                    + "x".repeat(1000))
            .toArray(String[]::new);
    arrive("pc1", "error", words);
    round(fleet);
    pass(Duration.ofHours(1));
    assertThat(turn(fleet)).isEqualTo(1);
    var mail = mails().getFirst();
    assertThat(mail).contains("pc1: 10000 log records");
    assertThat(mail).containsPattern("and 9\\d\\d\\d log records more, in the table event of");
    assertThat(mail).hasSizeLessThan(20_000);
    assertThat(archive.alerts().due("", now, 1).getFirst().mail().message())
        .hasSizeLessThan(60_000);
  }

  @Test
  void manyClients_areABoundedMail() {
    var clients =
        IntStream.range(0, 400)
            .mapToObj(i -> client("pc%03d".formatted(i), HOURLY, "a@example.org"))
            .toArray(Client[]::new);
    var fleet = fleet(clients);
    round(fleet);
    for (var client : clients) {
      arrive(client.name(), "error", "failed");
    }
    round(fleet);
    pass(Duration.ofHours(1));
    assertThat(turn(fleet)).isEqualTo(1);
    assertThat(mails().getFirst())
        .contains("pc299, 1 log record", "and 100 more machines:\n- and 100 log records more, in")
        .doesNotContain("pc300");
  }
}
