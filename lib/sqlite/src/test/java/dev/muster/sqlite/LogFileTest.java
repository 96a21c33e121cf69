package dev.muster.sqlite;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class LogFileTest {
  private static final int HEADER_BYTES = 32;
  private static final int FRAME_BYTES = 24 + 4096;

  @TempDir Path folder;

  private static void write(Connection connection, int bytes) throws SQLException {
    try (var statement = connection.createStatement()) {
      statement.execute("CREATE TABLE IF NOT EXISTS note(data BLOB)");
      statement.execute("INSERT INTO note VALUES(zeroblob(" + bytes + "))");
    }
  }

  @Test
  void bytesInUse_withoutAFile_areNone() throws Exception {
    assertThat(new LogFile(folder.resolve("test.db")).bytesInUse()).isZero();
  }

  @Test
  void bytesInUse_ofALogThatGrows_areItsFrames() throws Exception {
    Path file = folder.resolve("test.db");
    var log = new LogFile(file);
    try (var connection = Connections.writer(file)) {
      for (int i = 0; i < 20; i++) {
        write(connection, 10_000);
        assertThat(log.bytesInUse()).isPositive().isEqualTo(log.bytes() - HEADER_BYTES);
      }
    }
  }

  @Test
  void bytesInUse_ofALogThatStartedAnew_areThoseWrittenSince() throws Exception {
    Path file = folder.resolve("test.db");
    var log = new LogFile(file);
    try (var connection = Connections.writer(file)) {
      write(connection, 1_000_000);
      long before = log.bytes();
      assertThat(Checkpoints.passive(connection)).isZero();
      write(connection, 10);
      assertThat(log.bytes()).isEqualTo(before);
      assertThat(log.bytesInUse()).isBetween((long) FRAME_BYTES, 8L * FRAME_BYTES);
      assertThat(log.bytesInUse() % FRAME_BYTES).isZero();
    }
  }
}
