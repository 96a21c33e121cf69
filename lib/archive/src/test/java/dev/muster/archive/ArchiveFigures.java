package dev.muster.archive;

import dev.muster.metrics.Labels;
import dev.muster.metrics.Matcher;
import dev.muster.metrics.Selection;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicLong;

/** Prints how long scrapes of a whole fleet and reads over it take. Not a test: run by hand. */
final class ArchiveFigures {
  private static final int CLIENTS = 300;
  private static final int SERIES = 300;
  private static final int ROUNDS = 40;

  private ArchiveFigures() {}

  public static void main(String[] arguments) throws Exception {
    Path folder = Files.createTempDirectory("archive-figures");
    Path file = folder.resolve("archive.db");
    long start = Instant.parse("2026-11-21T10:00:00Z").toEpochMilli();
    var now = new AtomicLong(start);
    var sets = new ArrayList<SeriesSet>();
    for (int client = 0; client < CLIENTS; client++) {
      sets.add(set(client));
    }
    try (var archive = Archive.open(file, () -> Instant.ofEpochMilli(now.get()))) {
      for (int round = 0; round < ROUNDS; round++) {
        now.set(start + 15_000L * round);
        long begun = System.nanoTime();
        append(archive, sets, now.get());
        if (round < 2 || round % 10 == 9) {
          print("round %d: %d scrapes".formatted(round, CLIENTS), begun);
        }
      }
      for (int i = 0; i < 8; i++) {
        long begun = System.nanoTime();
        int found = read(archive, now.get() - 300_000, now.get());
        print("select 5 min from memory, %d samples".formatted(found), begun);
      }
    }
    long opening = System.nanoTime();
    try (var archive = Archive.open(file, () -> Instant.ofEpochMilli(now.get()))) {
      print("open", opening);
      for (int i = 0; i < 8; i++) {
        long begun = System.nanoTime();
        int found = read(archive, now.get() - 300_000, now.get());
        print("select 5 min from the file, %d samples".formatted(found), begun);
      }
    }
    System.out.printf(
        "%.2f bytes a sample in the file%n",
        (double) Files.size(file) / ((double) CLIENTS * SERIES * ROUNDS));
    for (Path path : List.of(file, folder.resolve("archive.db.lock"), folder)) {
      Files.delete(path);
    }
  }

  private static SeriesSet set(int client) {
    var series = new ArrayList<Labels>();
    for (int i = 0; i < SERIES; i++) {
      series.add(
          Labels.of(
              "__name__",
              "metric_" + i,
              "client",
              "pc" + client,
              "instance",
              "10.0.0." + client,
              "job",
              "node"));
    }
    return new SeriesSet(series);
  }

  private static void append(Archive archive, List<SeriesSet> sets, long time) {
    var random = new Random(time);
    var waiting = new ArrayList<CompletableFuture<Void>>();
    for (int client = 0; client < CLIENTS; client++) {
      double[] values = random.doubles(SERIES).toArray();
      waiting.add(
          archive.append(new SampleBatch("pc" + client, time, sets.get(client), values, null)));
    }
    waiting.forEach(CompletableFuture::join);
  }

  private static int read(Archive archive, long from, long to) {
    var selection =
        new Selection(List.of(Matcher.equal("__name__", "metric_7")), from, to, 50_000_000);
    return archive.select(selection).stream().mapToInt(series -> series.size()).sum();
  }

  private static void print(String what, long begun) {
    System.out.printf(
        "%s: %.1f ms%n", what, Duration.ofNanos(System.nanoTime() - begun).toNanos() / 1e6);
  }
}
