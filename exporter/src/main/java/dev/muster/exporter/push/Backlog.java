package dev.muster.exporter.push;

import dev.muster.exporter.push.PushCounts.Reason;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The readings that wait to be sent, in their order. While the receiver takes them at once, the one
 * that waits is in memory alone and nothing is written; one that has failed, and all behind it, are
 * in {@link Segments files}.
 *
 * <p>A taken batch is never dropped or thinned under the hands of the one who sends it.
 */
final class Backlog implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(Backlog.class);

  private final FileChannel lock;
  private final SentMark mark;
  private final Segments files;
  private final PushCounts counts;
  private long newest;
  private long done;
  private @Nullable Reading memory;
  private boolean taken;
  private @Nullable SegmentReader reader;
  private @Nullable Reading ahead;
  private boolean unwritable;

  private Backlog(FileChannel lock, SentMark mark, Segments files, long done, PushCounts counts) {
    this.lock = lock;
    this.mark = mark;
    this.files = files;
    this.counts = counts;
    this.done = done;
    this.newest = Math.max(done, files.last());
    counts.watch(this::waiting);
  }

  /**
   * Opens the queue in a folder of its own.
   *
   * @throws PushException if the folder cannot be used, or another process uses it
   */
  static Backlog open(Path folder, PushSettings settings, PushCounts counts, InstantSource clock) {
    try {
      Files.createDirectories(folder);
      FileChannel lock = lock(folder);
      SentMark mark = SentMark.open(folder.resolve("sent"));
      long done = mark.read();
      var thinning = new Thinning(folder, settings.interval());
      Segments files = Segments.open(folder, settings.queue(), thinning, counts, clock, done);
      return new Backlog(lock, mark, files, done, counts);
    } catch (IOException e) {
      throw new PushException(
          "The push queue %s cannot be used (%s); make it writable or give another --path.state."
              .formatted(folder, e),
          e);
    }
  }

  // The lock is held by the channel for as long as it is open.
  @SuppressWarnings("resource")
  private static FileChannel lock(Path folder) throws IOException {
    FileChannel channel =
        FileChannel.open(
            folder.resolve("lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
    FileLock held = null;
    try {
      held = channel.tryLock();
    } catch (OverlappingFileLockException inThisProcess) {
      // As below.
    }
    if (held == null) {
      channel.close();
      throw new PushException(
          "Another exporter pushes from %s already; end it or give another --path.state."
              .formatted(folder));
    }
    return channel;
  }

  private synchronized PushCounts.Waiting waiting() {
    Reading one = memory;
    return new PushCounts.Waiting(
        files.samples() + (one == null ? 0 : one.samples()), files.bytes());
  }

  /** How many samples wait. */
  long samples() {
    return waiting().samples();
  }

  /** Puts one behind all others. */
  synchronized void add(Reading reading) {
    Reading numbered = reading.numbered(newest + 1);
    newest++;
    if (files.isEmpty() && memory == null) {
      memory = numbered;
    } else {
      if (!spill() || !append(numbered)) {
        counts.dropped(Reason.UNWRITABLE, numbered.samples());
      }
      files.enforce(taken || reader != null, done);
    }
    notifyAll();
  }

  /** Writes what is in memory alone. */
  synchronized boolean spill() {
    Reading alone = memory;
    if (alone != null) {
      if (!append(alone)) {
        return false;
      }
      memory = null;
    }
    return true;
  }

  private boolean append(Reading reading) {
    try {
      files.append(reading);
      unwritable = false;
      return true;
    } catch (IOException e) {
      if (!unwritable) {
        LOG.warn("msg=\"the push queue cannot be written\" reason=\"{}\"", e.toString());
      }
      unwritable = true;
      return false;
    }
  }

  /**
   * The oldest readings; waits until there is one. {@link #done} comes before the next call.
   *
   * @param samples not more than these, but one reading at least
   */
  synchronized Batch take(int samples) throws InterruptedException {
    while (true) {
      Batch batch = files.isEmpty() ? fromMemory() : fromFile(samples);
      if (batch != null) {
        taken = true;
        return batch;
      }
      if (files.isEmpty() && memory == null) {
        wait();
      }
    }
  }

  private @Nullable Batch fromMemory() {
    Reading alone = memory;
    return alone == null ? null : new Batch(List.of(alone));
  }

  /** Of the first segment; null where that had nothing and is gone now. */
  private @Nullable Batch fromFile(int samples) {
    List<Reading> readings = new ArrayList<>();
    int sum = 0;
    try {
      for (Reading next = next(); next != null; next = next()) {
        if (!readings.isEmpty() && sum + next.samples() > samples) {
          ahead = next;
          break;
        }
        readings.add(next);
        sum += next.samples();
      }
    } catch (IOException e) {
      LOG.warn("msg=\"the push queue cannot be read\" reason=\"{}\"", e.toString());
    }
    if (!readings.isEmpty()) {
      return new Batch(readings);
    }
    counts.dropped(Reason.DAMAGED, files.head().samples());
    removeHead();
    return null;
  }

  private @Nullable Reading next() throws IOException {
    Reading next = ahead;
    ahead = null;
    if (reader == null) {
      reader = SegmentReader.open(files.head().path());
    }
    while (next == null || next.number() <= done) {
      next = reader.next();
      if (next == null) {
        return null;
      }
    }
    return next;
  }

  /** What was taken does not wait any more. */
  synchronized void done(Batch batch) {
    taken = false;
    done = batch.last().number();
    if (memory != null && memory.number() <= done) {
      memory = null;
      return;
    }
    Segment head = files.head();
    head.less(batch.samples());
    if (head.last() <= done) {
      removeHead();
    } else {
      try {
        mark.write(done);
      } catch (IOException e) {
        LOG.warn("msg=\"what was pushed cannot be noted\" reason=\"{}\"", e.toString());
      }
    }
  }

  /** What was taken waits as before. */
  synchronized void giveBack() {
    taken = false;
    closeReader();
  }

  private void removeHead() {
    closeReader();
    files.remove(files.head());
  }

  private void closeReader() {
    SegmentReader ending = reader;
    reader = null;
    ahead = null;
    try {
      if (ending != null) {
        ending.close();
      }
    } catch (IOException e) {
      LOG.debug("msg=\"closing a file of the push queue failed\"", e);
    }
  }

  /** Keeps on the disk all that waits. */
  @Override
  public synchronized void close() {
    spill();
    closeReader();
    try (lock;
        mark;
        files) {
      LOG.debug("msg=\"push queue closed\" samples={}", files.samples());
    } catch (IOException e) {
      LOG.warn("msg=\"the push queue cannot be closed\" reason=\"{}\"", e.toString());
    }
  }
}
