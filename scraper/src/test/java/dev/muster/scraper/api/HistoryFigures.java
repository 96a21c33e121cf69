package dev.muster.scraper.api;

import dev.muster.archive.Archive;
import dev.muster.promql.Engine;
import dev.muster.promql.EngineSettings;
import dev.muster.promql.Value;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Arrays;

/**
 * Prints how long the same queries take over archives with histories of different lengths, and
 * longer ones over the longest. Not a test: run by hand, with folders that lib/archive's {@code
 * HistoryFill} made, the longest history last.
 */
final class HistoryFigures {
  private static final PrintStream OUT = new PrintStream(System.out, true, StandardCharsets.UTF_8);
  private static final long END = Instant.parse("2026-11-21T00:00:00Z").toEpochMilli();
  private static final int WARM = 30;
  private static final int MEASURED = 25;

  /** A query over so many days, in so many steps. */
  private record Asked(String query, Duration range, Duration step) {}

  private HistoryFigures() {}

  public static void main(String[] arguments) {
    var hour = new Asked("rate(work_total[5m])", Duration.ofHours(1), Duration.ofSeconds(15));
    var day = new Asked("avg_over_time(load[5m])", Duration.ofDays(1), Duration.ofMinutes(5));
    for (String folder : arguments) {
      measure(folder, hour);
      measure(folder, day);
    }
    String longest = arguments[arguments.length - 1];
    measure(
        longest, new Asked("avg_over_time(load[1h])", Duration.ofDays(30), Duration.ofHours(1)));
    String daily = "max_over_time(load{part=\"0\"}[1d])";
    measure(longest, new Asked(daily, Duration.ofDays(399), Duration.ofDays(1)));
    measure(
        longest, new Asked("max_over_time(load[1d])", Duration.ofDays(399), Duration.ofDays(1)));
    measure(
        longest, new Asked("increase(work_total[1d])", Duration.ofDays(399), Duration.ofDays(1)));
    measure(longest, new Asked("load", Duration.ofDays(399), Duration.ofDays(1)));
  }

  private static void measure(String folder, Asked asked) {
    var clock = InstantSource.fixed(Instant.ofEpochMilli(END));
    try (var archive = Archive.open(Path.of(folder).resolve("archive.db"), clock)) {
      var engine = new Engine(archive, EngineSettings.DEFAULT, clock);
      long start = END - asked.range().toMillis();
      var times = new double[MEASURED];
      long points = 0;
      for (int i = -WARM; i < MEASURED; i++) {
        long begun = System.nanoTime();
        var answer = engine.rangeAnswer(asked.query(), start, END, asked.step().toMillis()).value();
        points =
            answer instanceof Value.Matrix matrix
                ? matrix.series().stream().mapToLong(series -> series.size()).sum()
                : 0;
        times[Math.max(0, i)] = (System.nanoTime() - begun) / 1e6;
      }
      Arrays.sort(times);
      OUT.printf(
          "%-12s %-40s over %s: %.2f ms, %d points%n",
          Path.of(folder).getFileName(), asked.query(), asked.range(), times[MEASURED / 2], points);
    }
  }
}
