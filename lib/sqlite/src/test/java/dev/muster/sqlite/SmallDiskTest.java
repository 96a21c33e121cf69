package dev.muster.sqlite;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A real file system of two megabytes; needs the right to mount one. */
final class SmallDiskTest {
  private static final List<Migration> SCHEMA =
      List.of(new Migration(1, "CREATE TABLE note(text TEXT);"));

  @TempDir Path folder;
  private Path file;

  @BeforeEach
  void mount() throws Exception {
    file = folder.resolve("test.db");
    Assumptions.assumeTrue(
        run("mount", "-t", "tmpfs", "-o", "size=2m", "tmpfs", folder.toString()),
        "no file system can be mounted here");
  }

  @AfterEach
  void unmount() throws Exception {
    run("umount", folder.toString());
  }

  private static boolean run(String... command) throws InterruptedException {
    try {
      var process =
          new ProcessBuilder(command)
              .redirectOutput(ProcessBuilder.Redirect.DISCARD)
              .redirectError(ProcessBuilder.Redirect.DISCARD)
              .start();
      return process.waitFor(30, TimeUnit.SECONDS) && process.exitValue() == 0;
    } catch (IOException e) {
      return false;
    }
  }

  private static int insert(Database database, String text) {
    return database.writeAndWait(connection -> {
      try (var insert = connection.prepareStatement("INSERT INTO note VALUES(?)")) {
        insert.setString(1, text);
        return insert.executeUpdate();
      }
    });
  }

  private static long count(Database database) {
    return database.read(connection -> {
      try (var statement = connection.createStatement();
          var row = statement.executeQuery("SELECT count(*) FROM note")) {
        row.next();
        return row.getLong(1);
      }
    });
  }

  @Test
  void diskFull_stopsWritingUntilThereIsRoom() throws Exception {
    Path ballast = folder.resolve("ballast");
    Files.write(ballast, new byte[1 << 20]);
    try (var database = Database.open(file, SCHEMA)) {
      var written = new AtomicLong();
      assertThatThrownBy(
              () -> {
                while (written.get() < 1000) {
                  insert(database, "x".repeat(20_000));
                  written.incrementAndGet();
                }
              })
          .isInstanceOf(DatabaseException.class)
          .hasMessage(file + ": the disk is full; free some space, and writing goes on by itself");
      assertThat(count(database)).isEqualTo(written.get()).isPositive();
      Files.delete(ballast);
      insert(database, "x".repeat(20_000));
      assertThat(count(database)).isEqualTo(written.get() + 1);
    }
    try (var again = Database.open(file, SCHEMA)) {
      assertThat(count(again)).isGreaterThan(1);
    }
  }

  @Test
  void diskFull_whenOpenedAgain_isNamed() throws Exception {
    Database.open(file, SCHEMA).close();
    assertThatThrownBy(() -> Files.write(folder.resolve("ballast"), new byte[4 << 20]))
        .isInstanceOf(IOException.class);
    assertThatThrownBy(() -> Database.open(file, SCHEMA))
        .isInstanceOf(DatabaseException.class)
        .hasMessage(file + ": the disk is full; free some space, and writing goes on by itself");
  }

  @Test
  void readOnlyDisk_isNamed() throws Exception {
    Database.open(file, SCHEMA).close();
    assertThat(run("mount", "-o", "remount,ro", folder.toString())).isTrue();
    assertThatThrownBy(() -> Database.open(file, SCHEMA))
        .isInstanceOf(DatabaseException.class)
        .hasMessage(
            file
                + ": cannot be written; give this user write permission on the file and its folder");
  }
}
