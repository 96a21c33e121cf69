package dev.muster.fleet;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The fleet in force, kept in step with its file and those of {@link FleetFolder}. A file that
 * changed is read anew; one that has mistakes leaves the running fleet in force. A file that is
 * gone for a moment, as while an editor replaces it, changes nothing.
 *
 * <p>Only these files are watched: a changed {@code password-file} counts from the next {@link
 * #reload()}. Safe for use by many threads. A {@link Status#failures()} that grows means that
 * somebody writes mistakes into the file; {@link Status#mistakes()} says which.
 */
public final class FleetWatcher implements Supplier<Fleet>, AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(FleetWatcher.class);
  private static final Duration INTERVAL = Duration.ofSeconds(1);

  private final Path file;
  private final Supplier<Fleet> reader;
  private final List<Consumer<Fleet>> listeners = new CopyOnWriteArrayList<>();
  private final ReentrantLock reloading = new ReentrantLock();
  private final CountDownLatch closed = new CountDownLatch(1);
  private volatile Fleet fleet;
  private volatile Status status = new Status(0, 0, List.of());
  private Stamps stamp;

  /**
   * How reloading went.
   *
   * @param reloads how often the file was read well since the first time
   * @param failures how often it was read in vain
   * @param mistakes why the last reading failed; empty where it did not
   */
  public record Status(long reloads, long failures, List<Finding> mistakes) {
    public Status {
      mistakes = List.copyOf(mistakes);
    }
  }

  /** What changes when a file does. */
  private record Stamp(long modifiedNanos, long size, @Nullable Object key) {
    static final Stamp NONE = new Stamp(0, -1, null);

    static Stamp of(Path file) {
      try {
        var read = Files.readAttributes(file, BasicFileAttributes.class);
        long nanos = read.lastModifiedTime().to(TimeUnit.NANOSECONDS);
        return new Stamp(nanos, read.size(), read.fileKey());
      } catch (NoSuchFileException e) {
        return NONE;
      } catch (IOException e) {
        log.warn("msg=\"fleet file cannot be watched\" file={} error=\"{}\"", file, e.toString());
        return NONE;
      }
    }
  }

  /** Of the fleet file, and of the others by their paths. */
  private record Stamps(Stamp file, Map<Path, Stamp> others) {
    static Stamps of(Path file) {
      var others = new HashMap<Path, Stamp>();
      try {
        FleetFolder.files(file).forEach(other -> others.put(other, Stamp.of(other)));
      } catch (IOException e) {
        log.debug("msg=\"folder not watched\" folder={}", FleetFolder.beside(file), e);
      }
      return new Stamps(Stamp.of(file), others);
    }
  }

  private FleetWatcher(Path file, Supplier<Fleet> reader) {
    this.file = file;
    this.reader = reader;
    this.stamp = Stamps.of(file);
    this.fleet = reader.get();
  }

  /**
   * Reads the file and looks every second whether it changed, until closed.
   *
   * @throws FleetException where the file cannot be used now
   */
  public static FleetWatcher open(Path file, Map<String, String> environment) {
    return open(file, () -> FleetFile.read(file, environment), INTERVAL);
  }

  /**
   * The same with another reader, such as one that amends what the file says, and another pace.
   *
   * @param reader reads the file; a {@link FleetException} of it means that it cannot be used
   * @throws FleetException where the file cannot be used now
   */
  public static FleetWatcher open(Path file, Supplier<Fleet> reader, Duration interval) {
    var watcher = new FleetWatcher(file, reader);
    Thread.ofVirtual().name("fleet-watcher").start(() -> watcher.watch(interval));
    return watcher;
  }

  /** The fleet in force. */
  @Override
  public Fleet get() {
    return fleet;
  }

  public Status status() {
    return status;
  }

  /**
   * Calls the listener with every fleet that comes into force from now on and differs from the one
   * before, one at a time and in order.
   */
  public void onChange(Consumer<Fleet> listener) {
    listeners.add(listener);
  }

  /**
   * Reads the file now; listeners have been called when this returns.
   *
   * @return what is wrong with it, the running fleet then staying in force; empty where it was
   *     taken
   */
  public List<Finding> reload() {
    reloading.lock();
    try {
      stamp = Stamps.of(file);
      take(reader.get());
      return List.of();
    } catch (FleetException e) {
      keep(e.findings());
      return e.findings();
    } finally {
      reloading.unlock();
    }
  }

  /** Stops watching; the fleet stays readable. */
  @Override
  public void close() {
    closed.countDown();
  }

  /** Reads the file if it changed since it was last read. */
  void poll() {
    reloading.lock();
    try {
      var now = Stamps.of(file);
      if (!now.file().equals(Stamp.NONE) && !now.equals(stamp)) {
        reload();
      }
    } finally {
      reloading.unlock();
    }
  }

  private void watch(Duration interval) {
    try {
      while (!closed.await(interval.toMillis(), TimeUnit.MILLISECONDS)) {
        try {
          poll();
        } catch (RuntimeException e) {
          log.error("msg=\"fleet not reloaded\" file={}", file, e);
        }
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void take(Fleet read) {
    var before = fleet;
    fleet = read;
    status = new Status(status.reloads() + 1, status.failures(), List.of());
    log.info("msg=\"fleet reloaded\" file={} clients={}", file, read.clients().size());
    if (!Objects.equals(before, read)) {
      listeners.forEach(listener -> call(listener, read));
    }
  }

  private void keep(List<Finding> mistakes) {
    status = new Status(status.reloads(), status.failures() + 1, mistakes);
    log.warn("msg=\"fleet file not taken, the running fleet stays\" mistakes={}", mistakes.size());
    mistakes.forEach(mistake -> log.warn("msg=\"fleet mistake\" at={}", mistake));
  }

  private void call(Consumer<Fleet> listener, Fleet read) {
    try {
      listener.accept(read);
    } catch (RuntimeException e) {
      log.error("msg=\"fleet listener failed\" file={}", file, e);
    }
  }
}
