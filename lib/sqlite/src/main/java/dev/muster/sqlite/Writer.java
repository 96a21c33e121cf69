package dev.muster.sqlite;

import java.nio.file.Path;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The one thread that writes: takes what is queued, commits it as a group, tells each writer. What
 * a group does takes no longer than a step, unless its commit takes longer anyway; the rest has to
 * wait for the next one, so that none waits for all that happens to be there.
 */
final class Writer implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(Writer.class);
  private static final int QUEUE = 10_000;
  private static final Duration PATIENCE = Duration.ofSeconds(10);
  private static final int GROUP = 512;

  private final Path file;
  private final Connection connection;
  private final long gatherNanos;
  private final long stepNanos;
  private final WriteQueue queue;
  private final Thread thread;
  private final Map<String, PreparedStatement> statements = new HashMap<>();
  private volatile boolean checkpointWanted;

  /** How long the last commit took. */
  private long commitNanos;

  Writer(Path file, Connection connection, Duration gather, Duration step) {
    this.file = file;
    this.connection = connection;
    this.gatherNanos = gather.toNanos();
    this.stepNanos = step.toNanos();
    this.queue = new WriteQueue(file, QUEUE, PATIENCE);
    this.thread = Thread.ofPlatform().daemon().name("database-writer").start(this::run);
  }

  boolean isCurrentThread() {
    return Thread.currentThread().equals(thread);
  }

  <T> CompletableFuture<T> submit(Job<T> job) {
    if (isCurrentThread()) {
      queue.submitByWriter(job);
    } else {
      queue.submit(job);
    }
    return job.done();
  }

  /** Asks for the rest of a checkpoint, which needs a moment without writes. */
  void finishCheckpoint() {
    checkpointWanted = true;
  }

  private void run() {
    var waiting = new ArrayDeque<Job<?>>();
    var group = new ArrayList<Job<?>>();
    while (take(waiting)) {
      group.clear();
      try {
        commit(waiting, group);
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

  private boolean take(Deque<Job<?>> waiting) {
    try {
      return queue.take(waiting, GROUP, gatherNanos);
    } catch (InterruptedException e) {
      LOG.debug("msg=\"writer interrupted\" file={}", file);
      return true;
    }
  }

  /** Does as much of what waits as fits into a group, and commits it. */
  private void commit(Deque<Job<?>> waiting, List<Job<?>> group) {
    if (waiting.isEmpty() || !begin(waiting)) {
      return;
    }
    long until = System.nanoTime() + Math.max(stepNanos, commitNanos);
    try {
      do {
        var job = waiting.remove();
        group.add(job);
        runInSavepoint(job);
      } while (!waiting.isEmpty() && System.nanoTime() < until);
      long done = System.nanoTime();
      execute("COMMIT");
      commitNanos = System.nanoTime() - done;
    } catch (SQLException e) {
      rollBack();
      retryAlone(group, e);
      return;
    }
    group.forEach(job -> job.committed(file));
  }

  private boolean begin(Deque<Job<?>> waiting) {
    try {
      execute("BEGIN IMMEDIATE");
      return true;
    } catch (SQLException e) {
      var why = Failure.of(file, e);
      waiting.forEach(job -> job.rejected(why));
      waiting.clear();
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
      commit(new ArrayDeque<>(List.of(job)), new ArrayList<>());
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

  /** Runs one of the few statements around jobs, which are kept as long as the connection. */
  private void execute(String sql) throws SQLException {
    var statement = statements.get(sql);
    if (statement == null) {
      statement = connection.prepareStatement(sql);
      statements.put(sql, statement);
    }
    try {
      statement.execute();
    } catch (SQLException e) {
      // One that failed cannot be run again.
      statements.remove(sql);
      statement.close();
      throw e;
    }
  }

  /** Takes no more, writes what waits, and closes the connection. */
  @Override
  public void close() {
    queue.close();
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
