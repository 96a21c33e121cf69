package dev.muster.e2e.faults;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * A program in a process of its own, which is killed, stopped and started again. What it prints
 * goes to a file for each of its lives.
 */
final class Part implements AutoCloseable {
  static final String PASSWORD = "correct horse battery staple";
  private static final Duration LOOK = Duration.ofMillis(20);

  /** What is done to a part. */
  enum Fault {
    KILLED,
    STOPPED,
    KILLED_WHILE_STOPPED
  }

  /**
   * When a part was not able to work, Unix milliseconds; still so where the end is the greatest.
   */
  record Down(Fault fault, long from, long to) {}

  private final String name;
  private final Path folder;
  private final List<String> command;
  private final Predicate<Path> ready;
  private final Map<Fault, Integer> faults = new EnumMap<>(Fault.class);
  private final List<Down> downs = new ArrayList<>();
  private final List<Path> outputs = new ArrayList<>();
  private final List<String> ended = new ArrayList<>();
  private @Nullable Process process;
  private long startedNanos;
  private boolean isReady;
  private boolean isOver;
  private int killedWhileStarting;
  private boolean stoppedWhileStarting;
  private Duration longestStart = Duration.ZERO;

  /**
   * A part that does not run yet.
   *
   * @param folder where its output goes
   * @param command the options of Java, the class and its arguments
   * @param ready whether it works, seen by its output or otherwise
   */
  Part(String name, Path folder, List<String> command, Predicate<Path> ready) {
    this.name = name;
    this.folder = folder;
    this.command = command;
    this.ready = ready;
  }

  String name() {
    return name;
  }

  synchronized void start() throws IOException {
    if (isOver) {
      return;
    }
    var output = folder.resolve(name + "-" + (outputs.size() + 1) + ".log");
    outputs.add(output);
    var all = new ArrayList<String>();
    all.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    all.addAll(command);
    var builder = new ProcessBuilder(all).redirectErrorStream(true).redirectOutput(output.toFile());
    builder.environment().put("MUSTER_ADMIN_PASSWORD", PASSWORD);
    builder.environment().put("MALLOC_ARENA_MAX", "1");
    isReady = false;
    stoppedWhileStarting = false;
    startedNanos = System.nanoTime();
    var started = builder.start();
    process = started;
    Thread.ofVirtual().name(name + "-start").start(() -> watch(started, output));
  }

  /** Notes when this life is ready. */
  private void watch(Process life, Path output) {
    while (life.isAlive() && !ready.test(output)) {
      try {
        TimeUnit.MILLISECONDS.sleep(LOOK.toMillis());
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        return;
      }
    }
    synchronized (this) {
      if (life.equals(process) && life.isAlive()) {
        isReady = true;
        closeDown();
        var took = Duration.ofNanos(System.nanoTime() - startedNanos);
        if (!stoppedWhileStarting && took.compareTo(longestStart) > 0) {
          longestStart = took;
        }
        notifyAll();
      }
    }
  }

  /** Waits until it is ready; false if it ended by itself, or takes longer than this. */
  synchronized boolean awaitReady(Duration most) throws InterruptedException {
    long end = System.nanoTime() + most.toNanos();
    while (!isReady) {
      if (System.nanoTime() > end || !isAlive()) {
        return false;
      }
      wait(100);
    }
    return true;
  }

  synchronized boolean isAlive() {
    return process != null && process.isAlive();
  }

  /** kill -9, and at once the next life. */
  void kill() throws IOException, InterruptedException {
    open(Fault.KILLED);
    end();
    start();
  }

  /** SIGSTOP for a while, then SIGCONT. */
  void stop(Duration pause) throws IOException, InterruptedException {
    open(Fault.STOPPED);
    signal("STOP");
    TimeUnit.MILLISECONDS.sleep(pause.toMillis());
    signal("CONT");
    synchronized (this) {
      if (isReady) {
        closeDown();
      }
    }
  }

  /** SIGSTOP for a while, then kill -9 and the next life. */
  void killWhileStopped(Duration pause) throws IOException, InterruptedException {
    open(Fault.KILLED_WHILE_STOPPED);
    signal("STOP");
    TimeUnit.MILLISECONDS.sleep(pause.toMillis());
    end();
    start();
  }

  /** kill -9 without another life. */
  void end() throws InterruptedException {
    var running = process;
    if (running != null) {
      running.destroyForcibly().waitFor();
    }
  }

  private void signal(String signal) throws IOException, InterruptedException {
    var running = process;
    if (running != null) {
      new ProcessBuilder("kill", "-" + signal, Long.toString(running.pid())).start().waitFor();
    }
  }

  private synchronized void open(Fault fault) {
    faults.merge(fault, 1, Integer::sum);
    if (!isAlive()) {
      ended.add("life " + outputs.size() + " ended by itself");
    }
    if (!isReady && fault != Fault.STOPPED) {
      killedWhileStarting++;
    }
    stoppedWhileStarting |= !isReady;
    downs.add(new Down(fault, System.currentTimeMillis(), Long.MAX_VALUE));
  }

  private void closeDown() {
    long now = System.currentTimeMillis();
    downs.replaceAll(
        down -> down.to() == Long.MAX_VALUE ? new Down(down.fault(), down.from(), now) : down);
  }

  /** Whether it was, or was being made, unable to work at any moment of this time. */
  synchronized boolean wasDown(long fromMillis, long toMillis) {
    return downs.stream().anyMatch(down -> down.from() <= toMillis && down.to() >= fromMillis);
  }

  /** Whether it was killed in this time. */
  synchronized boolean wasKilled(long fromMillis, long toMillis) {
    return downs.stream()
        .anyMatch(down ->
            down.fault() != Fault.STOPPED && down.from() <= toMillis && down.to() >= fromMillis);
  }

  synchronized int count(Fault fault) {
    return faults.getOrDefault(fault, 0);
  }

  synchronized int killedWhileStarting() {
    return killedWhileStarting;
  }

  synchronized Duration longestStart() {
    return longestStart;
  }

  /** Lives that ended though nobody ended them. */
  synchronized List<String> ended() {
    return List.copyOf(ended);
  }

  /** What its lives printed, oldest first. */
  synchronized List<Path> outputs() {
    return List.copyOf(outputs);
  }

  /** The lines with errors that its lives printed. */
  List<String> errors() throws IOException {
    var errors = new ArrayList<String>();
    for (var output : outputs()) {
      try (Stream<String> lines = Files.lines(output)) {
        lines
            .filter(line -> line.contains("ERROR") || line.startsWith("Exception"))
            .forEach(line -> errors.add(output.getFileName() + ": " + line));
      }
    }
    return errors;
  }

  /** Ends it for good. */
  @Override
  public void close() {
    Process running;
    synchronized (this) {
      isOver = true;
      running = process;
    }
    if (running != null) {
      running.destroyForcibly();
      try {
        running.waitFor(10, TimeUnit.SECONDS);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
    }
  }
}
