package dev.muster.archive;

import dev.muster.sqlite.DatabaseException;
import java.util.HashSet;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What the archive does in the background, on one thread: checks, seals, rolls up, drops what
 * expired.
 */
final class Upkeep implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(Upkeep.class);
  private static final long SEAL_SECONDS = 5;
  private static final long EXPIRE_SECONDS = 60;

  private final Sealer sealer;
  private final Roller roller;
  private final Retention retention;
  private final PushStore pushed;
  private final StartCheck check;
  private final ScheduledExecutorService thread =
      Executors.newSingleThreadScheduledExecutor(
          Thread.ofPlatform().daemon().name("archive-upkeep").factory());
  private volatile boolean closed;

  /** What failed the last time: said once, as while a disk is full it fails every few seconds. */
  private final Set<String> failing = new HashSet<>();

  Upkeep(Sealer sealer, Roller roller, Retention retention, PushStore pushed, StartCheck check) {
    this.sealer = sealer;
    this.roller = roller;
    this.retention = retention;
    this.pushed = pushed;
    this.check = check;
  }

  void start() {
    thread.execute(() -> run("check", check::run));
    every(SEAL_SECONDS, "sealing", sealer::run);
    every(SEAL_SECONDS, "sealing of pushes", pushed::seal);
    every(SEAL_SECONDS, "rollups", roller::run);
    every(EXPIRE_SECONDS, "retention", this::dropExpired);
    retention.onChange(() -> {
      if (!closed) {
        thread.execute(() -> run("retention", this::dropExpired));
      }
    });
  }

  /** Drops what has expired without waiting for its turn; after what is under way. */
  void expireNow() {
    CompletableFuture.runAsync(this::dropExpired, thread).join();
  }

  /** What expires is sealed first, so that its rollups have all of it. */
  private void dropExpired() {
    sealer.run();
    retention.dropExpired();
  }

  private void every(long seconds, String what, Runnable task) {
    var _ =
        thread.scheduleWithFixedDelay(() -> run(what, task), seconds, seconds, TimeUnit.SECONDS);
  }

  private void run(String what, Runnable task) {
    try {
      task.run();
      if (failing.remove(what)) {
        LOG.info("msg=\"{} goes on\"", what);
      }
    } catch (DatabaseException e) {
      if (!closed && failing.add(what)) {
        LOG.warn("msg=\"{} failed\" reason=\"{}\"", what, e.getMessage());
      }
    } catch (RuntimeException e) {
      LOG.error("msg=\"{} failed\"", what, e);
    }
  }

  @Override
  public void close() {
    closed = true;
    sealer.close();
    pushed.closeUpkeep();
    roller.close();
    retention.close();
    check.close();
    thread.close();
  }
}
