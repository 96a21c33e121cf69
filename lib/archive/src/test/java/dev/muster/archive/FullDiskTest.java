package dev.muster.archive;

import static org.assertj.core.api.Assertions.assertThat;

import dev.muster.metrics.Labels;
import dev.muster.metrics.Selection;
import dev.muster.sqlite.DatabaseException;
import dev.muster.sqlite.Progress;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A real file system of a few megabytes; needs the right to mount one. */
final class FullDiskTest {
  private static final long START = Instant.parse("2026-11-21T10:00:00Z").toEpochMilli();
  private static final int SERIES = 1000;

  private static final int ROUNDS = Integer.getInteger("muster.fulldisk.rounds", 60);
  private static final int SHARED_SERIES = 50;

  @TempDir Path folder;
  private final List<SeriesSet> sets = IntStream.range(0, 6).mapToObj(FullDiskTest::few).toList();
  private final Random random = new Random(7);
  private final Map<Long, Double> acknowledged = new HashMap<>();
  private final SeriesSet set = set();
  private long time = START;

  private static SeriesSet set() {
    var series = new ArrayList<Labels>();
    for (int i = 0; i < SERIES; i++) {
      series.add(Labels.of("__name__", "m" + i % 10, "i", "" + i));
    }
    return new SeriesSet(series);
  }

  @BeforeEach
  void mount() throws Exception {
    Assumptions.assumeTrue(
        run("mount", "-t", "tmpfs", "-o", "size=6m", "tmpfs", folder.toString()),
        "no file system can be mounted here");
  }

  @AfterEach
  void unmount() throws Exception {
    run("umount", folder.toString());
  }

  private static boolean run(String... command) throws InterruptedException {
    try {
      var process =
          new ProcessBuilder(command)
              .redirectOutput(ProcessBuilder.Redirect.DISCARD)
              .redirectError(ProcessBuilder.Redirect.DISCARD)
              .start();
      return process.waitFor(30, TimeUnit.SECONDS) && process.exitValue() == 0;
    } catch (IOException e) {
      return false;
    }
  }

  private Archive open() {
    return Archive.open(
        folder.resolve("archive.db"),
        () -> Instant.ofEpochMilli(time + Duration.ofDays(1).toMillis()),
        new RecentWindow(360_000, 0));
  }

  private void append(Archive archive) {
    time += 15_000;
    double[] values = random.doubles(SERIES).toArray();
    archive.append(new SampleBatch("pc", time, set, values, null)).join();
    acknowledged.put(time, values[0]);
  }

  /** Appends until one is refused, or so many were taken. */
  private String appendUntilRefused(Archive archive, int most) {
    for (int i = 0; i < most; i++) {
      try {
        append(archive);
      } catch (CompletionException e) {
        assertThat(e).hasCauseInstanceOf(DatabaseException.class);
        return String.valueOf(e.getMessage());
      }
    }
    return "";
  }

  private void assertServes(Archive archive) {
    var all = archive.select(new Selection(List.of(), 0, Long.MAX_VALUE, 100_000_000));
    var first = all.stream().filter(s -> s.labels().get("i").equals("0")).findFirst().orElseThrow();
    var served = new HashMap<Long, Double>();
    for (int i = 0; i < first.size(); i++) {
      served.put(first.timesMillis()[i], first.values()[i]);
    }
    assertThat(served).containsAllEntriesOf(acknowledged);
    assertThat(all).allMatch(series -> series.size() == first.size());
  }

  @Test
  void diskFull_stopsWriting_keepsServing_andGoesOnByItself() throws Exception {
    Path ballast = Files.write(folder.resolve("ballast"), new byte[3 << 20]);
    try (var archive = open()) {
      append(archive);
      assertThat(appendUntilRefused(archive, 2000)).contains("the disk is full");
      int before = acknowledged.size();
      assertServes(archive);
      assertThat(appendUntilRefused(archive, 1)).contains("the disk is full");
      Files.delete(ballast);
      assertThat(appendUntilRefused(archive, 20)).isEmpty();
      assertThat(acknowledged).hasSize(before + 20);
      assertServes(archive);
      assertThat(archive.damagedRowsRead()).isZero();
    }
    try (var archive = open()) {
      assertServes(archive);
    }
  }

