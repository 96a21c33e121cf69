package dev.muster.scraper.remote;

import static org.assertj.core.api.Assertions.assertThat;

import dev.muster.archive.Archive;
import dev.muster.archive.Arrivals;
import dev.muster.archive.SampleBatch;
import dev.muster.archive.SeriesSet;
import dev.muster.fleet.RemoteWrite;
import dev.muster.metrics.Labels;
import dev.muster.metrics.MetricType;
import dev.muster.push.Backoff;
import dev.muster.push.Receiver;
import dev.muster.scraper.FamilyDescription;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(120)
final class RemoteWriterTest {
  private static final long START = Instant.parse("2026-11-21T10:00:00Z").toEpochMilli();
  private static final Receiver.Answer TAKEN = new Receiver.Answer.Taken();

  @TempDir Path folder;
  private Archive archive;

  /** What came, what is answered, and for how long nothing was sent. */
  private static final class FakeReceiver implements Receiver {
    private final Deque<Answer> answers = new ArrayDeque<>();
    private final List<List<Received>> taken = new ArrayList<>();
    private final List<List<Received>> requests = new ArrayList<>();
    private final List<Duration> pauses = new CopyOnWriteArrayList<>();

    @Override
    public Answer send(byte[] body) {
      var request = Received.of(body);
      requests.add(request);
      var answer = answers.isEmpty() ? TAKEN : answers.pop();
      if (answer.equals(TAKEN)) {
        taken.add(request);
      }
      return answer;
    }

    private List<String> all() {
      return taken.stream()
          .flatMap(List::stream)
          .filter(Received.Sample.class::isInstance)
          .map(Received::toString)
          .toList();
    }
  }

  private final FakeReceiver receiver = new FakeReceiver();

  @BeforeEach
  void open() {
    archive =
        Archive.open(folder.resolve("archive.db"), () -> Instant.ofEpochMilli(START + 60_000));
    archive.arrivals().keepFor(Set.of("r"), Arrivals.USUAL_BYTES).join();
  }

  @AfterEach
  void close() {
    archive.close();
  }

  private void scrape(String client, long time, int series) {
    var set =
        new SeriesSet(
            IntStream.range(0, series)
                .mapToObj(i -> Labels.of("__name__", "m" + i, "client", client))
                .toList());
    var values = IntStream.range(0, series).mapToDouble(i -> i).toArray();
    archive.append(new SampleBatch(client, time, set, values, null)).join();
  }

  private static RemoteWrite settings(int batch, RemoteWrite.Filter... filters) {
    return new RemoteWrite(
        "r",
        URI.create("https://localhost/write?secret"),
        "",
        null,
        null,
        null,
        List.of(filters),
        Map.of("site", "north", "client", "no"),
        batch,
        0);
  }

  /** Runs it until nothing waits. */
  private RemoteWriteStatus run(RemoteWrite settings) throws InterruptedException {
    var clock = InstantSource.fixed(Instant.ofEpochMilli(START + 60_000));
    var writer =
        new RemoteWriter(
            settings,
            new RemoteWriter.Parts(
                archive.arrivals(),
                receiver,
                new Descriptions(
                    () ->
                        Map.of(
                            "m0", List.of(new FamilyDescription(MetricType.GAUGE, "Zero.")),
                            "other", List.of(new FamilyDescription(MetricType.COUNTER, ""))),
                    new SeriesFilter(settings),
                    clock),
                new Backoff(new SplittableRandom(1)),
                clock,
                receiver.pauses::add));
    var thread = Thread.ofVirtual().start(writer);
    while (archive.arrivals().waiting("r").samples() > 0) {
      Thread.sleep(10);
    }
    writer.end();
    thread.join();
    return writer.status();
  }

  private static List<String> samples(String client, long time, int from, int to) {
    return IntStream.range(from, to)
        .mapToObj(i -> "{client=%s, m%d, site=north} %d.0 @%d".formatted(client, i, i, time))
        .toList();
  }

