package dev.muster.alertbridge;

import dev.muster.archive.Archive;
import dev.muster.fleet.Client;
import dev.muster.fleet.Fleet;
import dev.muster.fleet.Limit;
import dev.muster.fleet.LimitType;
import dev.muster.metrics.InstantQuery;
import dev.muster.metrics.InstantSample;
import dev.muster.metrics.Labels;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;

/**
 * How long a round takes for 1,000 clients with six limits each, with a real archive file in the
 * folder it is given and answers that are there already. Run by hand.
 */
final class RoundFigures {
  private static final int CLIENTS = 1_000;
  private static final int ROUNDS = 200;
  private static final List<LimitType> TYPES =
      List.of(
          LimitType.CPU,
          LimitType.MEMORY,
          LimitType.SWAP,
          LimitType.DISK,
          LimitType.LOAD,
          LimitType.UPTIME);

  private final AtomicLong now =
      new AtomicLong(Instant.parse("2026-11-21T10:00:00Z").toEpochMilli());
  private final Answers answers = new Answers();
  private final Fleet fleet = fleet();
  private final BridgeRound round;

  private RoundFigures(Archive archive) {
    var metrics = new BridgeMetrics(new PrometheusRegistry());
    var desk = new MailDesk(ZoneOffset.UTC, null, metrics);
    var past = new PastValues(answers, PastValues.BUDGET);
    var pipeline =
        new Pipeline(
            archive.alerts(),
            new Silences(List::of, Fleets::noSchedule),
            new NotificationMails(past, ZoneOffset.UTC, null, metrics),
            now.get(),
            fleet,
            metrics);
    round =
        new BridgeRound(
            answers,
            pipeline,
            new EventFeed(archive.alerts(), archive.events()),
            desk,
            () -> Instant.ofEpochMilli(now.get()),
            metrics);
  }

  /** Answers by expression, as they are set. */
  private static final class Answers implements InstantQuery {
    private final Map<String, List<InstantSample>> byExpression = new HashMap<>();
    private int asked;

    @Override
    public List<InstantSample> query(String expression, long timeMillis) {
      asked++;
      return byExpression.getOrDefault(expression, List.of());
    }

    void set(LimitType type, int crossing) {
      var samples = new ArrayList<InstantSample>();
      for (int i = 0; i < CLIENTS; i++) {
        var labels = Labels.builder().set("client", "pc" + i).set("job", "node");
        if (!type.detailLabel().isEmpty()) {
          labels.set(type.detailLabel(), "/");
        }
        samples.add(new InstantSample(labels.build(), 0, i < crossing ? 95 : 10));
      }
      byExpression.put(type.expression(Fleets.INTERVAL), samples);
    }
  }

  private static Fleet fleet() {
    var clients = new ArrayList<Client>();
    for (int i = 0; i < CLIENTS; i++) {
      var limits = TYPES.stream().map(type -> Fleets.above(type, 90)).toArray(Limit[]::new);
      clients.add(
          Fleets.client("pc" + i, "lab-" + i / 40, List.of("it@example.org"), false, limits));
    }
    return Fleets.of(null, clients);
  }

  private void cross(int clients) {
    TYPES.forEach(type -> answers.set(type, clients));
  }

  private void measure(String what, int rounds, boolean alternate) {
    var millis = new double[rounds];
    answers.asked = 0;
    for (int i = 0; i < rounds; i++) {
      if (alternate) {
        cross(i % 2 == 0 ? 10 : 0);
      }
      now.addAndGet(15_000);
      long start = System.nanoTime();
      var _ = round.run(fleet);
      millis[i] = (System.nanoTime() - start) / 1e6;
    }
    Arrays.sort(millis);
    System.out.printf(
        "%-40s rounds %4d  p50 %6.1f ms  p99 %6.1f ms  longest %6.1f ms  queries a round %.1f%n",
        what,
        rounds,
        millis[rounds / 2],
        millis[Math.min(rounds - 1, rounds * 99 / 100)],
        millis[rounds - 1],
        (double) answers.asked / rounds);
  }

  public static void main(String[] args) throws IOException {
    var folder = Files.createDirectories(Path.of(args[0]));
    try (var archive = Archive.open(folder.resolve("archive.db"), InstantSource.system())) {
      var figures = new RoundFigures(archive);
      figures.cross(0);
      figures.measure("(warming up)", 100, false);
      figures.measure("no limit crossed", ROUNDS, false);
      figures.measure("60 alerts begin or end each round", ROUNDS, true);
      figures.cross(CLIENTS);
      figures.measure("the round in which all 6,000 begin", 1, false);
      figures.measure("6,000 alerts fire", ROUNDS, false);
      figures.cross(0);
      figures.measure("the round in which all 6,000 end", 1, false);
      figures.measure("the round in which their end is told", 1, false);
    }
  }
}
