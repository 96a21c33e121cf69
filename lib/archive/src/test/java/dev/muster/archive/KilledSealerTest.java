package dev.muster.archive;

import static org.assertj.core.api.Assertions.assertThat;

import dev.muster.metrics.Matcher;
import dev.muster.metrics.Selection;
import dev.muster.metrics.Series;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Kills a process that moves, seals, expires, backs up and appends scrapes without a pause, again
 * and again, and holds the file to what was acknowledged: each scrape there, none twice. {@code
 * -Dmuster.kill.rounds=200} makes it thorough, and says in what the kills cut.
 */
final class KilledSealerTest {
  private static final int ROUNDS = Integer.getInteger("muster.kill.rounds", 4);
  private static final int CLIENTS = 5;
  private static final long START = Instant.parse("2026-11-01T10:00:00Z").toEpochMilli();
  private static final long STEP = 15_000;
  private static final long LATE = 120_000;
  private static final String SEALING = "sealing";
  private static final Duration KEPT = Duration.ofHours(12);

  @TempDir Path folder;

  /** In what the kills cut, and how often. */
  private final Map<String, Integer> cuts = new TreeMap<>();

  private long longestStartMillis;

  /** The process that is killed: prints a scrape's time once all clients' are acknowledged. */
  static final class Child {
    private Child() {}

    public static void main(String[] arguments) {
      var now = new AtomicLong(Long.parseLong(arguments[1]));
      var window = new RecentWindow(360_000, 1 << 20);
      var pace = new Pace(Duration.ofMillis(2), Duration.ofMillis(50));
      var archive =
          Archive.open(Path.of(arguments[0]), () -> Instant.ofEpochMilli(now.get()), window, pace);
      archive.setRetention(KEPT);
      Thread.ofPlatform()
          .daemon()
          .start(() -> {
            while (true) {
              if (!archive.holdings().due(now.get() - LATE).isEmpty()) {
                System.out.println(SEALING);
                System.out.flush();
              }
              archive.sealer().run();
              archive.roller().run();
              archive.expireNow();
            }
          });
      Thread.ofPlatform().daemon().start(() -> backUp(archive, Path.of(arguments[0] + ".copy")));
      var sets = new ArrayList<SeriesSet>();
      for (int client = 0; client < CLIENTS; client++) {
        sets.add(Version1.set(client));
      }
      while (true) {
        long time = now.addAndGet(STEP);
        var waiting = new ArrayList<CompletableFuture<Void>>();
        for (int client = 0; client < CLIENTS; client++) {
          var values = Version1.values(client, time);
          waiting.add(
              archive.append(new SampleBatch("pc" + client, time, sets.get(client), values, null)));
        }
        waiting.forEach(CompletableFuture::join);
        System.out.println(time);
        System.out.flush();
      }
    }

    private static void backUp(Archive archive, Path copy) {
      while (true) {
        try {
          Files.deleteIfExists(copy);
          archive.backup(copy);
        } catch (IOException e) {
          throw new UncheckedIOException(e);
        }
      }
    }
  }

  @Test
  void scrapes_acknowledgedBeforeAKill_areThereOnce() throws Exception {
    Path file = folder.resolve("archive.db");
    var acknowledged = new HashSet<Long>();
    var random = new Random();
    long newest = START;
    for (int round = 0; round < ROUNDS; round++) {
      if (round % 20 == 0) {
        // From time to time a file of version 1, so that kills meet its migration too.
        file = folder.resolve(round + ".db");
        acknowledged.clear();
        var old = LongStream.range(1, 900).map(i -> START + STEP * i).boxed().toList();
        Version1.write(file, CLIENTS, old);
        acknowledged.addAll(old);
        newest = old.getLast();
      }
      boolean aimsAtSealing = round % 3 == 2;
      int lines = 1 + random.nextInt(round % 3 == 0 ? 20 : 700);
      newest = writeAndKill(file, newest, aimsAtSealing ? 0 : lines, acknowledged);
      noteCuts(file);
      assertIntact(file);
      assertHolds(file, newest, acknowledged);
    }
    if (Integer.getInteger("muster.kill.rounds") != null) {
      System.out.printf(
          "rounds=%d cut=%s longest start=%d ms, each acknowledged scrape there once%n",
          ROUNDS, cuts, longestStartMillis);
    }
  }

  /** Looks, before it is mended, at what the kill left half done. */
  private void noteCuts(Path file) throws Exception {
    try (var connection = DriverManager.getConnection("jdbc:sqlite:" + file)) {
      long version = Rows.number(connection.prepareStatement("PRAGMA user_version"), 0);
      if (version < ArchiveSchema.MIGRATIONS.size()) {
        cuts.merge("migration of the tables", 1, Integer::sum);
        return;
      }
      long next = SegmentTable.version(connection) + 1;
      note(
          "sealing",
          connection,
          "SELECT 1 FROM block WHERE id >= " + Segment.blockId(next, Segment.TIMES));
      note(
          "dropping sealed rows",
          connection,
          """
          SELECT 1 FROM scrape r JOIN segment s ON r.id <= s.last_row AND r.target / 64 = s.grp
            AND s.members >> (r.target % 64) & 1 AND r.time >= s.start_time AND r.time < s.end_time
          LIMIT 1
          """);
      note("rolling up", connection, "SELECT 1 FROM rollup_due LIMIT 1");
      note("migration", connection, "SELECT 1 FROM sqlite_schema WHERE name = 'scrape_1'");
      note(
          "retention",
          connection,
          "SELECT 1 FROM segment WHERE last_time < (SELECT max(time) FROM scrape) - "
              + KEPT.toMillis());
    }
    if (Files.exists(Path.of(file + ".copy.partial"))) {
      cuts.merge("backup", 1, Integer::sum);
    }
  }

