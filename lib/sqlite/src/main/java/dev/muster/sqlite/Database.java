package dev.muster.sqlite;

import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/**
 * One SQLite file in WAL mode with one writer thread. Writes that arrive while a commit is under
 * way share the next one (group commit); each is a savepoint of its own, so one that fails takes no
 * other with it. A write is done when its commit is on disk (synchronous=FULL).
 */
public final class Database implements AutoCloseable {
  /** Work on a connection. */
  @FunctionalInterface
  public interface Work<T> {
    T on(Connection connection) throws SQLException;
  }

  /**
   * Opens or makes the file and brings its schema up to date.
   *
   * @throws DatabaseException if it cannot be opened, is no database, is damaged, or was written by
   *     a newer version
   */
  public static Database open(Path file, List<Migration> migrations) {
    throw new UnsupportedOperationException(file + " " + migrations.size());
  }

  /**
   * Queues a write; the future completes after its commit.
   *
   * <p>It fails with {@link DatabaseException}, without anything of it written.
   */
  public <T> CompletableFuture<T> write(Work<T> work) {
    throw new UnsupportedOperationException(work.toString());
  }

  /**
   * Reads on a read-only connection of a small pool; sees all that was committed before.
   *
   * @throws DatabaseException if the work fails
   */
  public <T> T read(Work<T> work) {
    throw new UnsupportedOperationException(work.toString());
  }

  @Override
  public void close() {}
}
