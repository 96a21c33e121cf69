package dev.muster.scraper.ssh;

import dev.muster.fleet.Client;
import dev.muster.ssh.SshConnection;
import dev.muster.ssh.SshException;
import dev.muster.ssh.SshException.Kind;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * One log-in to a client that is kept, and made again when it was lost. After a failure the next
 * try waits: some seconds where nobody answered, minutes where the log-in was refused, as servers
 * lock out those who try wrong passwords too often. Whoever asks before has the same failure again.
 * A log-in that takes longer than one scrape waits goes on for the next.
 */
final class KeptConnection implements AutoCloseable {
  private static final Duration FIRST_PAUSE = Duration.ofSeconds(1);
  private static final Duration LONGEST_PAUSE = Duration.ofSeconds(60);
  private static final Duration FIRST_PAUSE_REFUSED = Duration.ofSeconds(60);
  private static final Duration LONGEST_PAUSE_REFUSED = Duration.ofMinutes(15);
  private static final int MOST_DOUBLINGS = 10;

  private final Client client;
  private final SshAccess.LogIns logIns;
  private final LongSupplier nanos;
  private @Nullable CompletableFuture<SshConnection> attempt;
  private @Nullable Thread attempting;
  private int failures;
  private long pauseEndsNanos;
  private boolean closed;

  /**
   * None yet.
   *
   * @param nanos a clock that never goes back, in ns
   */
  KeptConnection(Client client, SshAccess.LogIns logIns, LongSupplier nanos) {
    this.client = client;
    this.logIns = logIns;
    this.nanos = nanos;
  }

  /**
   * The connection.
   *
   * @param patience how long to wait for it
   * @throws SshFailure if there is none
   * @throws InterruptedException if the waiting was broken off
   */
  SshConnection get(Duration patience) throws SshFailure, InterruptedException {
    var wanted = current();
    try {
      return wanted.get(patience.toNanos(), TimeUnit.NANOSECONDS);
    } catch (TimeoutException late) {
      throw new SshFailure("no log-in within " + patience.toSeconds() + "s");
    } catch (ExecutionException e) {
      throw e.getCause() instanceof SshException told
          ? new SshFailure(told)
          : new SshFailure("the log-in broke: " + e.getCause());
    }
  }

  private synchronized CompletableFuture<SshConnection> current() throws SshFailure {
    if (closed) {
      throw new SshFailure("the client is no longer asked");
    }
    var before = attempt;
    if (before != null) {
      boolean failed = before.isCompletedExceptionally();
      if (!before.isDone()
          || (failed && nanos.getAsLong() - pauseEndsNanos < 0)
          || (!failed && before.join().isOpen())) {
        return before;
      }
      if (!failed) {
        closeAside(before.join());
      }
    }
    var next = new CompletableFuture<SshConnection>();
    attempt = next;
    attempting = Thread.ofVirtual().name("ssh-log-in-" + client.name()).start(() -> connect(next));
    return next;
  }

  private void connect(CompletableFuture<SshConnection> result) {
    try {
      var connection = logIns.connect(client);
      synchronized (this) {
        failures = 0;
      }
      if (!result.complete(connection)) {
        connection.close();
      }
    } catch (SshException e) {
      pause(e.kind());
      result.completeExceptionally(e);
    } catch (RuntimeException e) {
      pause(Kind.FAILED);
      result.completeExceptionally(e);
    }
  }

  private synchronized void pause(Kind kind) {
    boolean refused = kind == Kind.LOG_IN;
    long first = (refused ? FIRST_PAUSE_REFUSED : FIRST_PAUSE).toNanos();
    long longest = (refused ? LONGEST_PAUSE_REFUSED : LONGEST_PAUSE).toNanos();
    pauseEndsNanos =
        nanos.getAsLong() + Math.min(longest, first << Math.min(failures, MOST_DOUBLINGS));
    failures++;
  }

  /** Saying good-bye may take as long as the other side likes. */
  private static void closeAside(SshConnection connection) {
    Thread.ofVirtual().name("ssh-close").start(connection::close);
  }

  /** Whether a connection is there now, without making one. */
  synchronized @Nullable SshConnection open() {
    var now = attempt;
    if (now == null || !now.isDone() || now.isCompletedExceptionally()) {
      return null;
    }
    var connection = now.join();
    return connection.isOpen() ? connection : null;
  }

  /** Ends it; there will be no other. */
  @Override
  public synchronized void close() {
    closed = true;
    if (attempting != null) {
      attempting.interrupt();
    }
    var last = attempt;
    if (last != null
        && !last.completeExceptionally(new SshException(Kind.LOST, "the client is no longer asked"))
        && !last.isCompletedExceptionally()) {
      closeAside(last.join());
    }
  }
}
