package dev.muster.sqlite;

import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.function.Consumer;

/**
 * One SQLite file in WAL mode with one writer thread. Writes that arrive while a commit is under
 * way share the next one (group commit), as many as take no longer than a moment; each is a
 * savepoint of its own, so one that fails takes no other with it. A write is done when its commit
 * is on disk (synchronous=FULL).
 *
 * <p>One process writes: a lock file beside the database keeps a second one out, and goes with the
 * process however it ends. Other programs may read the file at any time.
 */
public final class Database implements DatabaseReads, AutoCloseable {
  /** Work on a connection. */
  @FunctionalInterface
  public interface Work<T> {
    T on(Connection connection) throws SQLException;
  }

  /** How long what shares a commit may take; what is left then waits for the next one. */
  private static final Duration STEP = Duration.ofMillis(20);

  private final Path file;
  private final WriterLock lock;
  private final Writer writer;
  private final Readers readers;
  private final Checkpoints checkpoints;

  private Database(
      Path file, WriterLock lock, Writer writer, Readers readers, Checkpoints checkpoints) {
    this.file = file;
    this.lock = lock;
    this.writer = writer;
    this.readers = readers;
    this.checkpoints = checkpoints;
  }

  /**
   * Opens or makes the file and brings its schema up to date.
   *
   * @throws DatabaseException if it cannot be opened, is no database, is damaged, was written by a
   *     newer version, or is in use by another process
   */
  public static Database open(Path file, List<Migration> migrations) {
    return open(file, migrations, Duration.ZERO);
  }

  /**
   * The same.
   *
   * @param gather how long a {@link #writeSoon write that has time} may wait for others
   */
  public static Database open(Path file, List<Migration> migrations, Duration gather) {
    return open(file, migrations, gather, STEP);
  }

  static Database open(Path file, List<Migration> migrations, Duration gather, Duration step) {
    var lock = WriterLock.take(file);
    try {
      lock.requireNothingCut(file);
      Connections.make(file);
      Connection connection = Connections.writer(file);
      try {
        new Schema(file, migrations).bringUpToDate(connection);
        Connection mover = Connections.maintenance(file);
        var writer = new Writer(file, connection, gather, step);
        var checkpoints = new Checkpoints(file, mover, writer);
        lock.opened();
        return new Database(file, lock, writer, new Readers(file), checkpoints);
      } catch (RuntimeException e) {
        Connections.closeQuietly(connection);
        throw e;
      }
    } catch (RuntimeException e) {
      lock.close();
      throw e;
    }
  }

  /**
   * Queues a write; the future completes after its commit. Where 10,000 wait already, it waits for
   * a place for up to 10 s.
   *
   * <p>It fails with {@link DatabaseException}, without anything of it written. The work may run
   * more than once (when the disk is full, say, and what shared its commit is tried again alone),
   * so whatever it does outside the database must bear that. What hangs on the future without an
   * executor of its own runs on the writer's thread, in the order of the commits: keep it short,
   * and never wait there for another write.
   */
  public <T> CompletableFuture<T> write(Work<T> work) {
    return write(work, result -> {});
  }

  /**
   * The same, with something to do between the commit and the future's completion: it runs on the
   * writer's thread, in the order of the commits, so that what it keeps in memory follows the file.
   */
  public <T> CompletableFuture<T> write(Work<T> work, Consumer<? super T> afterCommit) {
    return writer.submit(new Job<>(work, afterCommit, false));
  }

  /**
   * The same for one that may wait a moment for others that share its commit: for as long as {@link
   * #open(Path, List, Duration)} says, or until there is one that may not.
   */
  public <T> CompletableFuture<T> writeSoon(Work<T> work, Consumer<? super T> afterCommit) {
    return writer.submit(new Job<>(work, afterCommit, true));
  }

  /**
   * Writes and waits for the commit.
   *
   * @throws DatabaseException with nothing of it written
   */
  public <T> T writeAndWait(Work<T> work) {
    return writeAndWait(work, result -> {});
  }

  /**
   * The same, with something to do between the commit and the return, as in {@link #write(Work,
   * Consumer)}.
   *
   * @throws DatabaseException with nothing of it written
   */
  public <T> T writeAndWait(Work<T> work, Consumer<? super T> afterCommit) {
    if (writer.isCurrentThread()) {
      throw new IllegalStateException("the writer's thread cannot wait for a write");
    }
    try {
      return write(work, afterCommit).join();
    } catch (CompletionException e) {
      if (e.getCause() instanceof DatabaseException cause) {
        throw new DatabaseException(String.valueOf(cause.getMessage()), cause);
      }
      throw e;
    }
  }

  /**
   * Reads on a read-only connection of a small pool; sees all that was committed before, and
   * nothing of what is committed meanwhile.
   *
   * @throws DatabaseException if the work fails
   */
  @Override
  public <T> T read(Work<T> work) {
    return readers.read(work);
  }

  /**
   * Copies the database as it is now into a new file while reading and writing go on.
   *
   * @throws DatabaseException if the target exists or cannot be written
   */
  public void backup(Path target) {
    Backup.write(file, target, Progress.NONE);
  }

  /** Writes what is queued, then lets go of the file. Later writes and reads fail. */
  @Override
  public void close() {
    checkpoints.close();
    writer.close();
    readers.close();
    lock.close();
  }
}
