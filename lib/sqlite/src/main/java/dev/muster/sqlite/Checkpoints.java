package dev.muster.sqlite;

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

  /** So much is moved at once: a page that changes often is moved the more seldom for it. */
  private static final long WORTH_BYTES = 4 << 20;

  /** A log that is longer, as readers kept it from starting anew, is looked at each time. */
  private static final long LONG_BYTES = 16 << 20;

  private static final long HUGE_BYTES = 512 << 20;

  /** What the log's file may have beyond its end, from before it started anew, is not in it. */
  private record Log(long bytes, long movedBytes) {
    /** The next commit begins the log anew then, unless somebody still reads in it. */
    boolean isMoved() {
      return movedBytes >= bytes;
    }

    boolean isWorthMoving() {
      return bytes - movedBytes >= WORTH_BYTES || bytes >= LONG_BYTES;
    }
  }

  private final Path file;
  private final Writer writer;
  private final Connection connection;
  private final ScheduledExecutorService thread;
  private boolean warned;
  private boolean failing;

  Checkpoints(Path file, Connection connection, Writer writer) {
    this.file = file;
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
    try {
      var log = log();
      if (!log.isWorthMoving()) {
        warned = false;
        return;
      }
      moveMost();
      if (!log().isMoved()) {
        writer.finishCheckpoint();
      }
      failing = false;
      warnOfSize(log.bytes());
    } catch (SQLException e) {
      warnOnce(e);
    }
  }

  /**
   * What came while pages were moved is moved in the next turn, and less comes meanwhile. What a
   * turn finds left does not count what came since it began.
   */
  private void moveMost() throws SQLException {
    int before = Integer.MAX_VALUE;
    int left = passive(connection);
    for (int turn = 1; turn < TURNS && left > FEW_PAGES && left < before; turn++) {
      before = left;
      left = passive(connection);
    }
  }

  /** See https://www.sqlite.org/pragma.html#pragma_wal_checkpoint: NOOP moves nothing. */
  private Log log() throws SQLException {
    try (var statement = connection.createStatement()) {
      long page = Schema.number(statement, "PRAGMA page_size");
      try (var frames = statement.executeQuery("PRAGMA wal_checkpoint(NOOP)")) {
        frames.next();
        return new Log(page * frames.getLong(2), page * frames.getLong(3));
      }
    }
  }

  private void warnOfSize(long bytes) {
    if (bytes > HUGE_BYTES && !warned) {
      warned = true;
      LOG.warn(
          "msg=\"log grows\" file={} bytes={} hint=\"some program keeps a read open\"",
          file,
          bytes);
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
