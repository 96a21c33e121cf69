package dev.muster.sqlite;

import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The one thread that writes: takes what is queued, commits it as a group, tells each writer. */
final class Writer implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(Writer.class);
  private static final int QUEUE = 10_000;
  private static final int GROUP = 512;
  private static final long IDLE_MILLIS = 200;

  private final Path file;
  private final Connection connection;
  private final long gatherNanos;
  private final BlockingQueue<Job<?>> queue = new LinkedBlockingQueue<>(QUEUE);
  private final Thread thread;
  private final Object accepting = new Object();
  private boolean closed;
  private volatile boolean checkpointWanted;

  Writer(Path file, Connection connection, Duration gather) {
    this.file = file;
    this.connection = connection;
    this.gatherNanos = gather.toNanos();
    this.thread = Thread.ofPlatform().daemon().name("database-writer").start(this::run);
  }

  boolean isCurrentThread() {
    return Thread.currentThread().equals(thread);
  }

  <T> CompletableFuture<T> submit(Job<T> job) {
    synchronized (accepting) {
      if (closed) {
        job.rejected(new DatabaseException(file + ": is closed"));
      } else if (!queue.offer(job)) {
        job.rejected(
            new DatabaseException(
                file + ": " + QUEUE + " writes wait already; the disk is too slow for them"));
      }
    }
    return job.done();
  }

  /** Asks for the rest of a checkpoint, which needs a moment without writes. */
  void finishCheckpoint() {
    checkpointWanted = true;
  }

  private void run() {
    var group = new ArrayList<Job<?>>();
    while (takeGroup(group)) {
      try {
        commit(group);
      } catch (RuntimeException | Error e) {
        LOG.error("msg=\"database write failed\" file={}", file, e);
        rollBack();
        group.forEach(job -> job.rejected(Failure.ofWork(file, e)));
      }
      if (checkpointWanted) {
        checkpointWanted = false;
        try {
          Checkpoints.passive(connection);
        } catch (SQLException e) {
          LOG.debug("msg=\"checkpoint unfinished\" file={} reason=\"{}\"", file, e.getMessage());
        }
      }
    }
    Connections.closeQuietly(connection);
  }

  /** Fills the group, perhaps with nothing; false when closed and all is written. */
  private boolean takeGroup(List<Job<?>> group) {
    group.clear();
    try {
      Job<?> first = queue.poll(IDLE_MILLIS, TimeUnit.MILLISECONDS);
      if (first != null) {
        group.add(first);
        gather(group);
        queue.drainTo(group, GROUP - group.size());
      }
    } catch (InterruptedException e) {
      LOG.debug("msg=\"writer interrupted\" file={}", file);
    }
    synchronized (accepting) {
      return !closed || !group.isEmpty() || !queue.isEmpty();
    }
  }

  /** Waits a moment for more, as long as none of them is in a hurry. */
  private void gather(List<Job<?>> group) throws InterruptedException {
    long until = System.nanoTime() + gatherNanos;
    while (gatherNanos > 0 && group.getLast().isPatient() && group.size() < GROUP) {
      Job<?> next = queue.poll(until - System.nanoTime(), TimeUnit.NANOSECONDS);
      if (next == null) {
        return;
      }
      group.add(next);
    }
  }

  private void commit(List<Job<?>> group) {
    if (group.isEmpty()) {
      return;
    }
    if (!begin(group)) {
      return;
    }
    try {
      for (var job : group) {
        runInSavepoint(job);
      }
      execute("COMMIT");
    } catch (SQLException e) {
      rollBack();
      retryAlone(group, e);
      return;
    }
    group.forEach(job -> job.committed(file));
  }

  private boolean begin(List<Job<?>> group) {
    try {
      execute("BEGIN IMMEDIATE");
      return true;
    } catch (SQLException e) {
      var why = Failure.of(file, e);
      group.forEach(job -> job.rejected(why));
      return false;
    }
  }

  /** The transaction is lost with all in it; whoever can be written without the others shall be. */
  private void retryAlone(List<Job<?>> group, SQLException e) {
    if (group.size() == 1) {
      group.getFirst().rejected(Failure.of(file, e));
      return;
    }
    for (var job : group) {
      commit(List.of(job));
    }
  }

  /**
   * Runs one job.
   *
   * @throws SQLException if SQLite has given up the whole transaction
   */
  private void runInSavepoint(Job<?> job) throws SQLException {
    execute("SAVEPOINT job");
    try {
      job.run(connection);
    } catch (SQLException | RuntimeException | Error e) {
      job.failed(e);
      undo(e);
    }
    execute("RELEASE job");
  }

  private void undo(Throwable cause) throws SQLException {
    try {
      execute("ROLLBACK TO job");
    } catch (SQLException e) {
      e.addSuppressed(cause);
      throw cause instanceof SQLException original ? original : e;
    }
  }

  private void rollBack() {
    try {
      execute("ROLLBACK");
    } catch (SQLException e) {
      LOG.debug("msg=\"already rolled back\" file={} reason=\"{}\"", file, e.getMessage());
    }
  }

  private void execute(String sql) throws SQLException {
    try (var statement = connection.createStatement()) {
      statement.execute(sql);
    }
  }

  /** Takes no more, writes what waits, and closes the connection. */
  @Override
  public void close() {
    synchronized (accepting) {
      closed = true;
      // What waits for others need not wait any longer.
      var _ = queue.offer(new Job<>(connection -> true, done -> {}, false));
    }
    boolean interrupted = false;
    while (thread.isAlive() && !isCurrentThread()) {
      try {
        thread.join();
      } catch (InterruptedException e) {
        interrupted = true;
      }
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }
}
