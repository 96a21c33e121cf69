package dev.muster.archive;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.muster.metrics.Labels;
import dev.muster.metrics.Selection;
import dev.muster.metrics.StaleMarker;
import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.DriverManager;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Rollups, as the views show them, held to what the raw samples come to. */
final class RollupTest {
  private static final long START = Instant.parse("2026-11-01T10:00:00Z").toEpochMilli();
  private static final long DAY = Duration.ofDays(1).toMillis();
  private static final SeriesSet PAGE =
      new SeriesSet(
          List.of(
              labels("work_total", "a"),
              labels("work_total", "b"),
              labels("load", "a"),
              labels("temperature", "a"),
              labels("bytes", "a"),
              labels("odd", "a"),
              labels("flat", "a"),
              Labels.of("__name__", "shared")));

  @TempDir Path folder;
  private final AtomicLong now = new AtomicLong(START);
  private Archive archive;

  private static Labels labels(String metric, String part) {
    return Labels.of("__name__", metric, "client", "pc", "part", part);
  }

  @BeforeEach
  void open() {
    archive = Archive.open(file(), () -> Instant.ofEpochMilli(now.get()), new RecentWindow(1, 0));
  }

  @AfterEach
  void close() {
    archive.close();
  }

  private Path file() {
    return folder.resolve("archive.db");
  }

  /** A page of which counters are reset, and some values are no numbers. */
  private static final class Page {
    private final Random random;
    private final double[] counters = new double[2];

    Page(long seed) {
      random = new Random(seed);
    }

    double[] next() {
      counters[0] = random.nextInt(40) == 0 ? 0 : counters[0] + random.nextInt(1000) / 100.0;
      counters[1] += random.nextInt(3);
      return new double[] {
        Math.rint(counters[0] * 100) / 100,
        random.nextInt(30) == 0 ? StaleMarker.VALUE : counters[1],
        random.nextInt(500) / 100.0,
        random.nextGaussian(),
        4096.0 * random.nextInt(1 << 30),
        odd(),
        42,
        random.nextInt(10)
      };
    }

    private double odd() {
      return switch (random.nextInt(6)) {
        case 0 -> Double.NaN;
        case 1 -> StaleMarker.VALUE;
        case 2 -> Double.POSITIVE_INFINITY;
        case 3 -> random.nextInt(9) == 0 ? Double.NEGATIVE_INFINITY : -0.0;
        case 4 -> Double.MIN_VALUE;
        default -> random.nextDouble() * 1e18;
      };
    }
  }

  private CompletableFuture<Void> append(String client, long time, double[] values) {
    return append(client, time, values, null);
  }

  private CompletableFuture<Void> append(
      String client, long time, double[] values, long @Nullable [] own) {
    return archive.append(new SampleBatch(client, time, PAGE, values, own));
  }

  private void rollAll() {
    archive.sealer().run();
    while (archive.roller().run()) {
      // One period after the other.
    }
  }

  private void assertRollupsAreThoseOfRaw() throws Exception {
    Rollups.assertSame(
        Rollups.rows(file(), "sample_5m"), Rollups.expected(archive, RollupStep.FIVE_MINUTES));
    Rollups.assertSame(
        Rollups.rows(file(), "sample_1h"), Rollups.expected(archive, RollupStep.HOUR));
  }

  @Test
  void rollups_ofAnySamples_areThoseOfRaw() throws Exception {
    for (long seed = 1; seed <= 2; seed++) {
      var random = new Random(seed);
      var page = new Page(seed);
      var late = new ArrayList<Long>();
      long time = START + DAY * 40 * seed;
      for (int i = 0; i < 2500; i++) {
        time += random.nextInt(200) == 0 ? random.nextInt(30_000_000) : 15_000;
        if (random.nextInt(30) == 0) {
          late.add(time);
        } else if (random.nextInt(10) == 0) {
          var own = new long[PAGE.size()];
          for (int k = 0; k < own.length; k++) {
            own[k] = random.nextBoolean() ? time : time - random.nextInt(9_000_000);
          }
          append("pc", time, page.next(), own).join();
        } else {
          append("pc", time, page.next()).join();
        }
        if (random.nextInt(800) == 0) {
          now.set(time);
          rollAll();
        }
      }
      append("other", time, page.next()).join();
      now.set(time + DAY);
      rollAll();
      assertRollupsAreThoseOfRaw();
      for (long one : late) {
        append("pc", one, page.next()).join();
      }
      rollAll();
      assertRollupsAreThoseOfRaw();
    }
    assertThat(archive.damagedRowsRead()).isZero();
  }

