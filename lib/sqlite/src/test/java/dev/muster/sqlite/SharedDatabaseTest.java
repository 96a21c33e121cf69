package dev.muster.sqlite;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60)
class SharedDatabaseTest {
  private static final List<Migration> SCHEMA =
      List.of(new Migration(1, "CREATE TABLE number(n INTEGER NOT NULL);"));

  @TempDir Path folder;

  private SharedDatabase open() {
    return SharedDatabase.open(folder.resolve("shared.db"), SCHEMA);
  }

  private static long count(SharedDatabase database) {
    return database.read(connection -> {
      try (var statement = connection.createStatement()) {
        return Schema.number(statement, "SELECT count(*) FROM number");
      }
    });
  }

  private static int insert(Connection connection) throws SQLException {
    try (var statement = connection.createStatement()) {
      return statement.executeUpdate("INSERT INTO number VALUES (1)");
    }
  }

  @Test
  void file_isItsOwnersAlone() throws Exception {
    open().close();
    assertThat(
            PosixFilePermissions.toString(
                Files.getPosixFilePermissions(folder.resolve("shared.db"))))
        .isEqualTo("rw-------");
  }

  @Test
  void twoThatHaveItOpen_seeEachOthersWritesAtOnce() {
    try (var server = open();
        var command = open()) {
      command.write(SharedDatabaseTest::insert);
      assertThat(count(server)).isEqualTo(1);
      server.write(SharedDatabaseTest::insert);
      assertThat(count(command)).isEqualTo(2);
    }
  }

  @Test
  void manyWriters_loseNothing() throws Exception {
    var done = new ArrayList<Future<Integer>>();
    try (var one = open();
        var two = open();
        var threads = Executors.newVirtualThreadPerTaskExecutor()) {
      for (int i = 0; i < 40; i++) {
        var database = i % 2 == 0 ? one : two;
        Callable<Integer> write = () -> database.write(SharedDatabaseTest::insert);
        done.add(threads.submit(write));
      }
      for (var write : done) {
        assertThat(write.get()).isEqualTo(1);
      }
      assertThat(count(one)).isEqualTo(40);
    }
  }

  @Test
  void writeThatFails_leavesNothing_andTheNextOneWorks() {
    try (var database = open()) {
      assertThatThrownBy(() ->
              database.write(connection -> {
                insert(connection);
                throw new IllegalStateException("no");
              }))
          .isInstanceOf(IllegalStateException.class);
      assertThatThrownBy(() ->
              database.write(connection -> {
                try (var statement = connection.createStatement()) {
                  return statement.executeUpdate("INSERT INTO nothing VALUES (1)");
                }
              }))
          .isInstanceOf(DatabaseException.class)
          .hasMessageContaining("shared.db: SQLite refused");
      assertThat(count(database)).isZero();
      database.write(SharedDatabaseTest::insert);
      assertThat(count(database)).isEqualTo(1);
    }
  }
}
