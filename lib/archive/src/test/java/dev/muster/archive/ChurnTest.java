package dev.muster.archive;

import static org.assertj.core.api.Assertions.assertThat;

import dev.muster.metrics.Labels;
import dev.muster.metrics.Matcher;
import dev.muster.metrics.Selection;
import dev.muster.sqlite.Progress;
import java.nio.file.Path;
import java.sql.DriverManager;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Series that come and go, and come back while they are being dropped. */
final class ChurnTest {
  private static final long START = Instant.parse("2026-11-01T00:00:00Z").toEpochMilli();
  private static final Duration KEPT = Duration.ofDays(1);

  @TempDir Path folder;
  private final AtomicLong now = new AtomicLong(START);
  private final Map<Labels, TreeMap<Long, Double>> written = new HashMap<>();
  private final Random random = new Random(11);

  private Archive open() {
    return Archive.open(
        folder.resolve("archive.db"),
        () -> Instant.ofEpochMilli(now.get()),
        new RecentWindow(360_000, 0));
  }

  /** Some of a few hundred series, so that some come back after they were gone. */
  private List<Labels> page(int target) {
    var page = new HashSet<Labels>();
    int first = random.nextInt(300);
    for (int i = 0; i < 20; i++) {
      String pod = "pod" + (first + i);
      page.add(Labels.of("__name__", "up", "client", "pc" + target, "pod", pod));
    }
    return List.copyOf(page);
  }

  private CompletableFuture<Void> append(Archive archive, int target, List<Labels> page) {
    double[] values = random.doubles(page.size()).toArray();
    for (int i = 0; i < values.length; i++) {
      written.computeIfAbsent(page.get(i), labels -> new TreeMap<>()).put(now.get(), values[i]);
    }
    var set = new SeriesSet(page);
    return archive.append(new SampleBatch("pc" + target, now.get(), set, values, null));
  }

  private void assertHolds(Archive archive) {
    long from = now.get() - KEPT.toMillis();
    var found = new HashMap<Labels, TreeMap<Long, Double>>();
    for (var series : archive.select(new Selection(List.of(), from, now.get(), 10_000_000))) {
      var samples = found.computeIfAbsent(series.labels(), labels -> new TreeMap<>());
      for (int i = 0; i < series.size(); i++) {
        samples.put(series.timesMillis()[i], series.values()[i]);
      }
    }
    var wanted = new HashMap<Labels, TreeMap<Long, Double>>();
    written.forEach((labels, samples) -> {
      if (!samples.tailMap(from).isEmpty()) {
        wanted.put(labels, new TreeMap<>(samples.tailMap(from)));
      }
    });
    assertThat(found).isEqualTo(wanted);
  }

  @Test
  void series_thatComeBackWhileTheyAreDropped_keepTheirSamples() throws Exception {
    try (var archive = open()) {
      archive.setRetention(KEPT);
      var running = new AtomicBoolean(true);
      var dropping =
          Thread.ofPlatform()
              .start(() -> {
                while (running.get()) {
                  archive.sealer().run();
                  archive.expireNow();
                }
              });
      for (int round = 0; round < 60; round++) {
        var waiting = new ArrayList<CompletableFuture<Void>>();
        for (int target = 0; target < 5; target++) {
          waiting.add(append(archive, target, page(target)));
        }
        waiting.forEach(CompletableFuture::join);
        now.addAndGet(Duration.ofHours(random.nextInt(8)).toMillis());
      }
      running.set(false);
      dropping.join();
      assertHolds(archive);
    }
    try (var archive = open()) {
      assertHolds(archive);
      archive.setRetention(KEPT);
      archive.expireNow();
      assertHolds(archive);
      assertThat(archive.damagedRowsRead()).isZero();
    }
  }

  @Test
  void series_thatAreGoneForGood_costNothing() {
    try (var archive = open()) {
      archive.setRetention(KEPT);
      for (int round = 0; round < 30; round++) {
        append(archive, round, page(round)).join();
        now.addAndGet(Duration.ofHours(7).toMillis());
        archive.sealer().run();
        archive.expireNow();
      }
      // Those of the last day, and of what the ends of their sets are written ahead.
      assertThat(archive.seriesCount()).isLessThanOrEqualTo(20 * 5);
      var all = List.of(Matcher.equal("__name__", "up"));
      assertThat(archive.find(all, Long.MIN_VALUE, Long.MAX_VALUE)).hasSize(archive.seriesCount());
      assertHolds(archive);
    }
    try (var looked = ArchiveFile.open(folder.resolve("archive.db"))) {
      assertThat(looked.stats().series()).isLessThanOrEqualTo(20 * 5);
      assertThat(looked.verify(Progress.NONE)).isEmpty();
    }
  }

  @Test
  void series_areNotDropped_whileASetIsDamaged() throws Exception {
    try (var archive = open()) {
      append(archive, 1, page(1)).join();
      append(archive, 2, page(2)).join();
    }
    try (var connection =
            DriverManager.getConnection("jdbc:sqlite:" + folder.resolve("archive.db"));
        var statement = connection.createStatement()) {
      statement.executeUpdate("UPDATE series_set SET members = zeroblob(80) WHERE id = 1");
    }
    now.addAndGet(Duration.ofHours(20).toMillis());
    try (var archive = open()) {
      archive.setRetention(KEPT);
      archive.expireNow();
      assertThat(archive.seriesCount()).isEqualTo(40);
    }
  }
}
