package dev.muster.exporter.eventlog;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.lang.ProcessBuilder.Redirect;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;

/** A program that prints a log: the one place where the exporter starts a process. */
final class LogProgram {
  private static final Duration PATIENCE = Duration.ofSeconds(5);

  private final List<String> command;

  private LogProgram(String... command) {
    this.command = List.of(command);
  }

  /** {@code journalctl}, in its export format; a name to be found on the PATH, or a path. */
  static LogProgram journalctl(String program) {
    return new LogProgram(program, "--quiet", "--no-pager", "--output=export");
  }

  /** macOS's {@code log stream}, a JSON object a line; a path. */
  static LogProgram unifiedLog(String program) {
    return new LogProgram(program, "stream", "--style", "ndjson");
  }

  /** A run that ends by itself or is ended by closing; what it prints is read from it. */
  static final class Run implements AutoCloseable {
    private final String program;
    private final Process process;
    private final InputStream output;

    private Run(String program, Process process) {
      this.program = program;
      this.process = process;
      this.output = new BufferedInputStream(process.getInputStream());
    }

    InputStream output() {
      return output;
    }

    boolean alive() {
      return process.isAlive();
    }

    /** Its exit code, once its output has been read to the end. */
    int exitCode() throws IOException {
      try {
        if (process.waitFor(PATIENCE.toMillis(), TimeUnit.MILLISECONDS)) {
          return process.exitValue();
        }
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
      throw new IOException(program + " does not end");
    }

    @Override
    public void close() {
      process.destroyForcibly();
    }
  }

  /** Starts it; whoever reads decides for how long. */
  Run follow(String... arguments) throws IOException {
    List<String> all = new ArrayList<>(command);
    Collections.addAll(all, arguments);
    var builder = new ProcessBuilder(all).redirectError(Redirect.DISCARD);
    builder.environment().put("LC_ALL", "C");
    Process process = builder.start();
    process.getOutputStream().close();
    return new Run(command.getFirst(), process);
  }

  /** What to make of a run's output. */
  interface Reader<T> {
    T read(Run run) throws IOException;
  }

  /** Starts it, has its output read, ends it; ends it also when it takes over 5 s. */
  <T> T ask(Reader<T> reader, String... arguments) throws IOException {
    try (Run run = follow(arguments)) {
      Future<?> watchdog =
          CompletableFuture.runAsync(
              run::close,
              CompletableFuture.delayedExecutor(PATIENCE.toMillis(), TimeUnit.MILLISECONDS));
      try {
        return reader.read(run);
      } finally {
        watchdog.cancel(false);
      }
    }
  }
}
