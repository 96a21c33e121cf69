package dev.muster.archive;

import static org.assertj.core.api.Assertions.assertThat;

import dev.muster.metrics.Labels;
import dev.muster.metrics.Selection;
import dev.muster.sqlite.Progress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Head rows that are told by other ones: what they cost, and that none outlives its base. */
final class ChangedRowsTest {
  private static final long START = Instant.parse("2026-11-21T10:00:00Z").toEpochMilli();
  private static final long STEP = 15_000;
  private static final Pace SHARED = new Pace(Duration.ofMillis(1), Duration.ZERO);

  @TempDir Path folder;
  private final AtomicLong now = new AtomicLong(START);

  private Path file() {
    return folder.resolve("archive.db");
  }

  private Archive open(Pace pace) {
    return Archive.open(
        file(), () -> Instant.ofEpochMilli(now.get()), new RecentWindow(360_000, 0), pace);
  }

  private void append(Archive archive, int clients, int from, int to) {
    for (int i = from; i < to; i++) {
      long time = START + STEP * i;
      now.set(time);
      for (int client = 0; client < clients; client++) {
        double[] values = Version1.values(client, time);
        archive
            .append(new SampleBatch("pc" + client, time, Version1.set(client), values, null))
            .join();
      }
    }
  }

  private static void assertHolds(Archive archive, int clients, int scrapes) {
    var all = archive.select(new Selection(List.of(), 0, Long.MAX_VALUE, 10_000_000));
    assertThat(all).hasSize(clients * Version1.SERIES);
    for (var series : all) {
      int client = Integer.parseInt(series.labels().get("client").substring(2));
      int index = Integer.parseInt(series.labels().metricName().substring(1));
      assertThat(series.size()).isEqualTo(scrapes);
      for (int i = 0; i < scrapes; i++) {
        double value = Version1.values(client, START + STEP * i)[index];
        assertThat(series.timesMillis()[i]).isEqualTo(START + STEP * i);
        assertThat(series.values()[i]).isEqualTo(value);
      }
    }
    assertThat(archive.damagedRowsRead()).isZero();
  }

  private long number(String sql) throws SQLException {
    try (var connection = DriverManager.getConnection("jdbc:sqlite:" + file())) {
      return Rows.number(connection.prepareStatement(sql), 0);
    }
  }

  private List<String> problems() {
    try (var archive = ArchiveFile.open(file())) {
      return archive.verify(Progress.NONE);
    }
  }

  @Test
  void rows_areToldByTheOneBefore_andEveryEighthByTheKey() throws Exception {
    try (var archive = open(Pace.AT_ONCE)) {
      append(archive, 1, 0, 130);
      assertHolds(archive, 1, 130);
    }
    assertThat(number("SELECT count(*) FROM scrape WHERE base = 0")).isEqualTo(3);
    assertThat(number("SELECT count(*) FROM scrape WHERE base = 1")).isEqualTo(8);
    assertThat(number("SELECT count(*) FROM scrape WHERE base = id - 1 AND id BETWEEN 2 AND 64"))
        .isEqualTo(56);
    assertThat(problems()).isEmpty();
  }

  @Test
  void scrapeOfAnotherSet_isToldWhole() throws Exception {
    var other = new SeriesSet(List.copyOf(Version1.set(0).series()));
    try (var archive = open(Pace.AT_ONCE)) {
      append(archive, 1, 0, 3);
      double[] values = Version1.values(0, START + 3 * STEP);
      archive.append(new SampleBatch("pc0", START + 3 * STEP, other, values, null)).join();
      assertHolds(archive, 1, 4);
    }
    assertThat(number("SELECT base FROM scrape WHERE id = 4")).isZero();
  }

  @Test
  void damagedRow_costsThoseToldByIt() throws Exception {
    try (var archive = open(Pace.AT_ONCE)) {
      append(archive, 1, 0, 64);
    }
    try (var connection = DriverManager.getConnection("jdbc:sqlite:" + file());
        var statement = connection.createStatement()) {
      statement.executeUpdate("UPDATE scrape SET sample_values = x'01020304' WHERE id = 12");
    }
    try (var archive = open(Pace.AT_ONCE)) {
      var all = archive.select(new Selection(List.of(), 0, Long.MAX_VALUE, 10_000_000));
      // Row 9 follows the key, 10 to 16 the row before; 17 follows the key again.
      assertThat(all).hasSize(Version1.SERIES).allMatch(series -> series.size() == 64 - 5);
      assertThat(archive.damagedRowsRead()).isEqualTo(5);
    }
    assertThat(problems()).hasSize(5).allMatch(problem -> problem.startsWith("scrape 1"));
  }

  @Test
  void rowsAfterSealedOnes_areReadAfterTheSweep() throws Exception {
    for (var pace : List.of(Pace.AT_ONCE, SHARED)) {
      try (var archive = open(pace)) {
        int scrapes = 0;
        for (int hour = 0; hour < 3; hour++) {
          // Ends within a window, so that rows are told by some that are sealed before them.
          append(archive, 2, scrapes, scrapes + 251);
          scrapes += 251;
          archive.sealer().run();
          assertHolds(archive, 2, scrapes);
        }
        assertThat(archive.holdings().segments()).isNotEmpty();
      }
      assertThat(problems()).isEmpty();
      try (var archive = open(pace)) {
        assertHolds(archive, 2, 3 * 251);
        now.addAndGet(Duration.ofHours(4).toMillis());
        archive.sealer().run();
        assertHolds(archive, 2, 3 * 251);
      }
      assertThat(number("SELECT count(*) FROM scrape")).isZero();
      Files.delete(file());
    }
  }

  @Test
  void sharedCommits_takeSealedRowsAlong() throws Exception {
    try (var archive = open(SHARED)) {
      append(archive, 3, 0, 260);
      archive.sealer().run();
      long sealed = number("SELECT count(*) FROM scrape WHERE time < " + (START + 240 * STEP));
      assertThat(sealed).isPositive();
      append(archive, 3, 260, 440);
      assertHolds(archive, 3, 440);
      assertThat(number("SELECT count(*) FROM scrape WHERE time < " + (START + 240 * STEP)))
          .isLessThan(sealed);
    }
    assertThat(problems()).isEmpty();
  }

  @Test
  void status_ofAClientThatStaysUp_waits() throws Exception {
    var set = new SeriesSet(List.of(Labels.of("__name__", "up")));
    var pace = new Pace(Duration.ZERO, Duration.ofDays(1));
    String stored = "SELECT last_seen FROM client_reading";
    try (var archive = open(pace)) {
      archive.setClients(List.of(new ClientRow("pc", "", "10.0.0.1", "10.0.0.1:1", ""))).join();
      for (int i = 0; i < 4; i++) {
        now.set(START + i);
        archive.append(new SampleBatch("pc", START + i, set, new double[] {1}, null)).join();
        assertThat(number(stored)).isEqualTo(START + Math.min(i, 1));
        assertThat(archive.status().clients().getFirst().lastSeen())
            .isEqualTo((START + i) / 1000.0);
      }
      archive.append(new SampleBatch("pc", START + 4, set, new double[] {0}, null)).join();
      assertThat(number(stored)).isEqualTo(START + 3);
      assertThat(number("SELECT up FROM client_reading")).isZero();
      for (int i = 5; i < 9; i++) {
        archive.append(new SampleBatch("pc", START + i, set, new double[] {1}, null)).join();
      }
      assertThat(number(stored)).isEqualTo(START + 5);
    }
    assertThat(number(stored)).isEqualTo(START + 8);
  }
}
