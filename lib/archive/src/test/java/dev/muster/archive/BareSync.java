package dev.muster.archive;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.locks.LockSupport;

/**
 * What the disk alone takes: appends three pages to a file beside the archive's and waits until
 * they are on the disk, every 20 ms, as a program would that does nothing else.
 */
final class BareSync implements AutoCloseable {
  private static final long EVERY_NANOS = Duration.ofMillis(20).toNanos();
  private static final int BYTES = 3 * 4096;
  private static final long FILE_BYTES = 16 << 20;

  /** In nanoseconds as {@link System#nanoTime} counts them. */
  private record Sync(long begin, long end) {
    long nanos() {
      return end - begin;
    }
  }

  private final List<Sync> syncs = new ArrayList<>();
  private final ExecutorService thread = Executors.newSingleThreadExecutor();
  private volatile long written;
  private volatile boolean closed;

  BareSync(Path file) {
    thread.execute(() -> run(file));
  }

  private void run(Path file) {
    var bytes = ByteBuffer.allocateDirect(BYTES);
    try (var channel =
        FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE)) {
      for (long at = 0; !closed; at += BYTES) {
        long begin = System.nanoTime();
        channel.write(bytes.rewind(), at % FILE_BYTES);
        channel.force(false);
        written = at + BYTES;
        syncs.add(new Sync(begin, System.nanoTime()));
        LockSupport.parkNanos(EVERY_NANOS);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** How much it has written. */
  long writtenBytes() {
    return written;
  }

  /** How long each took, in microseconds. */
  int[] micros() {
    return syncs.stream().mapToInt(sync -> (int) (sync.nanos() / 1000)).toArray();
  }

  /** Whether one of them took so long, all or part of it within a range of time. */
  boolean tookLong(long fromNanos, long toNanos, long leastNanos) {
    return syncs.stream()
        .anyMatch(sync ->
            sync.nanos() >= leastNanos && sync.end() - fromNanos > 0 && toNanos - sync.begin() > 0);
  }

  /** Syncs no more; what was measured can be read then. */
  void end() {
    closed = true;
    thread.close();
  }

  @Override
  public void close() {
    end();
  }
}
