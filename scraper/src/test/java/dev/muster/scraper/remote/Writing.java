package dev.muster.scraper.remote;

import dev.muster.archive.Archive;
import dev.muster.archive.Arrivals;
import dev.muster.archive.PushedSeries;
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
import java.util.function.Function;
import java.util.stream.IntStream;

/** An archive whose samples a writer sends to receivers that answer as they are told. */
final class Writing implements AutoCloseable {
  static final long START = Instant.parse("2026-11-21T10:00:00Z").toEpochMilli();
  static final Receiver.Answer TAKEN = new Receiver.Answer.Taken();

  /** What came and what is answered. */
  static final class FakeReceiver implements Receiver {
    private final Function<byte[], List<Received>> decoder;
    final Deque<Answer> answers = new ArrayDeque<>();
    final List<List<Received>> taken = new ArrayList<>();
    final List<List<Received>> requests = new ArrayList<>();

    FakeReceiver(Function<byte[], List<Received>> decoder) {
      this.decoder = decoder;
    }

    @Override
    public Answer send(byte[] body) {
      var request = decoder.apply(body);
      requests.add(request);
      var answer = answers.isEmpty() ? TAKEN : answers.pop();
      if (answer.equals(TAKEN)) {
        taken.add(request);
      }
      return answer;
    }

    List<String> all() {
      return taken.stream()
          .flatMap(List::stream)
          .filter(Received.Sample.class::isInstance)
          .map(Received::toString)
          .toList();
    }
  }

  final Archive archive;
  final FakeReceiver receiver = new FakeReceiver(Received::of);
  final FakeReceiver second = new FakeReceiver(Received::ofSecond);
  final List<Duration> pauses = new CopyOnWriteArrayList<>();

  Writing(Path folder) {
    archive =
        Archive.open(folder.resolve("archive.db"), () -> Instant.ofEpochMilli(START + 60_000));
    archive.arrivals().keepFor(Set.of("r"), Arrivals.USUAL_BYTES).join();
  }

  void scrape(String client, long time, int series) {
    var set =
        new SeriesSet(
            IntStream.range(0, series)
                .mapToObj(i -> Labels.of("__name__", "m" + i, "client", client))
                .toList());
    var values = IntStream.range(0, series).mapToDouble(i -> i).toArray();
    archive.append(new SampleBatch(client, time, set, values, null)).join();
  }

  /** Pushes samples of one series, a second apart from a time on; their values are 0, 1, … */
  void push(String metric, long time, int samples) {
    archive
        .push(
            List.of(
                new PushedSeries(
                    Labels.of("__name__", metric, "client", "pushed"),
                    IntStream.range(0, samples).mapToLong(i -> time + 1000L * i).toArray(),
                    IntStream.range(0, samples).mapToDouble(i -> i).toArray())))
        .join();
  }

  static RemoteWrite settings(int batch, RemoteWrite.Filter... filters) {
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
        0,
        false);
  }

  RemoteWriteStatus run(RemoteWrite settings) throws InterruptedException {
    return run(settings, false);
  }

  /** Runs it until nothing waits. */
  RemoteWriteStatus run(RemoteWrite settings, boolean speaksSecond) throws InterruptedException {
    var clock = InstantSource.fixed(Instant.ofEpochMilli(START + 60_000));
    var writer =
        new RemoteWriter(
            settings,
            new RemoteWriter.Parts(
                archive.arrivals(),
                receiver,
                speaksSecond ? second : null,
                new Descriptions(Writing::families, new SeriesFilter(settings), clock),
                new Backoff(new SplittableRandom(1)),
                clock,
                pauses::add,
                () -> {}));
    var thread = Thread.ofVirtual().start(writer);
    while (archive.arrivals().waiting("r").samples() > 0) {
      Thread.sleep(10);
    }
    writer.end();
    thread.join();
    return writer.status();
  }

  private static Map<String, List<FamilyDescription>> families() {
    return Map.of(
        "m0", List.of(new FamilyDescription(MetricType.GAUGE, "Zero.", "seconds")),
        "other", List.of(new FamilyDescription(MetricType.COUNTER, "")));
  }

  static List<String> samples(String client, long time, int from, int to) {
    return IntStream.range(from, to)
        .mapToObj(i -> "{client=%s, m%d, site=north} %d.0 @%d".formatted(client, i, i, time))
        .toList();
  }

  @Override
  public void close() {
    archive.close();
  }
}
