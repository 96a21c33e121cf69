package dev.muster.sqlite;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Moves committed pages from the write-ahead log into the database while writes go on, on a thread
 * of its own. Under steady writes the log's end is never reached that way, so the writer itself
 * moves the last few pages between two commits; after that the log starts anew.
 */
final class Checkpoints implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(Checkpoints.class);
  private static final long EVERY_SECONDS = 2;
  private static final long WORTH_BYTES = 4 << 20;
  private static final long HUGE_BYTES = 512 << 20;

  private final Path file;
  private final Path log;
  private final Writer writer;
  private final Connection connection;
  private final ScheduledExecutorService thread;
  private boolean warned;
  private boolean failing;

  Checkpoints(Path file, Connection connection, Writer writer) {
    this.file = file;
    this.log = file.resolveSibling(file.getFileName() + "-wal");
    this.writer = writer;
    this.connection = connection;
    this.thread =
        Executors.newSingleThreadScheduledExecutor(
            Thread.ofPlatform().daemon().name("database-checkpoint").factory());
    var _ =
        thread.scheduleWithFixedDelay(this::run, EVERY_SECONDS, EVERY_SECONDS, TimeUnit.SECONDS);
  }

  private void run() {
    long bytes = logBytes();
    if (bytes < WORTH_BYTES) {
      warned = false;
      return;
    }
    try {
      passive(connection);
      failing = false;
    } catch (SQLException e) {
      warnOnce(e);
    }
    writer.finishCheckpoint();
    if (bytes > HUGE_BYTES && !warned) {
      warned = true;
      LOG.warn(
          "msg=\"log grows\" file={} bytes={} hint=\"some program keeps a read open\"",
          file,
          bytes);
    }
  }

  private long logBytes() {
    try {
      return Files.exists(log) ? Files.size(log) : 0;
    } catch (IOException e) {
      LOG.debug("msg=\"log size unknown\" file={} reason=\"{}\"", file, e.getMessage());
      return 0;
    }
  }

  private void warnOnce(SQLException e) {
    if (!failing) {
      LOG.warn("msg=\"checkpoint failed\" reason=\"{}\"", Failure.of(file, e).getMessage());
    }
    failing = true;
  }

  /** Moves what can be moved without waiting for anybody. */
  static void passive(Connection connection) throws SQLException {
    try (var statement = connection.createStatement()) {
      statement.execute("PRAGMA wal_checkpoint(PASSIVE)");
    }
  }

  @Override
  public void close() {
    thread.close();
    Connections.closeQuietly(connection);
  }
}
