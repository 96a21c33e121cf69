package dev.muster.sqlite;

import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A queued write and how it went; used by the writer's thread alone. */
final class Job<T> {
  private static final Logger LOG = LoggerFactory.getLogger(Job.class);

  private final Database.Work<T> work;
  private final Consumer<? super T> afterCommit;
  private final boolean patient;
  private final CompletableFuture<T> done = new CompletableFuture<>();
  private @Nullable T result;
  private @Nullable Throwable failure;

  Job(Database.Work<T> work, Consumer<? super T> afterCommit, boolean patient) {
    this.work = work;
    this.afterCommit = afterCommit;
    this.patient = patient;
  }

  /** Whether it may wait a moment for others that share its commit. */
  boolean isPatient() {
    return patient;
  }

  CompletableFuture<T> done() {
    return done;
  }

  void run(Connection connection) throws SQLException {
    failure = null;
    result = work.on(connection);
  }

  void failed(Throwable cause) {
    failure = cause;
  }

  /** Tells the waiting side: the commit of the group this job was in is on disk. */
  @SuppressWarnings("NullAway") // a Work<@Nullable T> hands its null to its own future
  void committed(Path file) {
    if (failure == null) {
      tellOwner(file);
      done.complete(result);
    } else {
      done.completeExceptionally(Failure.ofWork(file, failure));
    }
  }

  @SuppressWarnings("NullAway") // as above
  private void tellOwner(Path file) {
    try {
      afterCommit.accept(result);
    } catch (RuntimeException e) {
      LOG.error("msg=\"after commit failed\" file={}", file, e);
    }
  }

  void rejected(DatabaseException why) {
    done.completeExceptionally(why);
  }
}
