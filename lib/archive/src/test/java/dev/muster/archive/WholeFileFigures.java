package dev.muster.archive;

import dev.muster.metrics.Labels;
import dev.muster.sqlite.Progress;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Prints what the samples of {@link ColumnFigures} take as a whole archive file, with labels, sets,
 * times, directories, checksums and pages, appended scrape by scrape and sealed. Not a test: run by
 * hand, with a folder.
 */
final class WholeFileFigures {
  private static final int STEP = 15_000;

  private WholeFileFigures() {}

  public static void main(String[] arguments) throws IOException {
    for (var data : ColumnFigures.data().entrySet()) {
      measure(Path.of(arguments[0], data.getKey() + ".db"), data.getKey(), data.getValue());
    }
  }

  private static void measure(Path file, String name, List<double[]> series) throws IOException {
    long start = Instant.parse("2026-11-20T00:00:00Z").toEpochMilli();
    int scrapes = series.getFirst().length;
    var now = new AtomicLong(start);
    try (var archive = Archive.open(file, () -> Instant.ofEpochMilli(now.get()))) {
      var sets = sets(series.size());
      for (int scrape = 0; scrape < scrapes; scrape++) {
        now.set(start + (long) STEP * scrape);
        append(archive, sets, series, scrape, now.get());
        if (scrape % 240 == 0) {
          archive.sealer().run();
        }
      }
      now.addAndGet(Duration.ofHours(4).toMillis());
      archive.sealer().run();
      while (archive.roller().run()) {
        // One period after the other.
      }
    }
    double samples = (double) scrapes * series.size();
    long grown = Files.size(file);
    ArchiveFile.vacuum(file, Progress.NONE);
    long all = Files.size(file);
    System.out.printf(
        "Muster, whole file, %-10s %.4f B/sample of samples alone, %.4f with rollups of an hour,"
            + " %.4f with those of 5 minutes too (%.4f with the pages the next scrapes would use)%n",
        name,
        without("DELETE FROM rollup; DELETE FROM rollup_series; DELETE FROM rollup_chunk", file)
            / samples,
        without("DELETE FROM rollup WHERE step = 300", file) / samples,
        all / samples,
        grown / samples);
  }

  /** How large a copy of the file would be without some of it. */
  private static long without(String sql, Path file) throws IOException {
    Path copy = Files.copy(file, Path.of(file + ".copy"));
    try (var connection = DriverManager.getConnection("jdbc:sqlite:" + copy);
        var statement = connection.createStatement()) {
      statement.executeUpdate(sql);
    } catch (SQLException e) {
      throw new IOException(e);
    }
    ArchiveFile.vacuum(copy, Progress.NONE);
    long size = Files.size(copy);
    Files.delete(copy);
    return size;
  }

  /** A page of each host, with the labels of the text for other databases. */
  private static List<SeriesSet> sets(int series) {
    var sets = new ArrayList<SeriesSet>();
    for (int host = 0; host < series / ColumnFigures.SERIES; host++) {
      var labels = new ArrayList<Labels>();
      for (int metric = 0; metric < ColumnFigures.SERIES; metric++) {
        labels.add(
            Labels.of(
                "__name__", "node_" + metric,
                "device", "d" + metric % 7,
                "instance", "pc" + host + ":9100",
                "job", "node"));
      }
      sets.add(new SeriesSet(labels));
    }
    return sets;
  }

  private static void append(
      Archive archive, List<SeriesSet> sets, List<double[]> series, int scrape, long time) {
    var waiting = new ArrayList<CompletableFuture<Void>>();
    for (int host = 0; host < sets.size(); host++) {
      var values = new double[ColumnFigures.SERIES];
      for (int i = 0; i < values.length; i++) {
        values[i] = series.get(host * ColumnFigures.SERIES + i)[scrape];
      }
      waiting.add(archive.append(new SampleBatch("pc" + host, time, sets.get(host), values, null)));
    }
    waiting.forEach(CompletableFuture::join);
  }
}
