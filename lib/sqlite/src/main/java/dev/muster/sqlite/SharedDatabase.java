package dev.muster.sqlite;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.concurrent.locks.ReentrantLock;

/**
 * A small SQLite file in WAL mode that several processes read and write: a running server, and a
 * command beside it. Each write is a transaction of its own, on disk when it returns, and waits up
 * to 5 s for another process's.
 */
public final class SharedDatabase implements DatabaseReads, AutoCloseable {
  /** How long another process may take to make the file, in milliseconds. */
  private static final long MAKING = 60_000;

  private final Path file;
  private final Connection writer;
  private final Connection reader;
  private final ReentrantLock writing = new ReentrantLock();
  private final ReentrantLock reading = new ReentrantLock();

  private SharedDatabase(Path file, Connection writer, Connection reader) {
    this.file = file;
    this.writer = writer;
    this.reader = reader;
  }

  /**
   * Opens or makes the file, for its owner alone, and brings its schema up to date.
   *
   * @throws DatabaseException if it cannot be opened, is no database, is damaged, was cut to
   *     nothing, or was written by a newer version
   */
  public static SharedDatabase open(Path file, List<Migration> migrations) {
    requireNothingCut(file);
    Connections.make(file);
    Connection writer = Connections.writer(file);
    try {
      try (var statement = writer.createStatement()) {
        // The log is small, so whoever writes moves it into the file.
        statement.execute("PRAGMA wal_autocheckpoint=250");
      }
      bringUpToDate(new Schema(file, migrations), writer);
      return new SharedDatabase(file, writer, Connections.reader(file));
    } catch (SQLException e) {
      Connections.closeQuietly(writer);
      throw Failure.of(file, e);
    } catch (RuntimeException e) {
      Connections.closeQuietly(writer);
      throw e;
    }
  }

  /** An empty file is being made by another process, unless it has been so for long. */
  private static void requireNothingCut(Path file) {
    try {
      if (Files.exists(file)
          && Files.size(file) == 0
          && System.currentTimeMillis() - Files.getLastModifiedTime(file).toMillis() > MAKING) {
        throw DatabaseException.ofCut(file);
      }
    } catch (IOException e) {
      throw Failure.ofFiles(file, e);
    }
  }

  /** Where another process makes the same file at the same time, its tables are there by then. */
  private static void bringUpToDate(Schema schema, Connection writer) {
    try {
      schema.bringUpToDate(writer);
    } catch (DatabaseException raced) {
      schema.bringUpToDate(writer);
    }
  }

  /**
   * Writes; on return it is on disk.
   *
   * @throws DatabaseException with nothing of it written
   */
  public <T> T write(Database.Work<T> work) {
    writing.lock();
    try (var statement = writer.createStatement()) {
      statement.execute("BEGIN IMMEDIATE");
      try {
        T result = work.on(writer);
        statement.execute("COMMIT");
        return result;
      } catch (SQLException | RuntimeException e) {
        rollBack(statement, e);
        throw e;
      }
    } catch (SQLException e) {
      throw Failure.of(file, e);
    } finally {
      writing.unlock();
    }
  }

  private static void rollBack(Statement statement, Exception cause) {
    try {
      statement.execute("ROLLBACK");
    } catch (SQLException e) {
      cause.addSuppressed(e);
    }
  }

  @Override
  public <T> T read(Database.Work<T> work) {
    reading.lock();
    try {
      return work.on(reader);
    } catch (SQLException e) {
      throw Failure.of(file, e);
    } finally {
      reading.unlock();
    }
  }

  @Override
  public void close() {
    reading.lock();
    try {
      Connections.closeQuietly(reader);
    } finally {
      reading.unlock();
    }
    writing.lock();
    try {
      Connections.closeQuietly(writer);
    } finally {
      writing.unlock();
    }
  }
}
