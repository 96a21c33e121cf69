package dev.muster.sqlite;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class DatabaseTest {
  private static final Migration FIRST =
      new Migration(
          1,
          """
          CREATE TABLE note(id INTEGER PRIMARY KEY, text TEXT NOT NULL);
          CREATE TABLE log(what TEXT);
          CREATE TRIGGER noted AFTER INSERT ON note BEGIN
            INSERT INTO log(what) VALUES('one; more');
          END;
          """);

  @TempDir Path folder;

  private Path file() {
    return folder.resolve("test.db");
  }

  private Database open(Migration... more) {
    var migrations = new ArrayList<>(List.of(FIRST));
    migrations.addAll(List.of(more));
    return Database.open(file(), migrations);
  }

  private static Database.Work<Integer> insert(String text) {
    return connection -> {
      try (var insert = connection.prepareStatement("INSERT INTO note(text) VALUES(?)")) {
        insert.setString(1, text);
        return insert.executeUpdate();
      }
    };
  }

  private static Database.Work<Integer> execute(String sql) {
    return connection -> {
      try (var statement = connection.createStatement()) {
        return statement.executeUpdate(sql);
      }
    };
  }

  private static long number(Connection connection, String query) throws SQLException {
    try (var statement = connection.createStatement();
        var row = statement.executeQuery(query)) {
      row.next();
      return row.getLong(1);
    }
  }

  private static long count(Database database) {
    return database.read(connection -> number(connection, "SELECT count(*) FROM note"));
  }

  private static Throwable failureOf(CompletableFuture<?> future) {
    try {
      future.join();
    } catch (CompletionException e) {
      return Objects.requireNonNull(e.getCause());
    }
    throw new AssertionError("it did not fail");
  }

  /** Holds the writer until told, so that what is queued meanwhile becomes one group. */
  private static CountDownLatch hold(Database database) throws InterruptedException {
    var held = new CountDownLatch(1);
    var go = new CountDownLatch(1);
    var _ =
        database.write(connection -> {
          held.countDown();
          try {
            return go.await(30, TimeUnit.SECONDS);
          } catch (InterruptedException e) {
            throw new IllegalStateException(e);
          }
        });
    assertThat(held.await(30, TimeUnit.SECONDS)).isTrue();
    return go;
  }

  @Test
  void writeSoon_waitsForOneThatHasNoTime() {
    try (var database = Database.open(file(), List.of(FIRST), Duration.ofDays(1))) {
      var order = Collections.synchronizedList(new ArrayList<String>());
      var first = database.writeSoon(insert("first"), done -> order.add("first"));
      var second = database.writeSoon(insert("second"), done -> order.add("second"));
      assertThat(first.isDone() || second.isDone()).isFalse();
      database.writeAndWait(insert("third"), done -> order.add("third"));
      first.join();
      second.join();
      assertThat(order).containsExactly("first", "second", "third");
    }
  }

  @Test
  void close_writesWhatWaitsForOthers() {
    CompletableFuture<Integer> waiting;
    try (var database = Database.open(file(), List.of(FIRST), Duration.ofDays(1))) {
      waiting = database.writeSoon(insert("one"), done -> {});
    }
    assertThat(waiting.join()).isEqualTo(1);
  }

  @Test
  void writes_queuedTogether_shareOneCommit() throws Exception {
    var step = Duration.ofMinutes(5);
    try (var database = Database.open(file(), List.of(FIRST), Duration.ZERO, step)) {
      var go = hold(database);
      var writes = new ArrayList<CompletableFuture<Long>>();
      for (int i = 0; i < 20; i++) {
        // Rows of the group are seen by its later members before anybody else sees them.
        writes.add(
            database.write(connection -> {
              insert("x").on(connection);
              return number(connection, "SELECT count(*) FROM note") - count(database);
            }));
      }
      go.countDown();
      var uncommitted = writes.stream().map(CompletableFuture::join).toList();
      assertThat(uncommitted).startsWith(1L, 2L, 3L).endsWith(20L);
      assertThat(count(database)).isEqualTo(20);
    }
  }

  @Test
  void write_behindASlowOne_doesNotKeepItWaiting() {
    try (var database = open()) {
      var queued = new CompletableFuture<Boolean>();
      var slow =
          database.write(connection -> {
            long until = System.nanoTime() + Duration.ofMillis(30).toNanos();
            while (!queued.isDone() || System.nanoTime() < until) {
              Thread.onSpinWait();
            }
            return true;
          });
      var next = database.write(connection -> slow.isDone());
      queued.complete(true);
      assertThat(next.join()).isTrue();
    }
  }

  @Test
  void write_failingAmongOthers_failsAlone() throws Exception {
    try (var database = open()) {
      var go = hold(database);
      var first = database.write(insert("a"));
      var broken =
          database.write(connection -> {
            insert("half").on(connection);
            return execute("INSERT INTO note(text) VALUES(NULL)").on(connection);
          });
      var thrown =
          database.write(connection -> {
            insert("half").on(connection);
            throw new IllegalStateException("no");
          });
      var last = database.write(insert("b"));
      go.countDown();
      assertThat(first.join() + last.join()).isEqualTo(2);
      assertThat(failureOf(broken))
          .isInstanceOf(DatabaseException.class)
          .hasMessageContaining("test.db")
          .hasMessageContaining("NOT NULL");
      assertThat(failureOf(thrown)).isInstanceOf(DatabaseException.class);
      assertThat(count(database)).isEqualTo(2);
    }
  }

  @Test
  void afterCommit_runsInOrderBeforeTheFuture() {
    try (var database = open()) {
      var order = new ArrayList<Integer>();
      var writes = new ArrayList<CompletableFuture<Integer>>();
      for (int i = 0; i < 100; i++) {
        int number = i;
        writes.add(database.write(connection -> number, order::add));
      }
      writes.forEach(CompletableFuture::join);
      assertThat(order).hasSize(100).isSorted();
    }
  }

  @Test
  void diskFull_thenRoomAgain_writesByItself() {
    try (var database = open()) {
      // The same result code as a full disk, without one.
      database.writeAndWait(execute("PRAGMA max_page_count=40"));
      var failed = database.write(insert("x".repeat(1 << 20)));
      assertThat(failureOf(failed))
          .isInstanceOf(DatabaseException.class)
          .hasMessage(
              file() + ": the disk is full; free some space, and writing goes on by itself");
      database.writeAndWait(insert("small"));
      database.writeAndWait(execute("PRAGMA max_page_count=100000"));
      database.writeAndWait(insert("x".repeat(1 << 20)));
      assertThat(count(database)).isEqualTo(2);
    }
  }

  @Test
  void diskFull_inAGroup_othersAreWritten() throws Exception {
    try (var database = open()) {
      database.writeAndWait(execute("PRAGMA max_page_count=40"));
      var go = hold(database);
      var before = database.write(insert("before"));
      var tooBig = database.write(insert("x".repeat(1 << 20)));
      var after = database.write(insert("after"));
      go.countDown();
      assertThat(before.join() + after.join()).isEqualTo(2);
      assertThat(failureOf(tooBig)).hasMessageContaining("the disk is full");
      assertThat(count(database)).isEqualTo(2);
    }
  }

  @Test
  void read_tryingToWrite_isRefused() {
    try (var database = open()) {
      assertThatThrownBy(() -> database.read(insert("x"))).isInstanceOf(DatabaseException.class);
      assertThat(count(database)).isZero();
    }
  }

  @Test
  void read_failingWork_leavesThePoolWhole() {
    try (var database = open()) {
      for (int i = 0; i < 20; i++) {
        assertThatThrownBy(() ->
                database.read(connection -> {
                  throw new IllegalArgumentException("mine");
                }))
            .isInstanceOf(IllegalArgumentException.class);
      }
      assertThat(count(database)).isZero();
    }
  }

  @Test
  void open_twice_isRefusedAndTheFirstKeepsItsLock() {
    try (var database = open()) {
      for (int i = 0; i < 2; i++) {
        assertThatThrownBy(this::open)
            .isInstanceOf(DatabaseException.class)
            .hasMessage(file() + ": another Muster process is writing it; stop that one first");
      }
      database.writeAndWait(insert("still"));
    }
    open().close();
  }

  @Test
  void open_newerVersion_isRefused() {
    open(new Migration(2, "ALTER TABLE note ADD COLUMN more TEXT;")).close();
    assertThatThrownBy(this::open)
        .isInstanceOf(DatabaseException.class)
        .hasMessage(
            file()
                + ": was written by a newer version of Muster (format 2, this one knows up to 1);"
                + " start that version, or name another file");
  }

  @Test
  void open_brokenMigration_leavesTheVersionBefore() {
    open().close();
    var broken = new Migration(2, "CREATE TABLE extra(x); INSERT INTO nowhere VALUES(1);");
    assertThatThrownBy(() -> open(broken)).isInstanceOf(DatabaseException.class);
    try (var database = open()) {
      long extra =
          database.read(c -> number(c, "SELECT count(*) FROM sqlite_schema WHERE name = 'extra'"));
      assertThat(extra).isZero();
      assertThat(database.<Long>read(c -> number(c, "PRAGMA user_version"))).isEqualTo(1);
    }
  }

  @Test
  void open_noDatabase_isRefused() throws Exception {
    Files.writeString(file(), "This is a letter to a friend, and no database at all. ".repeat(99));
    assertThatThrownBy(this::open)
        .isInstanceOf(DatabaseException.class)
        .hasMessage(file() + ": is no SQLite database; name another file, or move this one away");
  }

  @Test
  void open_databaseOfAnotherProgram_isRefused() throws Exception {
    try (var other = DriverManager.getConnection("jdbc:sqlite:" + file());
        var statement = other.createStatement()) {
      statement.executeUpdate("CREATE TABLE bookmarks(url TEXT)");
    }
    assertThatThrownBy(this::open)
        .isInstanceOf(DatabaseException.class)
        .hasMessageContaining("is a database of another program");
  }

  @Test
  void open_damagedFile_isNamed() throws Exception {
    try (var database = open()) {
      for (int i = 0; i < 50; i++) {
        database.writeAndWait(insert("x".repeat(3000)));
      }
    }
    byte[] bytes = Files.readAllBytes(file());
    Arrays.fill(bytes, 8192, bytes.length, (byte) 0x5a);
    Files.write(file(), bytes);
    assertThatThrownBy(
            () -> {
              try (var database = open()) {
                count(database);
              }
            })
        .isInstanceOf(DatabaseException.class)
        .hasMessage(
            file() + ": is damaged; restore it from a backup, or move it away to start a new one");
  }

  @Test
  void open_noFolder_isRefused() {
    Path lost = folder.resolve("nowhere").resolve("test.db");
    assertThatThrownBy(() -> Database.open(lost, List.of(FIRST)))
        .isInstanceOf(DatabaseException.class)
        .hasMessageStartingWith(lost + ": cannot be opened; check that its folder exists");
  }

  @Test
  void newFile_isForItsOwnerAlone() throws Exception {
    try (var database = open()) {
      database.writeAndWait(insert("x"));
      for (String suffix : List.of("", "-wal", "-shm", ".lock")) {
        assertThat(
                PosixFilePermissions.toString(
                    Files.getPosixFilePermissions(folder.resolve("test.db" + suffix))))
            .as(suffix)
            .isEqualTo("rw-------");
      }
    }
  }

  @Test
  void close_writesWhatIsQueued_andThenRefuses() {
    var database = open();
    var writes = new ArrayList<CompletableFuture<Integer>>();
    for (int i = 0; i < 500; i++) {
      writes.add(database.write(insert("x")));
    }
    database.close();
    assertThat(writes).allMatch(write -> write.isDone() && !write.isCompletedExceptionally());
    assertThat(failureOf(database.write(insert("y")))).hasMessage(file() + ": is closed");
    assertThatThrownBy(() -> count(database)).isInstanceOf(DatabaseException.class);
    try (var again = open()) {
      assertThat(count(again)).isEqualTo(500);
    }
  }

  @Test
  void log_underSteadyWrites_staysBounded() throws Exception {
    try (var database = open()) {
      String text = "x".repeat(200_000);
      Path log = folder.resolve("test.db-wal");
      long written = 0;
      long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(60);
      do {
        database.writeAndWait(insert(text));
        database.writeAndWait(execute("DELETE FROM note"));
        written += text.length();
        // Without checkpoints the log would hold all of it.
      } while ((written < 64 << 20 || Files.size(log) > written / 2) && System.nanoTime() < end);
      assertThat(Files.size(log)).isLessThan(written / 2);
    }
  }

  @Test
  void backup_whileWriting_isWhole() throws Exception {
    Path copy = folder.resolve("copy.db");
    try (var database = open()) {
      for (int i = 0; i < 100; i++) {
        database.writeAndWait(insert("x"));
      }
      var busy = database.write(insert("meanwhile"));
      database.backup(copy);
      busy.join();
      assertThatThrownBy(() -> database.backup(copy)).hasMessageContaining("exists already");
    }
    try (var restored = Database.open(copy, List.of(FIRST))) {
      assertThat(count(restored)).isBetween(100L, 101L);
    }
  }
}
