package dev.muster.app;

import dev.muster.fleet.Finding;
import dev.muster.fleet.Fleet;
import dev.muster.promql.Feature;
import dev.muster.rules.RuleFileException;
import dev.muster.rules.RuleGroup;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps the rules in force in step with their files: looks every second which there are and whether
 * one changed. Files of which one has mistakes leave the running rules in force.
 */
final class RuleWatcher implements AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(RuleWatcher.class);

  private record Stamp(FileTime modified, long size) {
    static final Stamp NONE = new Stamp(FileTime.fromMillis(0), -1);
  }

  /** What there is to read, and how often groups are evaluated that do not say so. */
  private record Look(Map<Path, Stamp> files, Duration interval) {
    static final Look NOTHING = new Look(Map.of(), Duration.ZERO);
  }

  private final Supplier<Fleet> fleet;
  private final Set<Feature> features;
  private final Consumer<List<RuleGroup>> rules;
  private final ReentrantLock reading = new ReentrantLock();
  private final CountDownLatch closed = new CountDownLatch(1);
  private Look seen = Look.NOTHING;
  private Look looked = Look.NOTHING;

  /**
   * Not watching yet.
   *
   * @param rules takes the groups that come into force
   */
  RuleWatcher(Supplier<Fleet> fleet, Set<Feature> features, Consumer<List<RuleGroup>> rules) {
    this.fleet = fleet;
    this.features = features;
    this.rules = rules;
  }

  /**
   * Reads the files and begins to watch them.
   *
   * @throws RuleFileException with every mistake in them
   */
  void start() {
    seen = look();
    take(seen);
    Thread.ofVirtual().name("rule-watcher").start(this::watch);
  }

  /** Reads the files now; every mistake in them, or none where they are in force. */
  List<Finding> reload() {
    reading.lock();
    try {
      seen = look();
      take(seen);
      return List.of();
    } catch (RuleFileException e) {
      log.warn(
          "msg=\"rule files not taken, the running rules stay\" mistakes={}", e.findings().size());
      e.findings().forEach(mistake -> log.warn("msg=\"rule mistake\" at={}", mistake));
      return e.findings();
    } finally {
      reading.unlock();
    }
  }

  private void take(Look look) {
    var groups = RuleReading.read(List.copyOf(look.files().keySet()), features);
    rules.accept(groups.stream().map(group -> group.every(look.interval())).toList());
    if (!look.files().isEmpty()) {
      log.info(
          "msg=\"rules are in force\" files={} groups=\"{}\"",
          look.files().size(),
          RuleReading.count(groups));
    }
  }

  private Look look() {
    var now = fleet.get();
    var stamps = new LinkedHashMap<Path, Stamp>();
    RuleReading.files(now).forEach(file -> stamps.put(file, stamp(file)));
    return new Look(stamps, now.global().evaluationInterval());
  }

  private static Stamp stamp(Path file) {
    try {
      var read = Files.readAttributes(file, BasicFileAttributes.class);
      return new Stamp(read.lastModifiedTime(), read.size());
    } catch (IOException e) {
      return Stamp.NONE; // Reading it says what is wrong.
    }
  }

  private void watch() {
    try {
      while (!closed.await(1, TimeUnit.SECONDS)) {
        poll();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /**
   * Reads the files if they changed since they were last read, and not since the last look: a file
   * that is being written is left alone.
   */
  void poll() {
    reading.lock();
    try {
      var now = look();
      if (!now.equals(seen) && now.equals(looked)) {
        var _ = reload();
      }
      looked = now;
    } catch (RuntimeException e) {
      log.error("msg=\"rules not reloaded\"", e);
    } finally {
      reading.unlock();
    }
  }

  @Override
  public void close() {
    closed.countDown();
  }
}
