package dev.muster.e2e.faults;

import dev.muster.archive.Archive;
import dev.muster.archive.Pace;
import dev.muster.archive.SampleBatch;
import dev.muster.archive.SeriesSet;
import dev.muster.metrics.Labels;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.IntStream;

/**
 * An archive in a process of its own whose clock runs some two thousand times faster, so that it
 * seals, rolls up, expires and backs up all the time. Prints the time of each scrape that is
 * acknowledged for all of its clients.
 */
final class ArchiveWork {
  static final String READY = "ready";
  static final int CLIENTS = 5;
  static final int SERIES = 20;
  static final long STEP = 60_000;
  static final Duration KEPT = Duration.ofDays(6);
  private static final int AT_ONCE = 30;
  private static final Duration PAUSE = Duration.ofMillis(25);

  private ArchiveWork() {}

  /** Argument: the file; beside it stands up to when times may have been given. */
  public static void main(String[] arguments) throws InterruptedException {
    var file = Path.of(arguments[0]);
    var now = new AtomicLong(given(file));
    var pace = new Pace(Duration.ofMillis(2), Duration.ofMillis(50));
    var archive = Archive.open(file, () -> Instant.ofEpochMilli(now.get()), pace);
    Thread.ofPlatform().daemon().start(() -> upkeep(archive, file));
    say(READY);
    var sets = IntStream.range(0, CLIENTS).mapToObj(ArchiveWork::set).toList();
    give(file, now.get() + AT_ONCE * STEP);
    while (true) {
      long time = now.addAndGet(STEP);
      if (time / STEP % AT_ONCE == 0) {
        give(file, time + AT_ONCE * STEP);
      }
      var waiting = new ArrayList<CompletableFuture<Void>>();
      for (int client = 0; client < CLIENTS; client++) {
        waiting.add(
            archive.append(
                new SampleBatch(
                    "pc" + client, time, sets.get(client), values(client, time), null)));
      }
      waiting.forEach(CompletableFuture::join);
      say(Long.toString(time));
      TimeUnit.MILLISECONDS.sleep(PAUSE.toMillis());
    }
  }

  /** Up to when the lives before may have given scrapes times, acknowledged or not. */
  static long given(Path file) {
    try {
      return Long.parseLong(Files.readString(file.resolveSibling("given")).strip());
    } catch (IOException e) {
      return Instant.parse("2026-01-01T00:00:00Z").toEpochMilli();
    }
  }

  private static void give(Path file, long time) {
    try {
      var next = Files.writeString(file.resolveSibling("given.new"), Long.toString(time));
      Files.move(next, file.resolveSibling("given"), StandardCopyOption.ATOMIC_MOVE);
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
  }

  /** Drops what has expired each second, and backs up. */
  private static void upkeep(Archive archive, Path file) {
    var copy = file.resolveSibling("copy.db");
    try {
      for (int turn = 0; ; turn++) {
        archive.setRetention(KEPT.plusSeconds(turn % 2));
        Files.deleteIfExists(copy);
        archive.backup(copy);
        TimeUnit.MILLISECONDS.sleep(1_000);
      }
    } catch (IOException e) {
      throw new IllegalStateException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private static void say(String line) {
    System.out.println(line);
    System.out.flush();
  }

  private static SeriesSet set(int client) {
    return new SeriesSet(
        IntStream.range(0, SERIES)
            .mapToObj(i -> Labels.of("__name__", "m" + i, "client", "pc" + client))
            .toList());
  }

  /** The values of a scrape: some with all their digits, some with few. */
  static double[] values(int client, long time) {
    double[] values = new Random(31 * time + client).doubles(SERIES).toArray();
    for (int i = 0; i < SERIES; i++) {
      values[i] = i % 3 == 0 ? values[i] : Math.floor(1000 * values[i]) / 10;
    }
    return values;
  }

  static List<String> command(Path file) {
    return List.of(
        "-XX:TieredStopAtLevel=1",
        "-XX:+UseSerialGC",
        "-Xmx128m",
        "--enable-native-access=ALL-UNNAMED",
        "-cp",
        System.getProperty("java.class.path"),
        ArchiveWork.class.getName(),
        file.toString());
  }
}
