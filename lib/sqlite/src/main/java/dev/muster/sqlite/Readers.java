package dev.muster.sqlite;

import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A few read-only connections, opened when first needed. */
final class Readers implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(Readers.class);
  private static final int CONNECTIONS = 4;
  private static final long WAIT_SECONDS = 30;

  private final Path file;
  private final Semaphore places = new Semaphore(CONNECTIONS, true);
  private final Deque<Connection> idle = new ArrayDeque<>();
  private boolean closed;

  Readers(Path file) {
    this.file = file;
  }

  <T> T read(Database.Work<T> work) {
    takePlace();
    try {
      Connection connection = take();
      boolean usable = false;
      try {
        T result = inSnapshot(connection, work);
        usable = true;
        return result;
      } catch (SQLException e) {
        throw Failure.of(file, e);
      } finally {
        giveBack(connection, usable || endSnapshot(connection));
      }
    } finally {
      places.release();
    }
  }

  private static <T> T inSnapshot(Connection connection, Database.Work<T> work)
      throws SQLException {
    execute(connection, "BEGIN");
    T result = work.on(connection);
    execute(connection, "COMMIT");
    return result;
  }

  private static boolean endSnapshot(Connection connection) {
    try {
      execute(connection, "ROLLBACK");
      return true;
    } catch (SQLException e) {
      LOG.debug("msg=\"reader dropped\" reason=\"{}\"", e.getMessage());
      return false;
    }
  }

  private static void execute(Connection connection, String sql) throws SQLException {
    try (var statement = connection.createStatement()) {
      statement.execute(sql);
    }
  }

  private void takePlace() {
    try {
      if (places.tryAcquire(WAIT_SECONDS, TimeUnit.SECONDS)) {
        return;
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new DatabaseException(file + ": interrupted while waiting to read", e);
    }
    throw new DatabaseException(
        file + ": no read could start for " + WAIT_SECONDS + " s; ask less at a time");
  }

  private Connection take() {
    synchronized (idle) {
      if (closed) {
        throw new DatabaseException(file + ": is closed");
      }
      @Nullable Connection connection = idle.pollFirst();
      if (connection != null) {
        return connection;
      }
    }
    return Connections.reader(file);
  }

  private void giveBack(Connection connection, boolean usable) {
    synchronized (idle) {
      if (usable && !closed) {
        idle.addFirst(connection);
        return;
      }
    }
    Connections.closeQuietly(connection);
  }

  @Override
  public void close() {
    synchronized (idle) {
      closed = true;
      idle.forEach(Connections::closeQuietly);
      idle.clear();
    }
  }
}
