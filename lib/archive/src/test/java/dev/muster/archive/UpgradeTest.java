package dev.muster.archive;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.muster.metrics.Selection;
import dev.muster.sqlite.Database;
import dev.muster.sqlite.DatabaseException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * A file of each earlier version, with something in each of its tables, and each step cut off in
 * its middle: all of it is there afterwards. What a version stored otherwise is in MigrationTest.
 */
final class UpgradeTest {
  private static final int NEWEST = ArchiveSchema.MIGRATIONS.size();
  private static final long START = Instant.parse("2026-11-01T10:00:00Z").toEpochMilli();
  private static final int CLIENTS = 2;
  private static final List<Long> TIMES =
      LongStream.range(0, 600).map(i -> START + 15_000 * i).boxed().toList();

  /** What users have in a file of any version. */
  private static final String FILLED =
      """
      INSERT INTO fleet_client(name, grp, ip, instance, mail)
        VALUES('pc0', 'lab', '10.0.0.1', '10.0.0.1:10100', 'it@example.org');
      INSERT INTO client_reading(client, last_seen, up, cpu_percent) VALUES('pc0', 1793527201000, 1, 12.5);
      INSERT INTO drive_reading(client, drive, total_bytes, used_bytes, free_bytes, used_percent,
        time) VALUES('pc0', '/home', 100, 40, 60, 40, 1793527201000);
      INSERT INTO event_record(id, client, time, received, log, level, source, event_id, message)
        VALUES(7, 'pc0', 1793527201000, 1793527202000, 'System', 'error', 'disk', '153', 'it was retried');
      INSERT INTO event_cursor(client, cursor) VALUES('pc0', 's=7');
      INSERT INTO alert_episode(id, client, type, state, value, limit_value, detail, active_since,
        fired_at, resolved_at) VALUES
        (3, 'pc0', 'disk', 'resolved', 95, 90, '/home', 1793527201000, 1793527202000, 1793527203000),
        (4, 'pc0', 'memory', 'firing', 99, 90, '', 1793527204000, 1793527205000, NULL),
        (5, 'pc0', 'cpu', 'pending', 91, 90, '', 1793527206000, NULL, NULL);
      INSERT INTO outbox(id, message_id, recipient, subject, text, message, state, created,
        next_attempt, finished, attempts, error) VALUES
        (8, 'a@muster', 'it@example.org', 'pc0: disk', 'full', 'Subject: x', 'sent', 1793527201000,
         1793527202000, 1793527203000, 1, ''),
        (9, 'b@muster', 'it@example.org', 'pc0: memory', 'much', 'Subject: y', 'queued',
         1793527204000, 1793527205000, NULL, 2, 'busy');
      INSERT INTO setting(name, value) VALUES('event_position', 7);
      """;

  @TempDir Path folder;

  private Path file() {
    return folder.resolve("archive.db");
  }

  private static List<Integer> earlier() {
    return IntStream.range(1, NEWEST).boxed().toList();
  }

  /** Brings a file of version 1 to another by the steps there are to it. */
  private void write(int version) throws SQLException {
    Version1.write(file(), CLIENTS, TIMES);
    execute(FILLED);
    Database.open(file(), ArchiveSchema.MIGRATIONS.subList(0, version)).close();
    if (version >= 5) {
      execute(
          """
          INSERT INTO posted_alert(episode, labels, annotations, starts_at, ends_at, generator_url)
            VALUES(4, '{"alertname":"Memory","client":"pc0"}', '{}', 1793527204000, 9000000000000, '');
          """);
    }
    assertThat(number("PRAGMA user_version")).isEqualTo(version);
  }

  private void execute(String script) throws SQLException {
    try (var connection = DriverManager.getConnection("jdbc:sqlite:" + file());
        var statement = connection.createStatement()) {
      statement.executeUpdate(script);
    }
  }

  private long number(String query) throws SQLException {
    try (var connection = DriverManager.getConnection("jdbc:sqlite:" + file());
        var rows = connection.createStatement().executeQuery(query)) {
      return rows.getLong(1);
    }
  }

  /** All rows of the tables of {@link #FILLED}, in the columns that version 1 has. */
  private Map<String, List<String>> rows() throws SQLException {
    var tables = new TreeMap<String, List<String>>();
    try (var connection = DriverManager.getConnection("jdbc:sqlite:" + file())) {
      for (String columns :
          List.of(
              "fleet_client: name, grp, ip, instance, mail",
              "client_reading: client, last_seen, up, cpu_percent",
              "drive_reading: client, drive, used_percent, time",
              "event_record: id, client, time, received, log, level, source, event_id, message",
              "event_cursor: client, cursor",
              "alert_episode: id, client, type, state, value, detail, active_since, fired_at,"
                  + " resolved_at",
              "outbox: id, message_id, recipient, subject, text, message, state, created,"
                  + " next_attempt, finished, attempts, error")) {
        String table = columns.substring(0, columns.indexOf(':'));
        String text =
            columns
                .substring(table.length() + 1)
                .replace(",", " || '|' || ")
                .replaceAll("\\w+(?= |$)", "coalesce($0, '-')");
        var query = connection.prepareStatement("SELECT " + text + " FROM " + table);
        tables.put(table, Rows.list(query, row -> row.getString(1)));
      }
      if (Rows.number(connection.prepareStatement("PRAGMA user_version"), 0) >= 5) {
        var labels = connection.prepareStatement("SELECT labels FROM posted_alert");
        var found = Rows.list(labels, row -> row.getString(1));
        if (!found.isEmpty()) {
          tables.put("posted_alert", found);
        }
      }
      var setting = "SELECT value FROM setting WHERE name = 'event_position'";
      tables.put(
          "setting", Rows.list(connection.prepareStatement(setting), row -> row.getString(1)));
    }
    return tables;
  }

