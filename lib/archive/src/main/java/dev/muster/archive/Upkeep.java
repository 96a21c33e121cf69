package dev.muster.archive;

import dev.muster.sqlite.DatabaseException;
import java.time.Duration;
import java.util.HashSet;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What the archive does in the background, on one thread: checks, seals, rolls up, drops what
 * expired. All of that can wait, so the thread gives way to others where the system lets it.
 */
final class Upkeep implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(Upkeep.class);
  private static final Duration SEAL = Duration.ofSeconds(5);
  private static final Duration EXPIRE = Duration.ofMinutes(1);

  private final Sealer sealer;
  private final Roller roller;
  private final Retention retention;
  private final PushStore pushed;
  private final StartCheck check;
  private final ScheduledExecutorService thread =
      Executors.newSingleThreadScheduledExecutor(inTheBackground());
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

  @SuppressWarnings("ThreadPriorityCheck") // nothing relies on it: only how soon scrapes are stored
  private static ThreadFactory inTheBackground() {
    return Thread.ofPlatform()
        .daemon()
        .priority(Thread.MIN_PRIORITY)
        .name("archive-upkeep")
        .factory();
  }

  void start() {
    thread.execute(() -> run("check", check::run));
    every(SEAL, "sealing", sealer::run);
    every(SEAL, "sealing of pushes", pushed::seal);
    every(SEAL, "rollups", roller::run);
    every(EXPIRE, "retention", this::dropExpired);
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

  /** Does something else, too, every so often. */
  void every(Duration time, String what, Runnable task) {
    long millis = time.toMillis();
    var _ =
        thread.scheduleWithFixedDelay(() -> run(what, task), millis, millis, TimeUnit.MILLISECONDS);
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
