package dev.muster.archive;

import static org.assertj.core.api.Assertions.assertThat;

import dev.muster.metrics.Labels;
import dev.muster.metrics.Selection;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** An archive that may not grow beyond a size. */
final class SizeLimitTest {
  private static final long START = Instant.parse("2026-11-01T00:00:00Z").toEpochMilli();
  private static final Duration LONG = Duration.ofDays(400);
  private static final int SERIES = 30;
  private static final int SCRAPES = 3 * 24 * 60;

  @TempDir Path folder;
  private final AtomicLong now = new AtomicLong(START);

  private Archive open() {
    return Archive.open(file(), () -> Instant.ofEpochMilli(now.get()), new RecentWindow(1, 0));
  }

  private Path file() {
    return folder.resolve("archive.db");
  }

  private long bytes() throws IOException {
    return Files.size(file());
  }

  /** Three days at a minute of values that do not pack. */
  private void fill(Archive archive) {
    var random = new Random(1);
    var page =
        new SeriesSet(
            IntStream.range(0, SERIES)
                .mapToObj(i -> Labels.of("__name__", "m" + i, "client", "pc"))
                .toList());
    var waiting = new ArrayList<CompletableFuture<Void>>();
    for (int i = 0; i < SCRAPES; i++) {
      now.set(START + 60_000L * i);
      double[] values = random.doubles(SERIES).toArray();
      waiting.add(archive.append(new SampleBatch("pc", now.get(), page, values, null)));
    }
    waiting.forEach(CompletableFuture::join);
    archive.sealer().run();
    while (archive.roller().run()) {
      // One period after the other.
    }
  }

  private long oldest(Archive archive) {
    return archive.select(new Selection(List.of(), 0, Long.MAX_VALUE, 10_000_000)).stream()
        .mapToLong(one -> one.timesMillis()[0])
        .min()
        .orElse(Long.MAX_VALUE);
  }

  @Test
  void fileAboveItsSize_losesTheOldestSamples_andKeepsTheirRollups() throws Exception {
    try (var archive = open()) {
      fill(archive);
    }
    var hours = Rollups.rows(file(), "sample_1h");
    long whole = bytes();
    try (var archive = open()) {
      archive.setRetention(LONG, LONG, LONG, 2 * whole);
      archive.expireNow();
      assertThat(oldest(archive)).isEqualTo(START);
      long most = whole * 3 / 4;
      archive.setRetention(LONG, LONG, LONG, most + (1 << 20));
      archive.expireNow();
      assertThat(oldest(archive)).isGreaterThan(START).isLessThan(now.get());
      // No sample went without its rollup, and no more than was needed.
      assertThat(Rollups.rows(file(), "sample_1h")).isEqualTo(hours);
      assertThat(Rollups.rows(file(), "sample_5m")).isNotEmpty();
    }
    assertThat(bytes()).isBetween(whole / 4, whole * 3 / 4 + (1 << 20));
  }

  @Test
  void fileFarAboveItsSize_losesRollupsToo_butNotTheLastHours() throws Exception {
    try (var archive = open()) {
      fill(archive);
    }
    try (var archive = open()) {
      archive.setRetention(LONG, LONG, LONG, 1);
      archive.expireNow();
      assertThat(oldest(archive)).isBetween(now.get() - 6 * 3_600_000, now.get() - 4 * 3_600_000);
      assertThat(Rollups.rows(file(), "sample_5m")).isEmpty();
    }
    assertThat(bytes()).isLessThan(2 << 20);
  }
}
