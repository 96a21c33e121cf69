package dev.muster.sqlite;

import java.io.IOException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Moves committed pages from the write-ahead log into the database while writes go on, on a thread
 * of its own. Under steady writes the log's end is seldom reached that way, so the writer itself
 * moves the last few pages between two commits; after that the log starts anew.
 */
final class Checkpoints implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(Checkpoints.class);
  private static final Duration EVERY = Duration.ofMillis(500);

  /** The writer moves no more than about so many pages, unless more come than can be moved. */
  private static final int FEW_PAGES = 64;

  private static final int TURNS = 8;
  private static final long WORTH_BYTES = 4 << 20;
  private static final long HUGE_BYTES = 512 << 20;

  private final Path file;
  private final LogFile log;
  private final Writer writer;
  private final Connection connection;
  private final ScheduledExecutorService thread;
  private boolean warned;
  private boolean failing;

  Checkpoints(Path file, Connection connection, Writer writer) {
    this.file = file;
    this.log = new LogFile(file);
    this.writer = writer;
    this.connection = connection;
    this.thread =
        Executors.newSingleThreadScheduledExecutor(
            Thread.ofPlatform().daemon().name("database-checkpoint").factory());
    var _ =
        thread.scheduleWithFixedDelay(
            this::run, EVERY.toMillis(), EVERY.toMillis(), TimeUnit.MILLISECONDS);
  }

  private void run() {
    long bytes = logBytes();
    if (bytes < WORTH_BYTES) {
      warned = false;
      return;
    }
    try {
      if (moveMost() > 0) {
        writer.finishCheckpoint();
      }
      failing = false;
    } catch (SQLException e) {
      warnOnce(e);
    }
    if (bytes > HUGE_BYTES && !warned) {
      warned = true;
      LOG.warn(
          "msg=\"log grows\" file={} bytes={} hint=\"some program keeps a read open\"",
          file,
          bytes);
    }
  }

  /**
   * What came while pages were moved is moved in the next turn, and less comes meanwhile; how many
   * pages are left.
   */
  private int moveMost() throws SQLException {
    int before = Integer.MAX_VALUE;
    int left = passive(connection);
    for (int turn = 1; turn < TURNS && left > FEW_PAGES && left < before; turn++) {
      before = left;
      left = passive(connection);
    }
    return left;
  }

  private long logBytes() {
    try {
      return log.bytesInUse();
    } catch (IOException e) {
      LOG.debug("msg=\"log size unknown\" file={} reason=\"{}\"", file, e.getMessage());
      return WORTH_BYTES;
    }
  }

  private void warnOnce(SQLException e) {
    if (!failing) {
      LOG.warn("msg=\"checkpoint failed\" reason=\"{}\"", Failure.of(file, e).getMessage());
    }
    failing = true;
  }

  /** Moves what can be moved without waiting for anybody; how many pages of the log are left. */
  static int passive(Connection connection) throws SQLException {
    try (var statement = connection.createStatement();
        var row = statement.executeQuery("PRAGMA wal_checkpoint(PASSIVE)")) {
      return row.next() ? row.getInt(2) - row.getInt(3) : 0;
    }
  }

  @Override
  public void close() {
    thread.close();
    Connections.closeQuietly(connection);
  }
}