  @Test
  void increase_overResets_isWhatTheCounterGrew() throws Exception {
    double grown = 0;
    double value = 0;
    var random = new Random(5);
    for (int i = 0; i < 1000; i++) {
      int step = random.nextInt(50);
      boolean isReset = i % 37 == 36;
      value = isReset ? step : value + step;
      grown += i == 0 ? 0 : step;
      double[] page = new Page(i).next();
      page[0] = value;
      append("pc", START + 15_000L * i, page).join();
    }
    now.addAndGet(DAY);
    rollAll();
    for (String view : List.of("sample_5m", "sample_1h")) {
      String key = LabelsText.write(labels("work_total", "a"));
      double sum =
          Rollups.rows(file(), view).entrySet().stream()
              .filter(row -> row.getKey().startsWith(key))
              .mapToDouble(row -> row.getValue().increase())
              .sum();
      assertThat(sum).isCloseTo(grown, within(1e-6));
    }
  }

  @Test
  void rollups_afterRawIsGone_stayForTheirOwnTime() throws Exception {
    var page = new Page(7);
    for (int i = 0; i < 2000; i++) {
      append("pc", START + 15_000L * i, page.next()).join();
    }
    now.set(START + DAY);
    rollAll();
    var fiveMinutes = Rollups.rows(file(), "sample_5m");
    var hours = Rollups.rows(file(), "sample_1h");
    now.set(START + 10 * DAY);
    archive.setRetention(Duration.ofDays(2), Duration.ofDays(20), Duration.ofDays(60));
    archive.expireNow();
    assertThat(archive.select(new Selection(List.of(), 0, Long.MAX_VALUE, 1))).isEmpty();
    assertThat(archive.holdings().segments()).isEmpty();
    // A scrape of a time whose neighbours are gone changes nothing.
    append("pc", START + 7000, page.next()).join();
    rollAll();
    assertThat(Rollups.rows(file(), "sample_5m")).isEqualTo(fiveMinutes).isNotEmpty();
    assertThat(Rollups.rows(file(), "sample_1h")).isEqualTo(hours).isNotEmpty();
    now.set(START + 30 * DAY);
    archive.expireNow();
    assertThat(Rollups.rows(file(), "sample_5m")).isEmpty();
    assertThat(Rollups.rows(file(), "sample_1h")).isEqualTo(hours);
    now.set(START + 120 * DAY);
    archive.expireNow();
    assertThat(Rollups.rows(file(), "sample_1h")).isEmpty();
    try (var connection = DriverManager.getConnection("jdbc:sqlite:" + file())) {
      for (String table : List.of("rollup", "rollup_chunk", "rollup_series", "rollup_due")) {
        assertThat(Rows.number(connection.prepareStatement("SELECT count(*) FROM " + table), 1))
            .as(table)
            .isZero();
      }
    }
  }

  @Test
  void rollups_expiringUnsealed_areMadeFirst() throws Exception {
    var page = new Page(8);
    for (int i = 0; i < 500; i++) {
      append("pc", START + 15_000L * i, page.next()).join();
    }
    var wanted = Rollups.expected(archive, RollupStep.HOUR);
    archive.close();
    now.set(START + 100 * DAY);
    open();
    archive.sealer().run();
    archive.setRetention(Duration.ofDays(50), Duration.ofDays(50), Duration.ofDays(200));
    archive.expireNow();
    assertThat(archive.holdings().segments()).isEmpty();
    Rollups.assertSame(Rollups.rows(file(), "sample_1h"), wanted);
    assertThat(Rollups.rows(file(), "sample_5m")).isEmpty();
  }

  @Test
  void damagedRollup_isNamedAndMadeAnewWithItsChunk() throws Exception {
    var page = new Page(9);
    for (int i = 0; i < 1000; i++) {
      append("pc", START + 15_000L * i, page.next()).join();
    }
    now.addAndGet(DAY);
    rollAll();
    try (var connection = DriverManager.getConnection("jdbc:sqlite:" + file());
        var statement = connection.createStatement()) {
      assertThat(
              statement.executeUpdate(
                  "UPDATE rollup SET count = count + 1 WHERE step = 3600 AND series = 1"))
          .isPositive();
    }
    archive.close();
    try (var verified = ArchiveFile.open(file())) {
      assertThat(verified.verify((done, all) -> {}))
          .isNotEmpty()
          .allMatch(
              place -> place.startsWith("rollup ") && place.contains("of series 1 of 3600 s"));
    }
    open();
    for (int i = 0; i < 1000; i++) {
      append("pc", START + 15_000L * i + 1, page.next()).join();
    }
    rollAll();
    assertThat(archive.damagedRowsRead()).isZero();
    assertRollupsAreThoseOfRaw();
  }

