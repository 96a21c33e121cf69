package dev.muster.scraper.remote;

import static org.assertj.core.api.Assertions.assertThat;

import dev.muster.fleet.RemoteWrite;
import dev.muster.push.Receiver;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(120)
final class RemoteWriterTest {
  private static final long START = Writing.START;
  private static final Receiver.Answer TAKEN = Writing.TAKEN;

  @TempDir Path folder;
  private Writing writing;

  @BeforeEach
  void open() {
    writing = new Writing(folder);
  }

  @AfterEach
  void close() {
    writing.close();
  }

  @Test
  void arrivals_areSentWithTheReceiversLabels() throws Exception {
    writing.scrape("a", START, 2);
    writing.scrape("b", START + 1, 1);
    writing.scrape("a", START + 15_000, 2);
    var status = writing.run(Writing.settings(2000));
    assertThat(writing.receiver.all())
        .containsExactly(
            "{client=a, m0, site=north} 0.0 @" + START,
            "{client=a, m0, site=north} 0.0 @" + (START + 15_000),
            "{client=a, m1, site=north} 1.0 @" + START,
            "{client=a, m1, site=north} 1.0 @" + (START + 15_000),
            "{client=b, m0, site=north} 0.0 @" + (START + 1));
    assertThat(status.sent()).isEqualTo(5);
    assertThat(status.highestMillis()).isEqualTo(START + 15_000);
    assertThat(status.pending()).isZero();
    assertThat(status.url()).isEqualTo("https://localhost/write");
    assertThat(status.toString()).doesNotContain("secret");
  }

  @Test
  void families_areDescribedAfterTheFirstRequest() throws Exception {
    writing.scrape("a", START, 1);
    var status = writing.run(Writing.settings(2000, new RemoteWrite.Filter("__name__", "m.*", "")));
    assertThat(status.metadata()).isEqualTo(1);
    assertThat(writing.receiver.requests.get(1))
        .containsExactly(new Received.Metadata("m0", 2, "Zero.", "seconds"));
  }

  @Test
  void series_thatAreFilteredOut_areNotSent() throws Exception {
    writing.scrape("a", START, 3);
    writing.scrape("b", START, 3);
    writing.run(
        Writing.settings(
            2000,
            new RemoteWrite.Filter("__name__", "m[12]", ""),
            new RemoteWrite.Filter("client", "", "b")));
    assertThat(writing.receiver.requests.getFirst())
        .extracting(Received::toString)
        .containsExactlyElementsOf(Writing.samples("a", START, 1, 3));
    assertThat(writing.archive.arrivals().waiting("r").samples()).isZero();
  }

  @Test
  void request_refused_isSentAgainArrivalByArrival() throws Exception {
    writing.scrape("a", START, 2);
    writing.scrape("b", START, 2);
    writing.scrape("c", START, 2);
    writing.receiver.answers.add(new Receiver.Answer.Refused("HTTP 400: out of order", false));
    writing.receiver.answers.add(TAKEN);
    writing.receiver.answers.add(new Receiver.Answer.Refused("HTTP 400: out of order", false));
    var status = writing.run(Writing.settings(2000));
    assertThat(
            writing.receiver.taken.subList(0, 2).stream()
                .flatMap(List::stream)
                .map(Received::toString))
        .containsExactlyElementsOf(
            IntStream.range(0, 2)
                .mapToObj(i -> Writing.samples(i == 0 ? "a" : "c", START, 0, 2))
                .flatMap(List::stream)
                .toList());
    assertThat(status.rejected()).isEqualTo(2);
    assertThat(status.failed()).isEqualTo(8);
    assertThat(status.sent()).isEqualTo(4);
  }

  @Test
  void request_toBeTriedLater_isTheSameUntilItIsTaken() throws Exception {
    writing.scrape("a", START, 2);
    writing.receiver.answers.add(new Receiver.Answer.Later("HTTP 503", Duration.ofSeconds(90)));
    writing.receiver.answers.add(new Receiver.Answer.Later("HTTP 429", Duration.ZERO));
    var status = writing.run(Writing.settings(2000));
    assertThat(writing.receiver.requests.get(1)).isEqualTo(writing.receiver.requests.get(0));
    assertThat(writing.receiver.requests.get(2)).isEqualTo(writing.receiver.requests.get(0));
    assertThat(writing.pauses.getFirst()).isGreaterThanOrEqualTo(Duration.ofSeconds(90));
    assertThat(status.retried()).isEqualTo(4);
    assertThat(status.failed()).isEqualTo(4);
    assertThat(status.sent()).isEqualTo(2);
    assertThat(status.problem()).isEmpty();
  }

  @Test
  void logIn_refused_isNotRushed() throws Exception {
    writing.scrape("a", START, 2);
    writing.scrape("b", START, 2);
    writing.receiver.answers.add(new Receiver.Answer.Refused("HTTP 401", true));
    var status = writing.run(Writing.settings(2));
    assertThat(status.rejected()).isEqualTo(2);
    assertThat(writing.pauses).isNotEmpty();
    assertThat(status.sent()).isEqualTo(2);
  }

  @Test
  void arrival_largerThanARequest_isCutAtTheSamePlaces() throws Exception {
    writing.scrape("a", START, 25);
    writing.scrape("a", START + 1, 25);
    writing.run(Writing.settings(10));
    var sizes = writing.receiver.taken.stream().map(List::size).filter(size -> size > 2).toList();
    assertThat(sizes).containsExactly(10, 10, 5, 10, 10, 5);
    assertThat(writing.receiver.taken.get(0))
        .extracting(Received::toString)
        .containsExactlyElementsOf(Writing.samples("a", START, 0, 10));
  }

  @Test
  void rate_slowsRequestsDown() throws Exception {
    writing.scrape("a", START, 20);
    var fast = Writing.settings(2000);
    writing.run(
        new RemoteWrite(
            "r", fast.url(), "", null, null, null, List.of(), Map.of(), 2000, 10, false));
    assertThat(writing.pauses).contains(Duration.ofSeconds(2));
  }
}