  private void assertAllIsThere(Map<String, List<String>> before) throws SQLException {
    long now = TIMES.getLast() + Duration.ofDays(2).toMillis();
    long posted = before.containsKey("posted_alert") ? 1 : 0;
    try (var archive =
        Archive.open(file(), () -> Instant.ofEpochMilli(now), new RecentWindow(360_000, 0))) {
      assertSamples(archive);
      // Of limits; the one that was posted is a rule's.
      assertThat(archive.alerts().open()).hasSize(2 - (int) posted);
      archive.sealer().run();
      assertThat(archive.holdings().headSize()).isZero();
      assertSamples(archive);
      assertThat(archive.damagedRowsRead()).isZero();
    }
    assertThat(number("PRAGMA user_version")).isEqualTo(NEWEST);
    assertThat(rows()).isEqualTo(before);
    assertThat(number("SELECT count(*) FROM pragma_integrity_check WHERE integrity_check = 'ok'"))
        .isEqualTo(1);
  }

  private static void assertSamples(Archive archive) {
    var all = archive.select(new Selection(List.of(), 0, Long.MAX_VALUE, 10_000_000));
    assertThat(all).hasSize(CLIENTS * Version1.SERIES);
    for (var series : all) {
      assertThat(series.size()).isEqualTo(TIMES.size());
      int client = Integer.parseInt(series.labels().get("client").substring(2));
      int index = Integer.parseInt(series.labels().metricName().substring(1));
      for (int i = 0; i < series.size(); i++) {
        // The first series of some scrapes has times of its own, five seconds before.
        long at = series.timesMillis()[i];
        long scrape = (at - START) % 15_000 == 0 ? at : at + 5000;
        assertThat(series.values()[i]).isEqualTo(Version1.values(client, scrape)[index]);
      }
    }
  }

  @ParameterizedTest
  @MethodSource("earlier")
  void fileOfEachVersion_isWholeAfterTheUpgrade(int version) throws SQLException {
    write(version);
    var before = rows();
    assertThat(before.get("alert_episode")).hasSize(3);
    assertThat(before.get("outbox")).hasSize(2);
    assertAllIsThere(before);
    assertThat(number("SELECT count(*) FROM posted_alert")).isEqualTo(version >= 5 ? 1 : 0);
  }

  @ParameterizedTest
  @MethodSource("earlier")
  void stepFromEachVersion_killedInItsMiddle_isMadeAtTheNextStart(int version) throws Exception {
    write(version);
    var before = rows();
    try (var connection = DriverManager.getConnection("jdbc:sqlite:" + file());
        var statement = connection.createStatement()) {
      // Little cache, so that pages of what is not committed reach the log.
      statement.executeUpdate("PRAGMA cache_size = 1; PRAGMA cache_spill = 1; BEGIN IMMEDIATE;");
      statement.executeUpdate(ArchiveSchema.MIGRATIONS.get(version).script());
      var killed = Files.createDirectory(folder.resolve("killed")).resolve("archive.db");
      for (String part : List.of("", "-wal")) {
        Files.copy(Path.of(file() + part), Path.of(killed + part));
      }
      statement.executeUpdate("ROLLBACK");
    }
    for (String part : List.of("", "-wal")) {
      Files.deleteIfExists(Path.of(file() + part));
      Files.move(Path.of(folder.resolve("killed/archive.db") + part), Path.of(file() + part));
    }
    assertAllIsThere(before);
  }

  @Test
  void fileOfANewerVersion_isRefusedUntouched() throws Exception {
    write(NEWEST - 1);
    execute("PRAGMA user_version = " + (NEWEST + 1));
    byte[] bytes = Files.readAllBytes(file());
    assertThatThrownBy(() -> OpenedArchive.open(file(), () -> Instant.EPOCH, Pace.AT_ONCE))
        .isInstanceOf(DatabaseException.class)
        .hasMessage(
            file()
                + ": was written by a newer version of Muster (format %d, this one knows up to %d);"
                    .formatted(NEWEST + 1, NEWEST)
                + " start that version, or name another file");
    // All but SQLite's header, where it may have counted that it looked.
    byte[] kept = Files.readAllBytes(file());
    assertThat(Arrays.mismatch(kept, 100, kept.length, bytes, 100, bytes.length)).isEqualTo(-1);
  }
}