  @Test
  void arrivals_areSentWithTheReceiversLabels() throws Exception {
    scrape("a", START, 2);
    scrape("b", START + 1, 1);
    scrape("a", START + 15_000, 2);
    var status = run(settings(2000));
    assertThat(receiver.all())
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
    scrape("a", START, 1);
    var status = run(settings(2000, new RemoteWrite.Filter("__name__", "m.*", "")));
    assertThat(status.metadata()).isEqualTo(1);
    assertThat(receiver.requests.get(1)).containsExactly(new Received.Metadata("m0", 2, "Zero."));
  }

  @Test
  void series_thatAreFilteredOut_areNotSent() throws Exception {
    scrape("a", START, 3);
    scrape("b", START, 3);
    run(
        settings(
            2000,
            new RemoteWrite.Filter("__name__", "m[12]", ""),
            new RemoteWrite.Filter("client", "", "b")));
    assertThat(receiver.requests.getFirst())
        .extracting(Received::toString)
        .containsExactlyElementsOf(samples("a", START, 1, 3));
    assertThat(archive.arrivals().waiting("r").samples()).isZero();
  }

  @Test
  void request_refused_isSentAgainArrivalByArrival() throws Exception {
    scrape("a", START, 2);
    scrape("b", START, 2);
    scrape("c", START, 2);
    receiver.answers.add(new Receiver.Answer.Refused("HTTP 400: out of order", false));
    receiver.answers.add(TAKEN);
    receiver.answers.add(new Receiver.Answer.Refused("HTTP 400: out of order", false));
    var status = run(settings(2000));
    assertThat(receiver.taken.subList(0, 2).stream().flatMap(List::stream).map(Received::toString))
        .containsExactlyElementsOf(
            IntStream.range(0, 2)
                .mapToObj(i -> samples(i == 0 ? "a" : "c", START, 0, 2))
                .flatMap(List::stream)
                .toList());
    assertThat(status.rejected()).isEqualTo(2);
    assertThat(status.failed()).isEqualTo(8);
    assertThat(status.sent()).isEqualTo(4);
  }

  @Test
  void request_toBeTriedLater_isTheSameUntilItIsTaken() throws Exception {
    scrape("a", START, 2);
    receiver.answers.add(new Receiver.Answer.Later("HTTP 503", Duration.ofSeconds(90)));
    receiver.answers.add(new Receiver.Answer.Later("HTTP 429", Duration.ZERO));
    var status = run(settings(2000));
    assertThat(receiver.requests.get(1)).isEqualTo(receiver.requests.get(0));
    assertThat(receiver.requests.get(2)).isEqualTo(receiver.requests.get(0));
    assertThat(receiver.pauses.getFirst()).isGreaterThanOrEqualTo(Duration.ofSeconds(90));
    assertThat(status.retried()).isEqualTo(4);
    assertThat(status.failed()).isEqualTo(4);
    assertThat(status.sent()).isEqualTo(2);
    assertThat(status.problem()).isEmpty();
  }

  @Test
  void logIn_refused_isNotRushed() throws Exception {
    scrape("a", START, 2);
    scrape("b", START, 2);
    receiver.answers.add(new Receiver.Answer.Refused("HTTP 401", true));
    var status = run(settings(2));
    assertThat(status.rejected()).isEqualTo(2);
    assertThat(receiver.pauses).isNotEmpty();
    assertThat(status.sent()).isEqualTo(2);
  }

  @Test
  void arrival_largerThanARequest_isCutAtTheSamePlaces() throws Exception {
    scrape("a", START, 25);
    scrape("a", START + 1, 25);
    run(settings(10));
    var sizes = receiver.taken.stream().map(List::size).filter(size -> size > 2).toList();
    assertThat(sizes).containsExactly(10, 10, 5, 10, 10, 5);
    assertThat(receiver.taken.get(0))
        .extracting(Received::toString)
        .containsExactlyElementsOf(samples("a", START, 0, 10));
  }

  @Test
  void rate_slowsRequestsDown() throws Exception {
    scrape("a", START, 20);
    var fast = settings(2000);
    run(new RemoteWrite("r", fast.url(), "", null, null, null, List.of(), Map.of(), 2000, 10));
    assertThat(receiver.pauses).contains(Duration.ofSeconds(2));
  }
}
