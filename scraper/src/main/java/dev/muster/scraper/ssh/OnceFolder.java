package dev.muster.scraper.ssh;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.muster.fleet.Client;
import dev.muster.ssh.SshConnection;
import dev.muster.ssh.SshException;
import dev.muster.ssh.SshException.Kind;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The exporter in a temporary folder of one client, where nothing may be installed: put there once
 * over a kept connection, run for each scrape, removed at the end. What a server that was killed
 * left there is removed before. While it is put there, which may take longer than a scrape waits,
 * scrapes say so and fail.
 */
public final class OnceFolder implements AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(OnceFolder.class);
  private static final Duration REMOVING = Duration.ofSeconds(6);
  private static final int MOST_ERROR = 300;
  private static final Pattern CURSOR = Pattern.compile("[A-Za-z0-9_=+/.~-]{1,8192}");

  /**
   * Ends the exporter at once where one still runs there, which would write what was just removed,
   * and tries until nothing runs and nothing is left.
   */
  private static final String REMOVAL =
      """
      at=FOLDER
      tries=0
      while :; do
        running=
        for process in /proc/[0-9]*; do
          case "$(tr '\\0' ' ' <"$process/cmdline" 2>/dev/null)" in
            *FOLDER/*) kill -9 "${process#/proc/}" 2>/dev/null && running=yes ;;
          esac
        done
        said=$(rm -rf "$at" 2>&1)
        [ -e "$at" ] || [ -n "$running" ] || exit 0
        tries=$((tries + 1))
        [ "$tries" -lt 12 ] || { echo "$said" >&2; exit 1; }
        sleep 0.3 2>/dev/null || sleep 1
      done
      """;

  private final Client client;
  private final KeptConnection kept;
  private final OnceSetup setup;
  private @Nullable CompletableFuture<String> folder;
  private @Nullable Thread preparing;
  private long retryNanos;
  private boolean closed;

  OnceFolder(Client client, KeptConnection kept, SshAccess access, Semaphore uploads) {
    this.client = client;
    this.kept = kept;
    this.setup = new OnceSetup(client, access, uploads);
  }

  /**
   * Reads the metrics page.
   *
   * @param patience for all of it
   * @param limit of its bytes
   * @throws SshFailure saying why there is none
   * @throws InterruptedException if it was broken off
   */
  public byte[] page(Duration patience, int limit) throws SshFailure, InterruptedException {
    return run("--once", patience, limit);
  }

  /**
   * Reads event-log records as {@code /events} has them.
   *
   * @param cursor after which to begin; "" for the cursor of now and no records
   * @param most records
   * @param limit of bytes
   * @throws SshFailure saying why there are none
   * @throws InterruptedException if it was broken off
   */
  public byte[] events(String cursor, int most, Duration patience, int limit)
      throws SshFailure, InterruptedException {
    if (!cursor.isEmpty() && !CURSOR.matcher(cursor).matches()) {
      throw new SshFailure("its exporter gave a cursor that is none");
    }
    String after = cursor.isEmpty() ? "" : " --once.after=" + cursor;
    return run("--once=events --once.limit=" + most + after, patience, limit);
  }

  private byte[] run(String flags, Duration patience, int limit)
      throws SshFailure, InterruptedException {
    long end = System.nanoTime() + patience.toNanos();
    var connection = kept.get(patience);
    String at = folder(connection, Duration.ofNanos(Math.max(0, end - System.nanoTime())));
    String command =
        "exec "
            + at
            + "/exporter/bin/muster-exporter --log.level=error --path.state="
            + at
            + "/state "
            + flags;
    try {
      var left = Duration.ofNanos(Math.max(1, end - System.nanoTime()));
      var result = connection.run("sh -s", command.getBytes(UTF_8), left, limit);
      if (result.exitStatus() == 0) {
        return result.output().getBytes(UTF_8);
      }
      throw failed(result);
    } catch (SshException e) {
      throw new SshFailure(e);
    }
  }

  /** A shell says 126 and 127 where there is no such program: the folder was cleaned away. */
  private SshFailure failed(SshConnection.Result result) {
    if (result.exitStatus() == 126 || result.exitStatus() == 127) {
      forget();
    }
    return new SshFailure(
        "its exporter ended with status " + result.exitStatus() + ": " + line(result.error()));
  }

  static String line(String text) {
    String first = text.strip().lines().findFirst().orElse("nothing was said");
    String clean = first.replaceAll("\\p{Cntrl}", " ");
    return clean.length() <= MOST_ERROR ? clean : clean.substring(0, MOST_ERROR) + "…";
  }

  private synchronized void forget() {
    folder = null;
  }

  private String folder(SshConnection connection, Duration patience)
      throws SshFailure, InterruptedException {
    try {
      return wanted(connection).get(patience.toNanos(), TimeUnit.NANOSECONDS);
    } catch (TimeoutException late) {
      throw new SshFailure("the exporter is still being put there");
    } catch (ExecutionException e) {
      throw e.getCause() instanceof SshException told
          ? new SshFailure(told)
          : new SshFailure("putting the exporter there broke: " + e.getCause());
    }
  }

  private synchronized CompletableFuture<String> wanted(SshConnection connection)
      throws SshFailure {
    if (closed) {
      throw new SshFailure("the client is no longer asked");
    }
    var now = folder;
    if (now != null && !(now.isCompletedExceptionally() && System.nanoTime() - retryNanos >= 0)) {
      return now;
    }
    var next = new CompletableFuture<String>();
    folder = next;
    preparing =
        Thread.ofVirtual().name("ssh-once-" + client.name()).start(() -> prepare(connection, next));
    return next;
  }

  private void prepare(SshConnection connection, CompletableFuture<String> result) {
    try {
      String at = setup.prepare(connection);
      if (!result.complete(at)) {
        remove(connection, at);
      }
    } catch (SshException e) {
      pause(e.kind() == Kind.LOST);
      result.completeExceptionally(e);
    } catch (RuntimeException e) {
      pause(false);
      result.completeExceptionally(e);
    }
  }

  /** A lost connection is made anew at once; what else went wrong stays so for a while. */
  private synchronized void pause(boolean lost) {
    retryNanos = System.nanoTime() + (lost ? 0 : Duration.ofMinutes(1).toNanos());
  }

  private void remove(SshConnection connection, String at) {
    try {
      var script = REMOVAL.replace("FOLDER", at).getBytes(UTF_8);
      var removed = connection.run("sh -s", script, REMOVING, MOST_ERROR);
      if (removed.exitStatus() != 0) {
        throw new SshException(Kind.FAILED, line(removed.error()));
      }
    } catch (SshException e) {
      stays(at, String.valueOf(e.getMessage()));
    }
  }

  /** Removes it; there will be no other. Bounded by some seconds. */
  @Override
  public void close() {
    CompletableFuture<String> last;
    synchronized (this) {
      closed = true;
      last = folder;
      folder = null;
    }
    if (last == null) {
      return;
    }
    boolean unfinished =
        last.completeExceptionally(new SshException(Kind.LOST, "the client is no longer asked"));
    if (unfinished) {
      awaitPreparing();
      return;
    }
    if (!last.isCompletedExceptionally()) {
      removeAnew(last.join());
    }
  }

  /** Over the kept connection, or over another where that was lost. */
  private void removeAnew(String at) {
    try {
      remove(kept.get(REMOVING), at);
    } catch (SshFailure e) {
      stays(at, String.valueOf(e.getMessage()));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      stays(at, "the removal was broken off");
    }
  }

  private void stays(String at, String reason) {
    log.warn(
        "msg=\"a temporary folder stays\" client={} folder={} reason=\"{}\"",
        client.name(),
        at,
        reason);
  }

  /** It removes what it began. */
  private void awaitPreparing() {
    Thread thread;
    synchronized (this) {
      thread = preparing;
    }
    if (thread != null) {
      thread.interrupt();
      try {
        thread.join(REMOVING);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
    }
  }
}