  @Test
  void view_ofOneClientAndMetric_readsByKey() throws Exception {
    try (var connection = DriverManager.getConnection("jdbc:sqlite:" + file())) {
      for (String view : List.of("sample_5m", "sample_1h")) {
        var plan =
            Rows.list(
                connection.prepareStatement(
                    "EXPLAIN QUERY PLAN SELECT time, max FROM %s WHERE client = 'pc' AND metric = 'load'"
                        .formatted(view)),
                row -> row.getString(4));
        assertThat(plan)
            .anyMatch(
                step -> step.startsWith("SEARCH s USING") && step.contains("client=? AND metric=?"))
            .anyMatch(step ->
                step.startsWith("SEARCH r USING")
                    && step.contains("step=? AND chunk=? AND series=?"))
            .noneMatch(step -> step.contains("MATERIALIZE") || step.contains("CO-ROUTINE"));
      }
    }
  }

  @Test
  void sqlite3_whileWeWrite_readsRollups() throws Exception {
    var page = new Page(12);
    for (int i = 0; i < 2000; i++) {
      append("pc", START + 15_000L * i, page.next()).join();
    }
    now.addAndGet(DAY);
    rollAll();
    var stop = new AtomicBoolean();
    var writing =
        CompletableFuture.runAsync(() -> {
          for (int i = 0; !stop.get(); i++) {
            append("pc", START + DAY + 1000L * i, page.next()).join();
          }
        });
    try {
      String sql =
          """
          SELECT count(*), sum(count), min(min), max(max), total(sum) FROM %s
          WHERE client = 'pc' AND metric = 'flat' AND json_extract(labels, '$.part') = 'a'
            AND time >= unixepoch('2026-11-01 11:00:00')
          """;
      assertThat(sqlite3(sql.formatted("sample_5m"))).isEqualTo("88|1760|42.0|42.0|73920.0");
      assertThat(sqlite3(sql.formatted("sample_1h"))).isEqualTo("8|1760|42.0|42.0|73920.0");
    } finally {
      stop.set(true);
      writing.join();
    }
  }

  private String sqlite3(String sql) throws IOException, InterruptedException {
    boolean isThere =
        Stream.of(System.getenv("PATH").split(File.pathSeparator, -1))
            .anyMatch(path -> Files.isExecutable(Path.of(path, "sqlite3")));
    Assumptions.assumeTrue(isThere, "the command sqlite3 is not installed");
    var process = new ProcessBuilder("sqlite3", "-readonly", file().toString(), sql).start();
    String answer = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    String mistakes = new String(process.getErrorStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(mistakes).isEmpty();
    assertThat(process.waitFor()).isZero();
    return answer.strip();
  }

  @Test
  void column_ofAnyNumbers_isReadAsWritten() {
    var random = new Random(11);
    for (int round = 0; round < 20_000; round++) {
      var values = new double[1 + random.nextInt(24)];
      int kind = random.nextInt(6);
      for (int i = 0; i < values.length; i++) {
        values[i] =
            switch (kind) {
              case 0 -> random.nextInt();
              case 1 -> random.nextInt(100_000) / 1000.0;
              case 2 -> random.nextDouble();
              case 3 -> Double.longBitsToDouble(random.nextLong());
              case 4 -> 7.25;
              default -> random.nextBoolean() ? Double.NEGATIVE_INFINITY : random.nextLong();
            };
      }
      double[] guess = random.nextBoolean() ? null : guess(values, random);
      var column = RollupColumn.encode(values, guess);
      double[] read = RollupColumn.decode(column, values.length, guess);
      for (int i = 0; i < values.length; i++) {
        boolean same = read[i] == values[i] || (Double.isNaN(read[i]) && Double.isNaN(values[i]));
        assertThat(same).as("%s", values[i]).isTrue();
      }
    }
  }

  /** Near the values, or none of them. */
  private static double[] guess(double[] values, Random random) {
    return Arrays.stream(values)
        .map(value ->
            switch (random.nextInt(300)) {
              case 0 -> Double.NaN;
              case 1 -> 1e300;
              default -> value + random.nextInt(100) / 8.0;
            })
        .toArray();
  }
}
