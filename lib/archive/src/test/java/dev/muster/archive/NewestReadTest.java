package dev.muster.archive;

import static org.assertj.core.api.Assertions.assertThat;

import dev.muster.metrics.Labels;
import dev.muster.metrics.Matcher;
import dev.muster.metrics.Selection;
import dev.muster.metrics.Series;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Who wants the newest samples alone gets the newest of those that all would be. */
final class NewestReadTest {
  private static final long START = Instant.parse("2026-11-01T10:00:00Z").toEpochMilli();
  private static final int CLIENTS = 6;
  private static final int SERIES = 20;

  @TempDir Path folder;
  private final AtomicLong now = new AtomicLong(START);
  private final Random random = new Random(7);

  private Archive open(RecentWindow window) {
    return Archive.open(
        folder.resolve("archive.db"), () -> Instant.ofEpochMilli(now.get()), window);
  }

  /** Series come and go, one in eight a scrape; scrapes come late now and then. */
  private void scrape(Archive archive, int client, long time) {
    var labels = new ArrayList<Labels>();
    for (int i = 0; i < SERIES; i++) {
      if (random.nextInt(8) != 0) {
        labels.add(Labels.of("__name__", "m" + i % 4, "n", "" + i, "client", "pc" + client));
      }
    }
    var values = new double[labels.size()];
    for (int i = 0; i < values.length; i++) {
      values[i] = random.nextInt(50);
    }
    archive
        .append(new SampleBatch("pc" + client, time, new SeriesSet(labels), values, null))
        .join();
  }

  @ParameterizedTest
  @ValueSource(longs = {0, 2_000, 30_000, 1 << 20})
  void newestOnly_areTheNewestOfAll(long windowBytes) {
    try (var archive = open(new RecentWindow(300_000, windowBytes))) {
      for (int i = 0; i < 60; i++) {
        now.set(START + 5_000L * i);
        for (int client = 0; client < CLIENTS; client++) {
          long late = random.nextInt(40) == 0 ? 12_000 : 0;
          scrape(archive, client, now.get() + 10L * client - late);
        }
        if (i % 3 == 2) {
          compare(archive, now.get() - 300_000, now.get() + 100);
          compare(archive, now.get() - 20_000, now.get() - random.nextInt(15_000));
          compare(archive, now.get() - 5_000, now.get());
        }
      }
      archive.sealer().run();
      compare(archive, now.get() - 300_000, now.get() + 100);
    }
    try (var archive = open(new RecentWindow(300_000, windowBytes))) {
      compare(archive, now.get() - 300_000, now.get() + 100); // nothing is in memory yet
    }
  }

  @Test
  void ofOneClient_theWindowAnswers() {
    try (var archive = open(new RecentWindow(300_000, 0))) {
      var series = new SeriesSet(List.of(Labels.of("__name__", "up", "client", "pc")));
      var waiting = new ArrayList<CompletableFuture<Void>>();
      for (int i = 0; i < 20; i++) {
        var batch = new SampleBatch("pc", START + 5_000L * i, series, new double[] {i}, null);
        waiting.add(archive.append(batch));
      }
      waiting.forEach(CompletableFuture::join);
      assertThat(archive.select(newest(List.of(), START, START + 100_000)))
          .singleElement()
          .satisfies(found -> {
            assertThat(found.size()).isEqualTo(1);
            assertThat(found.values()[0]).isEqualTo(19);
          });
    }
  }

  private static Selection newest(List<Matcher> matchers, long from, long to) {
    return new Selection(matchers, from, to, 1_000_000, null, true);
  }

  private static void compare(Archive archive, long from, long to) {
    for (var matchers :
        List.of(
            List.<Matcher>of(),
            List.of(Matcher.equal("__name__", "m1")),
            List.of(Matcher.equal("n", "3"), Matcher.equal("client", "pc2")))) {
      assertThat(last(archive.select(newest(matchers, from, to))))
          .isEqualTo(last(archive.select(new Selection(matchers, from, to, 1_000_000))));
    }
  }

  private static Map<Labels, String> last(List<Series> all) {
    return all.stream()
        .collect(
            Collectors.toMap(
                Series::labels,
                one -> {
                  int at = one.size() - 1;
                  return one.timesMillis()[at] + " " + one.values()[at];
                }));
  }
}
