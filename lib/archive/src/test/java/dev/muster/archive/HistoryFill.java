package dev.muster.archive;

import dev.muster.metrics.Labels;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Makes an archive with so many days of one client's history, 20 series a minute, whose samples are
 * kept for 30 days and rollups for all of it. Not a test: run by hand, with a folder that is not
 * there yet and the days.
 */
final class HistoryFill {
  /** The history ends here, whatever its length. */
  static final long END = Instant.parse("2026-11-21T00:00:00Z").toEpochMilli();

  private static final int SERIES = 20;
  private static final int MINUTES = 24 * 60;

  private HistoryFill() {}

  public static void main(String[] arguments) throws Exception {
    var folder = Files.createDirectory(Path.of(arguments[0]));
    int days = Integer.parseInt(arguments[1]);
    long start = END - Duration.ofDays(days).toMillis();
    var now = new AtomicLong(start);
    try (var archive =
        Archive.open(folder.resolve("archive.db"), () -> Instant.ofEpochMilli(now.get()))) {
      var random = new Random(1);
      var values = new double[SERIES];
      for (int day = 0; day < days; day++) {
        fill(archive, now, start + Duration.ofDays(day).toMillis(), random, values);
        archive.sealer().run();
        while (archive.roller().run()) {
          // One period after the other.
        }
      }
      archive.setRetention(Duration.ofDays(30), Duration.ofDays(7), Duration.ofDays(1825));
      archive.expireNow();
    }
  }

  private static void fill(
      Archive archive, AtomicLong now, long start, Random random, double[] values) {
    var page = page();
    var waiting = new ArrayList<CompletableFuture<Void>>();
    for (int minute = 0; minute < MINUTES; minute++) {
      now.set(start + 60_000L * minute);
      for (int i = 0; i < SERIES; i++) {
        values[i] = i % 2 == 0 ? random.nextInt(1000) / 100.0 : values[i] + random.nextInt(100);
      }
      waiting.add(archive.append(new SampleBatch("pc", now.get(), page, values.clone(), null)));
    }
    waiting.forEach(CompletableFuture::join);
  }

  private static SeriesSet page() {
    var series = new ArrayList<Labels>();
    for (int i = 0; i < SERIES; i++) {
      String metric = i % 2 == 0 ? "load" : "work_total";
      series.add(Labels.of("__name__", metric, "client", "pc", "part", "" + i));
    }
    return new SeriesSet(List.copyOf(series));
  }
}