  @Test
  void diskFull_whileSealing_losesNothing_andTheSealingGoesOn() throws Exception {
    Path ballast = Files.write(folder.resolve("ballast"), new byte[64 << 10]);
    try (var archive = open()) {
      assertThat(appendUntilRefused(archive, 2000)).contains("the disk is full");
      sealUntilRefused(archive);
      assertServes(archive);
      Files.delete(ballast);
      sealUntilRefused(archive);
      assertServes(archive);
    }
    run("mount", "-o", "remount,size=40m", folder.toString());
    try (var archive = open()) {
      assertServes(archive);
      assertThat(archive.sealer().run()).isPositive();
      assertThat(archive.holdings().headSize()).isZero();
      assertServes(archive);
      append(archive);
      assertServes(archive);
      assertThat(archive.damagedRowsRead()).isZero();
    }
  }

  @Test
  void diskFullAndBack_againAndAgain_whileManyShareTheirCommits_losesNothing() throws Exception {
    Path ballast = folder.resolve("ballast");
    var kept = new ConcurrentHashMap<String, Set<Long>>();
    int refused = 0;
    var clock = new AtomicLong(START);
    try (var archive = shared(clock)) {
      for (int round = 0; round < ROUNDS; round++) {
        if (round % 10 == 3) {
          fill(ballast);
        } else if (round % 10 == 7) {
          Files.deleteIfExists(ballast);
        }
        long at = clock.addAndGet(15_000);
        var waiting = new ArrayList<CompletableFuture<Void>>();
        for (int client = 0; client < 6; client++) {
          String name = "pc" + client;
          var values = random.doubles(SHARED_SERIES).toArray();
          var batch = new SampleBatch(name, at, sets.get(client), values, null);
          waiting.add(
              archive
                  .append(batch)
                  .thenRun(() ->
                      kept.computeIfAbsent(name, any -> ConcurrentHashMap.newKeySet()).add(at)));
        }
        for (var one : waiting) {
          try {
            one.join();
          } catch (CompletionException e) {
            refused++;
          }
        }
        assertThat(archive.damagedRowsRead()).isZero();
      }
      Files.deleteIfExists(ballast);
      assertThat(served(archive)).isEqualTo(kept);
    }
    assertThat(refused).isPositive();
    try (var archive = shared(clock)) {
      assertThat(served(archive)).isEqualTo(kept);
      assertThat(archive.damagedRowsRead()).isZero();
    }
    try (var looked = ArchiveFile.open(folder.resolve("archive.db"))) {
      assertThat(looked.verify(Progress.NONE)).isEmpty();
    }
  }

  private static SeriesSet few(int client) {
    var series = new ArrayList<Labels>();
    for (int i = 0; i < SHARED_SERIES; i++) {
      series.add(Labels.of("__name__", "m", "i", "" + i, "client", "pc" + client));
    }
    return new SeriesSet(series);
  }

  private Archive shared(AtomicLong clock) {
    return Archive.open(
        folder.resolve("archive.db"),
        () -> Instant.ofEpochMilli(clock.get()),
        new RecentWindow(360_000, 0),
        Pace.SERVER);
  }

  /** Takes what room there is, but now and then some pages. */
  private void fill(Path ballast) throws IOException {
    long room = Files.getFileStore(folder).getUsableSpace();
    long left = random.nextBoolean() ? 0 : 4096L * random.nextInt(12);
    try {
      Files.write(ballast, new byte[(int) Math.max(0, room - left)]);
    } catch (IOException full) {
      assertThat(full).hasMessageContaining("No space");
    }
  }

  private static Map<String, Set<Long>> served(Archive archive) {
    var served = new HashMap<String, Set<Long>>();
    for (var series : archive.select(new Selection(List.of(), 0, Long.MAX_VALUE, 100_000_000))) {
      var times = new HashSet<Long>();
      for (int i = 0; i < series.size(); i++) {
        times.add(series.timesMillis()[i]);
      }
      String client = series.labels().get("client");
      assertThat(served.computeIfAbsent(client, name -> times)).isEqualTo(times);
    }
    return served;
  }

  private static void sealUntilRefused(Archive archive) {
    try {
      archive.sealer().run();
    } catch (DatabaseException e) {
      assertThat(e.getMessage()).contains("disk");
    }
  }
}
