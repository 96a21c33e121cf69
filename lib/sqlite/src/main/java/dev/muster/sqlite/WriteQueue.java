package dev.muster.sqlite;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Deque;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Writes that wait for the writer, in their order. There are so many places; whoever finds none
 * waits for one, so that a disk that stands still for a moment slows its writers down and fails
 * none of them.
 */
final class WriteQueue {
  private static final long IDLE_MILLIS = 200;

  /** A write, and whether it has one of the places. */
  private record Entry(Job<?> job, boolean hasPlace) {}

  private final Path file;
  private final int size;
  private final Duration patience;
  private final Semaphore places;
  private final BlockingQueue<Entry> entries = new LinkedBlockingQueue<>();
  private boolean closed;

  /**
   * Makes an empty queue.
   *
   * @param size how many writes may wait
   * @param patience how long one more waits for a place, until it fails
   */
  WriteQueue(Path file, int size, Duration patience) {
    this.file = file;
    this.size = size;
    this.patience = patience;
    this.places = new Semaphore(size, true);
  }

  /** Queues a write, as soon as there is a place for it; or says to it why not. */
  void submit(Job<?> job) {
    String wrong = takePlace();
    if (wrong == null) {
      wrong = add(new Entry(job, true));
    }
    if (wrong != null) {
      job.rejected(new DatabaseException(file + ": " + wrong));
    }
  }

  /** The same for the writer's own thread, which cannot wait for itself. */
  void submitByWriter(Job<?> job) {
    String wrong = add(new Entry(job, false));
    if (wrong != null) {
      job.rejected(new DatabaseException(file + ": " + wrong));
    }
  }

  private @Nullable String takePlace() {
    try {
      return places.tryAcquire(patience.toNanos(), TimeUnit.NANOSECONDS)
          ? null
          : "%d writes wait already, and for %d s there was no place for one more; the disk is too slow for them"
              .formatted(size, patience.toSeconds());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return "interrupted while waiting to write";
    }
  }

  private synchronized @Nullable String add(Entry entry) {
    if (closed) {
      release(entry);
      return "is closed";
    }
    entries.add(entry);
    return null;
  }

  private void release(Entry entry) {
    if (entry.hasPlace()) {
      places.release();
    }
  }

  /**
   * Takes what waits, for a group of so many. Where there is nothing it waits a little, and then,
   * as long as none of them is in a hurry, a while for more.
   *
   * @param group what the group has already, in which case nothing is waited for
   * @return false when closed and there is nothing more to come
   */
  boolean take(Deque<Job<?>> group, int most, long gatherNanos) throws InterruptedException {
    if (group.isEmpty() && poll(group, TimeUnit.MILLISECONDS.toNanos(IDLE_MILLIS))) {
      long until = System.nanoTime() + gatherNanos;
      boolean more = gatherNanos > 0;
      while (more && group.getLast().isPatient() && group.size() < most) {
        more = poll(group, until - System.nanoTime());
      }
    }
    boolean more = !group.isEmpty();
    while (more && group.size() < most) {
      more = poll(group, 0);
    }
    synchronized (this) {
      return !closed || !group.isEmpty() || !entries.isEmpty();
    }
  }

  private boolean poll(Deque<Job<?>> group, long nanos) throws InterruptedException {
    Entry next = entries.poll(nanos, TimeUnit.NANOSECONDS);
    if (next == null) {
      return false;
    }
    release(next);
    group.add(next.job());
    return true;
  }

  /** Takes no more; what waits for others need not wait any longer. */
  synchronized void close() {
    closed = true;
    entries.add(new Entry(new Job<>(connection -> true, done -> {}, false), false));
  }
}