  private void note(String what, Connection connection, String sql) throws SQLException {
    if (Rows.number(connection.prepareStatement(sql), 0) != 0) {
      cuts.merge(what, 1, Integer::sum);
    }
  }

  /** Kills after so many lines; after 0, at some moment of a sealing. */
  private static long writeAndKill(Path file, long newest, int lines, Set<Long> acknowledged)
      throws IOException, InterruptedException {
    var process =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "--enable-native-access=ALL-UNNAMED",
                "-XX:TieredStopAtLevel=1",
                "-Xmx128m",
                "-cp",
                System.getProperty("java.class.path"),
                Child.class.getName(),
                file.toString(),
                Long.toString(newest))
            .redirectError(ProcessBuilder.Redirect.DISCARD)
            .start();
    long last = newest;
    try (BufferedReader output = process.inputReader()) {
      // What it has printed was acknowledged, however late it is read.
      for (String line = output.readLine(); line != null; line = output.readLine()) {
        if (line.length() == Long.toString(newest).length()) {
          last = Long.parseLong(line);
          acknowledged.add(last);
        }
        boolean seals = lines <= 0 && line.equals(SEALING);
        if (seals) {
          Thread.sleep(new Random().nextInt(60));
        }
        if (--lines == 0 || seals) {
          process.toHandle().destroyForcibly();
        }
      }
    } finally {
      process.destroyForcibly();
    }
    assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
    assertThat(process.exitValue()).as("killed by SIGKILL").isEqualTo(137);
    // What was not acknowledged may be there too: the next round does not give its times again.
    return last + 100 * STEP;
  }

  private static void assertIntact(Path file) throws Exception {
    try (var connection = DriverManager.getConnection("jdbc:sqlite:" + file);
        var check = connection.createStatement().executeQuery("PRAGMA integrity_check")) {
      assertThat(check.getString(1)).isEqualTo("ok");
    }
  }

  /** The rollups of periods that are over and of which no sample has expired. */
  private static void assertRolledUp(Path file, Archive archive, long kept, long now)
      throws Exception {
    long from = (RollupStep.period(kept) + 1) * RollupStep.PERIOD_MILLIS / 1000;
    long to = RollupStep.period(now - 2 * LATE) * RollupStep.PERIOD_MILLIS / 1000;
    for (var step : RollupStep.values()) {
      var found = Rollups.rows(file, step == RollupStep.HOUR ? "sample_1h" : "sample_5m");
      var wanted = Rollups.expected(archive, step);
      found.keySet().removeIf(key -> !isWithin(key, from, to));
      wanted.keySet().removeIf(key -> !isWithin(key, from, to));
      Rollups.assertSame(found, wanted);
    }
  }

  private static boolean isWithin(String key, long from, long to) {
    long time = Long.parseLong(key.substring(key.indexOf(' ') + 1));
    return from <= time && time < to;
  }

  private void assertHolds(Path file, long now, Set<Long> acknowledged) throws Exception {
    long kept = now - KEPT.toMillis();
    long begun = System.nanoTime();
    try (var archive =
        Archive.open(file, () -> Instant.ofEpochMilli(now), new RecentWindow(360_000, 0))) {
      longestStartMillis = Math.max(longestStartMillis, (System.nanoTime() - begun) / 1_000_000);
      assertHolds(archive, kept, acknowledged);
      archive.sealer().run();
      assertHolds(archive, kept, acknowledged);
      while (archive.roller().run()) {
        // One period after the other.
      }
      assertRolledUp(file, archive, kept, now);
      assertThat(archive.damagedRowsRead()).isZero();
    }
  }

  private static void assertHolds(Archive archive, long kept, Set<Long> acknowledged) {
    for (int client = 0; client < CLIENTS; client++) {
      var wanted = List.of(Matcher.equal("client", "pc" + client));
      var all = archive.select(new Selection(wanted, 0, Long.MAX_VALUE, 100_000_000));
      assertThat(all).hasSize(Version1.SERIES);
      // A bound of as many as there are says that none was read twice.
      int samples = all.stream().mapToInt(Series::size).sum();
      assertThat(archive.select(new Selection(wanted, 0, Long.MAX_VALUE, samples)))
          .hasSameSizeAs(all);
      for (var series : all) {
        int index = Integer.parseInt(series.labels().metricName().substring(1));
        var found = new HashSet<Long>();
        for (int i = 0; i < series.size(); i++) {
          long time = series.timesMillis()[i];
          long scrape = (time - START) % STEP == 0 ? time : time + 5000;
          assertThat(found.add(scrape)).isTrue();
          assertThat(series.values()[i]).isEqualTo(Version1.values(client, scrape)[index]);
        }
        var missing = new HashSet<>(acknowledged);
        missing.removeAll(found);
        missing.removeIf(time -> time < kept);
        assertThat(missing).as("client %d series %d", client, index).isEmpty();
      }
    }
  }
}
