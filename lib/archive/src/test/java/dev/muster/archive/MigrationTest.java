package dev.muster.archive;

import static org.assertj.core.api.Assertions.assertThat;

import dev.muster.metrics.Labels;
import dev.muster.metrics.Selection;
import dev.muster.metrics.Series;
import dev.muster.sqlite.Progress;
import java.nio.file.Path;
import java.sql.DriverManager;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class MigrationTest {
  private static final long START = Instant.parse("2026-11-01T10:00:00Z").toEpochMilli();
  private static final int CLIENTS = 3;
  private static final List<Long> TIMES =
      LongStream.range(0, 1500).map(i -> START + 15_000 * i).boxed().toList();

  @TempDir Path folder;

  private Path file() {
    return folder.resolve("archive.db");
  }

  private Archive open(long now) {
    return Archive.open(file(), () -> Instant.ofEpochMilli(now), new RecentWindow(360_000, 0));
  }

  private static void assertHolds(Archive archive, int scrapes) {
    var all = archive.select(new Selection(List.of(), 0, Long.MAX_VALUE, 10_000_000));
    assertThat(all).hasSize(CLIENTS * Version1.SERIES);
    for (var series : all) {
      assertThat(series.size()).isEqualTo(scrapes);
      assertValues(series);
    }
  }

  private static void assertValues(Series series) {
    int client = Integer.parseInt(series.labels().get("client").substring(2));
    int index = Integer.parseInt(series.labels().metricName().substring(1));
    for (int i = 0; i < series.size(); i++) {
      long at = series.timesMillis()[i];
      boolean own = index == 0 && Version1.hasOwnTimes(at + 5000) && (at - START) % 15_000 != 0;
      double value = Version1.values(client, own ? at + 5000 : at)[index];
      assertThat(Double.doubleToRawLongBits(series.values()[i]))
          .isEqualTo(Double.doubleToRawLongBits(value));
    }
  }

  private boolean hasOldTable() throws Exception {
    try (var connection = DriverManager.getConnection("jdbc:sqlite:" + file())) {
      return OldScrapes.exists(connection);
    }
  }

  @Test
  void fileOfVersion1_isServedMovedAndSealed() throws Exception {
    Version1.write(file(), CLIENTS, TIMES);
    long now = TIMES.getLast() + Duration.ofDays(2).toMillis();
    try (var archive = open(now)) {
      assertThat(hasOldTable()).isTrue();
      assertHolds(archive, TIMES.size());
      // One that is there already, and one of a new time between the old ones.
      append(archive, TIMES.get(700));
      append(archive, TIMES.get(700) + 7000);
      append(archive, now);
    }
    try (var archive = open(now)) {
      assertHolds(archive, TIMES.size() + 2);
      assertThat(archive.sealer().run()).isGreaterThan(5);
      assertHolds(archive, TIMES.size() + 2);
      assertThat(hasOldTable()).isFalse();
      while (archive.roller().run()) {
        // One period after the other.
      }
      var wanted = Rollups.expected(archive, RollupStep.FIVE_MINUTES);
      // The scrape of just now is in the head yet.
      assertThat(wanted.keySet().removeIf(key -> key.endsWith(" " + now / 300_000 * 300))).isTrue();
      Rollups.assertSame(Rollups.rows(file(), "sample_5m"), wanted);
      assertThat(archive.holdings().headSize()).isEqualTo(CLIENTS);
      append(archive, TIMES.get(3));
    }
    try (var archive = open(now)) {
      assertHolds(archive, TIMES.size() + 2);
      assertThat(archive.damagedRowsRead()).isZero();
    }
  }

  @Test
  void fileOfVersion2_isServedAndRolledUp() throws Exception {
    Version1.write(file(), CLIENTS, TIMES);
    long now = TIMES.getLast() + Duration.ofDays(2).toMillis();
    try (var archive = open(now)) {
      archive.sealer().run();
    }
    Version6.write(file());
    try (var connection = DriverManager.getConnection("jdbc:sqlite:" + file());
        var statement = connection.createStatement()) {
      // Versions 3 and 4 add to version 2, and change nothing of it.
      statement.executeUpdate(
          """
          DROP VIEW sample_5m; DROP VIEW sample_1h; DROP TABLE rollup; DROP TABLE rollup_due;
          DROP TABLE rollup_chunk; DROP TABLE rollup_series;
          DROP TRIGGER posted_alert_goes; DROP TABLE posted_alert;
          DELETE FROM setting WHERE name IN ('rolled_up_before', 'rollup_series');
          ALTER TABLE scrape DROP COLUMN base;
          DROP TABLE push; DROP TABLE push_series; DROP TABLE push_segment;
          DROP TABLE push_block;
          DELETE FROM setting WHERE name = 'push_layout';
          PRAGMA user_version = 2;
          """);
    }
    try (var archive = open(now)) {
      assertHolds(archive, TIMES.size());
      while (archive.roller().run()) {
        // One period after the other.
      }
      var rows = Rollups.rows(file(), "sample_1h");
      assertThat(rows).hasSizeGreaterThan(6 * CLIENTS * Version1.SERIES);
      Rollups.assertSame(rows, Rollups.expected(archive, RollupStep.HOUR));
    }
  }

  @Test
  void fileOfVersion3_withScrapesNotSealed_isServedAndGoesOn() throws Exception {
    var times = TIMES.subList(0, 50);
    for (long time : times) {
      // Opened anew each time, it tells each scrape whole, as version 3 did.
      try (var archive = open(time)) {
        append(archive, time);
      }
    }
    try (var connection = DriverManager.getConnection("jdbc:sqlite:" + file());
        var statement = connection.createStatement()) {
      assertThat(
              Rows.number(
                  connection.prepareStatement("SELECT count(*) FROM scrape WHERE base = 0"), 0))
          .isEqualTo((long) CLIENTS * times.size());
      Version8.write(statement);
      statement.executeUpdate(
          """
          ALTER TABLE scrape DROP COLUMN base; DROP TABLE push_sealed;
          DROP TRIGGER posted_alert_goes; DROP TABLE posted_alert;
          DROP TABLE push; DROP TABLE push_series; DROP TABLE push_segment;
          DROP TABLE push_block;
          DELETE FROM setting WHERE name = 'push_layout';
          PRAGMA user_version = 3;
          """);
    }
    long next = times.getLast() + 15_000;
    try (var archive = open(next)) {
      assertHolds(archive, times.size());
      append(archive, next);
      append(archive, next + 15_000);
      assertHolds(archive, times.size() + 2);
    }
    try (var archive = open(next + Duration.ofHours(4).toMillis())) {
      archive.sealer().run();
      assertThat(archive.holdings().headSize()).isZero();
      assertHolds(archive, times.size() + 2);
      assertThat(archive.damagedRowsRead()).isZero();
    }
  }

  @Test
  void fileOfVersion6_isServedAndGoesOn() throws Exception {
    Version1.write(file(), CLIENTS, TIMES);
    long now = TIMES.getLast() + Duration.ofDays(2).toMillis();
    try (var archive = open(now)) {
      rollAll(archive);
    }
    Version6.write(file());
    try (var archive = open(now)) {
      assertHolds(archive, TIMES.size());
      for (var step : RollupStep.values()) {
        String view = step == RollupStep.HOUR ? "sample_1h" : "sample_5m";
        Rollups.assertSame(Rollups.rows(file(), view), Rollups.expected(archive, step));
      }
      // There already in blocks that are rows, and a new one, whose period is rolled up anew.
      append(archive, TIMES.get(700));
      append(archive, TIMES.get(700) + 7000);
      rollAll(archive);
      assertHolds(archive, TIMES.size() + 1);
      Rollups.assertSame(
          Rollups.rows(file(), "sample_5m"), Rollups.expected(archive, RollupStep.FIVE_MINUTES));
      assertThat(archive.damagedRowsRead()).isZero();
    }
    try (var looked = ArchiveFile.open(file())) {
      assertThat(looked.verify(Progress.NONE)).isEmpty();
      assertThat(looked.stats().largest()).hasSize(10);
    }
  }

  private static void rollAll(Archive archive) {
    archive.sealer().run();
    while (archive.roller().run()) {
      // One period after the other.
    }
  }

  @Test
  void fileOfVersion7_withReceivers_waitsForWhatIsPushedFromThenOn() throws Exception {
    var labels = Labels.of("__name__", "pushed");
    try (var archive = open(START)) {
      archive.arrivals().keepFor(Set.of("a"), Arrivals.USUAL_BYTES).join();
      archive.push(List.of(one(labels, START - 2000))).join();
      append(archive, START);
    }
    try (var connection = DriverManager.getConnection("jdbc:sqlite:" + file());
        var statement = connection.createStatement()) {
      Version8.write(statement);
      statement.executeUpdate(
          """
          DROP TABLE push_sealed;
          DELETE FROM setting WHERE name GLOB 'remote_write_push:*';
          PRAGMA user_version = 7;
          """);
    }
    // As an import into a stopped server does, which knows no receivers but those of the file.
    try (var archive = open(START + 1000)) {
      archive.push(List.of(one(labels, START - 1000))).join();
    }
    try (var archive = open(START + 2000)) {
      archive.arrivals().keepFor(Set.of("a"), Arrivals.USUAL_BYTES).join();
      var pushed = archive.arrivals().nextPushed("a", Integer.MAX_VALUE).arrivals();
      assertThat(pushed).hasSize(1);
      assertThat(pushed.getFirst().timeMillis(0)).isEqualTo(START - 1000);
      assertThat(archive.arrivals().next("a", Integer.MAX_VALUE, 0).arrivals()).hasSize(CLIENTS);
    }
  }

  private static PushedSeries one(Labels labels, long time) {
    return new PushedSeries(labels, new long[] {time}, new double[] {1});
  }

  private static void append(Archive archive, long time) {
    for (int client = 0; client < CLIENTS; client++) {
      double[] values = Version1.values(client, time);
      archive
          .append(new SampleBatch("pc" + client, time, Version1.set(client), values, null))
          .join();
    }
  }

  @Test
  void damagedRowOfVersion1_isLeftBehind() throws Exception {
    Version1.write(file(), CLIENTS, TIMES);
    try (var connection = DriverManager.getConnection("jdbc:sqlite:" + file());
        var statement = connection.createStatement()) {
      statement.executeUpdate(
          "UPDATE scrape SET sample_values = x'0102' WHERE target = 2 AND time" + " % 150000 = 0");
    }
    long damaged = TIMES.stream().filter(time -> time % 150_000 == 0).count();
    try (var archive = open(TIMES.getLast() + Duration.ofDays(2).toMillis())) {
      archive.sealer().run();
      var all = archive.select(new Selection(List.of(), 0, Long.MAX_VALUE, 10_000_000));
      int samples = all.stream().mapToInt(Series::size).sum();
      assertThat(samples)
          .isEqualTo(Version1.SERIES * (CLIENTS * TIMES.size() - Math.toIntExact(damaged)));
      assertThat(archive.damagedRowsRead()).isEqualTo(damaged);
    }
  }
}
