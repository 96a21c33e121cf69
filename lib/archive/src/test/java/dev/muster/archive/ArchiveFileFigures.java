package dev.muster.archive;

import dev.muster.metrics.Labels;
import dev.muster.sqlite.Database;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.Statement;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Function;

/**
 * Prints what the archive file costs: bytes a sample in the file and written to the disk, and how
 * long a round of scrapes waits for its commit while others are sealed; beside it version 1's
 * layout. Not a test: run by hand, with a folder that is not there yet and, if need be, targets and
 * hours.
 */
final class ArchiveFileFigures {
  private static final long START = Instant.parse("2026-11-20T00:00:00Z").toEpochMilli();
  private static final int HOSTS = 8;
  private static final long STEP = 15_000;

  private final int targets;
  private final int rounds;
  private final List<List<double[]>> hosts = new ArrayList<>();
  private final List<SeriesSet> sets = new ArrayList<>();

  private ArchiveFileFigures(int targets, int rounds) {
    this.targets = targets;
    this.rounds = rounds;
    for (int host = 0; host < HOSTS; host++) {
      hosts.add(HostMix.host(host, rounds));
    }
    for (int target = 0; target < targets; target++) {
      var labels = new ArrayList<Labels>();
      for (int i = 0; i < hosts.getFirst().size(); i++) {
        labels.add(Labels.of("__name__", name(i), "client", "pc" + target));
      }
      sets.add(new SeriesSet(labels));
    }
  }

  public static void main(String[] arguments) throws Exception {
    Path folder = Files.createDirectory(Path.of(arguments[0]));
    int targets = arguments.length > 1 ? Integer.parseInt(arguments[1]) : 64;
    int hours = arguments.length > 2 ? Integer.parseInt(arguments[2]) : 24;
    var figures = new ArchiveFileFigures(targets, (int) (hours * 3_600_000L / STEP));
    figures.sealed(folder.resolve("version2.db"));
    figures.plain(folder.resolve("version1.db"));
  }

  /** Of what grows and never shrinks, a counter's. */
  private String name(int column) {
    double[] values = hosts.getFirst().get(column);
    boolean grows = values[0] < values[values.length - 1];
    for (int i = 1; i < values.length; i++) {
      grows &= values[i - 1] <= values[i];
    }
    return "metric_" + column + (grows ? "_total" : "");
  }

  private SampleBatch batch(int target, int round) {
    var host = hosts.get(target % HOSTS);
    var values = new double[host.size()];
    for (int i = 0; i < values.length; i++) {
      values[i] = host.get(i)[round];
    }
    return new SampleBatch("pc" + target, START + STEP * round, sets.get(target), values, null);
  }

  private void sealed(Path file) throws Exception {
    var now = new AtomicLong(START);
    try (var archive = Archive.open(file, () -> Instant.ofEpochMilli(now.get()))) {
      var busy = new AtomicBoolean();
      var sealer =
          Thread.ofPlatform()
              .daemon()
              .start(() -> {
                while (now.get() > 0) {
                  busy.set(!archive.holdings().due(now.get() - 120_000).isEmpty());
                  archive.sealer().run();
                }
              });
      run("sealed", archive::append, now, busy);
      report("sealed, the last hours in the head", file);
      now.addAndGet(4 * 3_600_000);
      archive.sealer().run();
      report("all sealed", file);
      long stopped = now.getAndSet(-1);
      sealer.join();
      now.set(stopped);
      rollUp(archive, file);
      archive.backup(file.resolveSibling("backup.db"));
      report("all sealed, as a backup has it", file.resolveSibling("backup.db"));
    }
  }

  private void rollUp(Archive archive, Path file) throws Exception {
    double before = usedBytes(file);
    long begun = System.nanoTime();
    while (archive.roller().run()) {
      // One period after the other.
    }
    double seconds = (System.nanoTime() - begun) / 1e9;
    try (var connection = DriverManager.getConnection("jdbc:sqlite:" + file)) {
      for (String view : List.of("sample_5m", "sample_1h")) {
        begun = System.nanoTime();
        long rows =
            Rows.number(
                connection.prepareStatement(
                    "SELECT count(*) FROM (SELECT max(max) FROM %s WHERE client = 'pc1' AND metric = '%s' GROUP BY time)"
                        .formatted(view, name(1))),
                0);
        System.out.printf(
            "%s: %d rows of one series in %.1f ms%n",
            view, rows, (System.nanoTime() - begun) / 1e6);
      }
      for (var step : RollupStep.values()) {
        long bytes = bytes(connection, step);
        System.out.printf(
            "rollups of %d s: %.2f bytes a row in its columns%n",
            step.seconds(), bytes / (samples() * STEP / step.millis()));
      }
    }
    double rows = samples() * STEP * (1 / 300_000.0 + 1 / 3_600_000.0);
    System.out.printf(
        "rolled up: %.2f bytes a row, %.4f a sample; %.2f s of work a million samples%n",
        (usedBytes(file) - before) / rows,
        (usedBytes(file) - before) / samples(),
        seconds / samples() * 1e6);
  }

