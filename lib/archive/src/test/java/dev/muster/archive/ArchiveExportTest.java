package dev.muster.archive;

import static org.assertj.core.api.Assertions.assertThat;

import dev.muster.metrics.Labels;
import dev.muster.metrics.Matcher;
import dev.muster.metrics.Selection;
import dev.muster.metrics.Series;
import dev.muster.sqlite.DatabaseFile;
import dev.muster.sqlite.Progress;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is read of the file alone is what the server has, however little memory is given. */
final class ArchiveExportTest {
  private static final long START = Instant.parse("2026-11-21T10:00:00Z").toEpochMilli();
  private static final int TARGETS = 3;
  private static final int SCRAPES = 400;

  @TempDir Path folder;

  private Archive open() {
    var now = Instant.ofEpochMilli(START).plus(Duration.ofDays(2));
    return Archive.open(folder.resolve("archive.db"), () -> now);
  }

  private static void fill(Archive archive, int from, int to) {
    var random = new Random(from);
    for (int target = 0; target < TARGETS; target++) {
      var series = new ArrayList<Labels>();
      for (int i = 0; i < 10; i++) {
        series.add(Labels.of("__name__", "m" + i % 4, "i", "" + i, "client", "pc" + target));
      }
      var set = new SeriesSet(series);
      for (int i = from; i < to; i++) {
        double[] values = random.doubles(10).toArray();
        long time = START + 15_000L * i;
        archive.append(new SampleBatch("pc" + target, time, set, values, null)).join();
      }
    }
  }

  /** Each sample as a line; bits of values, as they are to be kept. */
  private static void addTo(List<String> lines, Series series) {
    for (int i = 0; i < series.size(); i++) {
      long bits = Double.doubleToRawLongBits(series.values()[i]);
      lines.add(series.labels() + " " + series.timesMillis()[i] + " " + bits);
    }
  }

  private List<String> export(int mostSamples) {
    var lines = new ArrayList<String>();
    try (var file = DatabaseFile.open(folder.resolve("archive.db"))) {
      file.read(connection -> {
        new ArchiveExport(folder, connection, new DamageLog(), mostSamples)
            .run(
                List.of(List.of(Matcher.of("i", Matcher.Type.NOT_EQUAL, "3"))),
                Long.MIN_VALUE / 4,
                Long.MAX_VALUE / 4,
                part -> addTo(lines, part),
                Progress.NONE);
        return true;
      });
    }
    return lines;
  }

  @Test
  void export_ofSealedAndHeadScrapes_isWhatTheServerHas_whateverFitsInMemory() {
    try (var archive = open()) {
      fill(archive, 0, SCRAPES);
      archive.sealer().run();
      assertThat(archive.holdings().segments()).isNotEmpty();
      fill(archive, SCRAPES, SCRAPES + 50);
      var served = new ArrayList<String>();
      var matchers = List.of(Matcher.of("i", Matcher.Type.NOT_EQUAL, "3"));
      archive
          .select(new Selection(matchers, Long.MIN_VALUE, Long.MAX_VALUE, 1_000_000))
          .forEach(series -> addTo(served, series));
      assertThat(served).hasSize(TARGETS * 9 * (SCRAPES + 50));
      var whole = export(ArchiveExport.SAMPLES);
      assertThat(whole).containsExactlyInAnyOrderElementsOf(served);
      for (int mostSamples : new int[] {7, 100, 451, 5000}) {
        assertThat(export(mostSamples)).isEqualTo(whole);
      }
    }
  }
}
