package dev.muster.exporter.push;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.muster.exporter.push.PushCounts.Reason;
import dev.muster.push.Backoff;
import dev.muster.push.Receiver.Answer;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(240)
class SenderTest {
  private static final Answer TAKEN = new Answer.Taken();
  private static final Answer AWAY = new Answer.Later("no route", Duration.ZERO);
  private static final Answer BAD = new Answer.Refused("HTTP 400: out of bounds", false);
  private static final Answer NO_LOGIN = new Answer.Refused("HTTP 401", true);

  @TempDir Path folder;
  private final Clock clock = new Clock();
  private final PushCounts counts = new PushCounts();
  private final PageReadings readings = new PageReadings(Map.of(), counts);
  private final PushSettings settings =
      new PushSettings(
          URI.create("https://localhost/write"),
          Duration.ofSeconds(15),
          Map.of(),
          PushSettings.Queue.usual(),
          PushSettings.Access.none(),
          false);
  private final Deque<Answer> answers = new ArrayDeque<>();
  private final List<Long> got = new ArrayList<>();
  private final List<Integer> requests = new ArrayList<>();
  private final List<Duration> pauses = new ArrayList<>();
  private Backlog backlog;
  private Sender sender;
  private long added;
  private boolean broken;

  @BeforeEach
  void setUp() {
    backlog = Backlog.open(folder, settings, counts, clock);
    sender =
        new Sender(
            settings, backlog, this::receive, counts, new Backoff(new Random(1)), clock, this::of);
  }

  @AfterEach
  void tearDown() {
    backlog.close();
  }

  /** Answers as scripted, then ends the sender. */
  private Answer receive(byte[] body) {
    if (broken) {
      broken = false;
      throw new IllegalStateException("a bug");
    }
    Answer answer = answers.isEmpty() ? AWAY : answers.removeFirst();
    List<Received> samples = Received.of(body);
    requests.add(samples.size());
    if (answer.equals(TAKEN)) {
      samples.stream()
          .filter(each -> each.name().equals("a"))
          .forEach(each -> got.add((long) each.value()));
    }
    if (answers.isEmpty()) {
      sender.end();
    }
    return answer;
  }

  private void of(Duration time) {
    pauses.add(time);
    clock.forward(time);
  }

  private void add(int count) {
    for (int i = 0; i < count; i++) {
      clock.forward(Duration.ofSeconds(15));
      String page = "a " + added++ + "\nb 1\n";
      backlog.add(readings.read(page.getBytes(UTF_8), clock.millis()));
    }
  }

  private void run(Answer... script) {
    answers.addAll(List.of(script));
    sender.run();
  }

  private boolean isWritten() throws Exception {
    try (Stream<Path> files = Files.list(folder)) {
      return files.anyMatch(file -> file.toString().endsWith(".readings"));
    }
  }

  @Test
  void taken_doesNotWaitAnyMore() {
    add(3);
    run(TAKEN);
    assertThat(got).isEqualTo(List.of(0L, 1L, 2L));
    assertThat(counts.sent()).isEqualTo(9);
    assertThat(backlog.samples()).isZero();
    assertThat(pauses).isEmpty();
  }

  @Test
  void away_isTriedAgain_eachReadingOnce() {
    add(1);
    run(AWAY, AWAY, AWAY, TAKEN);
    assertThat(got).isEqualTo(List.of(0L));
    assertThat(pauses).hasSize(3).isSorted();
    assertThat(counts.sent()).isEqualTo(3);
    assertThat(backlog.samples()).isZero();
  }

  @Test
  void failed_isOnTheDiskBeforeTheNextAttempt() throws Exception {
    add(1);
    run(AWAY, AWAY);
    assertThat(isWritten()).isTrue();
    assertThat(backlog.samples()).isEqualTo(3);
  }

  @Test
  void retryAfter_isWaitedFor() {
    add(1);
    run(new Answer.Later("HTTP 429", Duration.ofSeconds(90)), TAKEN);
    assertThat(pauses)
        .singleElement()
        .satisfies(time -> assertThat(time).isGreaterThanOrEqualTo(Duration.ofSeconds(90)));
  }

  @Test
  void refused_isSentReadingByReading_thenDropped() {
    add(4);
    run(BAD, BAD, TAKEN, TAKEN, TAKEN);
    assertThat(requests).isEqualTo(List.of(12, 3, 3, 3, 3));
    assertThat(got).isEqualTo(List.of(1L, 2L, 3L));
    assertThat(counts.dropped(Reason.REJECTED)).isEqualTo(3);
    assertThat(counts.sent()).isEqualTo(9);
    assertThat(backlog.samples()).isZero();
    assertThat(pauses).isEmpty();
  }

  @Test
  void logIn_refused_dropsOneRequestAndWaits() {
    add(3000);
    run(NO_LOGIN, NO_LOGIN, TAKEN);
    assertThat(counts.dropped(Reason.REJECTED)).isEqualTo(2 * 1998);
    assertThat(pauses).hasSize(2).isSorted();
    assertThat(got.getFirst()).isEqualTo(2 * 666);
    assertThat(backlog.samples()).isEqualTo(9000 - 3 * 1998);
  }

  @Test
  void tooOld_isDroppedInsteadOfSent() {
    add(700);
    clock.forward(Duration.ofDays(15));
    add(1);
    run(TAKEN);
    assertThat(got.getFirst()).isEqualTo(666);
    assertThat(got.getLast()).isEqualTo(700);
    assertThat(counts.dropped(Reason.OLD)).isEqualTo(1998);
    assertThat(counts.sent()).isEqualTo(3 * 701 - 1998);
  }

  @Test
  void bug_doesNotEndPushing() {
    add(2);
    broken = true;
    run(TAKEN);
    assertThat(got).isEqualTo(List.of(0L, 1L));
    assertThat(pauses).hasSize(1);
    assertThat(backlog.samples()).isZero();
  }

  @Test
  void manySeries_inSeveralRequests_eachOnce() {
    var page = new StringBuilder();
    IntStream.range(0, 4500).forEach(i -> page.append("a{n=\"" + i + "\"} " + i + "\n"));
    backlog.add(readings.read(page.toString().getBytes(UTF_8), clock.millis()));
    run(TAKEN, AWAY, TAKEN, TAKEN);
    assertThat(requests).isEqualTo(List.of(2000, 2000, 2000, 501));
    assertThat(got).hasSize(4500).doesNotHaveDuplicates();
    assertThat(backlog.samples()).isZero();
  }
}