  private static long bytes(Connection connection, RollupStep step) throws Exception {
    var query =
        connection.prepareStatement(
            """
            SELECT sum(12 + coalesce(length(windows), 0) + length(count) + length(last)
              + coalesce(length(min), 0) + coalesce(length(max), 0) + coalesce(length(sum), 0)
              + coalesce(length(increase), 0)) FROM rollup WHERE step = ?
            """);
    query.setInt(1, step.seconds());
    return Rows.number(query, 0);
  }

  private static double usedBytes(Path file) throws Exception {
    try (var connection = DriverManager.getConnection("jdbc:sqlite:" + file);
        var statement = connection.createStatement()) {
      double used = number(statement, "page_count") - number(statement, "freelist_count");
      return used * number(statement, "page_size");
    }
  }

  private void plain(Path file) throws Exception {
    try (var database = Database.open(file, List.of(ArchiveSchema.MIGRATIONS.getFirst()))) {
      Function<SampleBatch, CompletableFuture<Void>> append =
          batch -> {
            byte[] values = Packed.doubles(batch.values());
            return database
                .write(connection -> {
                  try (var insert =
                      connection.prepareStatement(
                          """
                          INSERT INTO scrape(target, time, set_id, sample_values)
                          VALUES(?, ?, 1, ?)
                          """)) {
                    insert.setInt(1, Integer.parseInt(batch.client().substring(2)));
                    insert.setLong(2, batch.timeMillis());
                    insert.setBytes(3, values);
                    return insert.executeUpdate();
                  }
                })
                .thenApply(done -> null);
          };
      run("plain", append, new AtomicLong(), new AtomicBoolean());
      report("plain", file);
    }
  }

  private void run(
      String what,
      Function<SampleBatch, CompletableFuture<Void>> append,
      AtomicLong now,
      AtomicBoolean busy)
      throws Exception {
    long written = writtenBytes();
    long longest = 0;
    long longestBusy = 0;
    for (int round = 0; round < rounds; round++) {
      now.set(START + STEP * round);
      var batches = new ArrayList<SampleBatch>();
      for (int target = 0; target < targets; target++) {
        batches.add(batch(target, round));
      }
      boolean sealing = busy.get();
      long begun = System.nanoTime();
      var waiting = batches.stream().map(append).toList();
      waiting.forEach(CompletableFuture::join);
      long took = System.nanoTime() - begun;
      if (sealing) {
        longestBusy = Math.max(longestBusy, took);
      } else if (round > 100) {
        longest = Math.max(longest, took);
      }
    }
    System.out.printf(
        "%s: longest round %.1f ms, while sealing %.1f ms; %.2f bytes written a sample%n",
        what, longest / 1e6, longestBusy / 1e6, (writtenBytes() - written) / samples());
  }

  private double samples() {
    return (double) targets * rounds * hosts.getFirst().size();
  }

  private void report(String what, Path file) throws Exception {
    try (var connection = DriverManager.getConnection("jdbc:sqlite:" + file);
        var statement = connection.createStatement()) {
      double used = number(statement, "page_count") - number(statement, "freelist_count");
      double page = number(statement, "page_size");
      System.out.printf(
          "%s: %.4f bytes a sample, %.4f without free pages%n",
          what, number(statement, "page_count") * page / samples(), used * page / samples());
    }
  }

  private static double number(Statement statement, String pragma) throws Exception {
    try (var rows = statement.executeQuery("PRAGMA " + pragma)) {
      return rows.getLong(1);
    }
  }

  /** By this process to the disk, from the kernel's account. */
  private static double writtenBytesOf(List<String> lines) {
    return lines.stream()
        .filter(line -> line.startsWith("write_bytes: "))
        .mapToLong(line -> Long.parseLong(line.substring("write_bytes: ".length())))
        .sum();
  }

  private static long writtenBytes() throws Exception {
    return (long) writtenBytesOf(Files.readAllLines(Path.of("/proc/self/io")));
  }
}
