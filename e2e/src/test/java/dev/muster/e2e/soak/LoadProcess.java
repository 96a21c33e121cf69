package dev.muster.e2e.soak;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.io.Writer;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.TimeUnit;

/** The process of {@link LoadClients}, and what may be told to it. From any thread. */
final class LoadProcess implements AutoCloseable {
  private final Process process;
  private final String address;
  private final Writer commands;
  private final BufferedReader answers;

  private LoadProcess(Process process, String address) {
    this.process = process;
    this.address = address;
    this.commands = process.outputWriter();
    this.answers = process.inputReader();
  }

  /** Starts it, and waits until all of its clients listen. */
  static LoadProcess start(Path authority, Path log, SoakPlan plan) throws IOException {
    long pid = ProcessHandle.current().pid();
    // Each run has an address of its own, so that none takes another's port.
    var address = "127.%d.%d.1".formatted(1 + pid / 250 % 250, 1 + pid % 250);
    var process =
        new ProcessBuilder(
                List.of(
                    Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                    "-Xmx256m",
                    "-XX:+UseSerialGC",
                    "-cp",
                    System.getProperty("java.class.path"),
                    LoadClients.class.getName(),
                    authority.toString(),
                    address,
                    String.valueOf(plan.withSpare()),
                    String.valueOf(plan.interval().toMillis())))
            .redirectError(log.toFile())
            .start();
    var load = new LoadProcess(process, address);
    Runtime.getRuntime().addShutdownHook(new Thread(process::destroy));
    String ready = load.answers.readLine();
    if (!"ready".equals(ready)) {
      load.close();
      throw new IOException("the simulated clients do not start; see " + log);
    }
    return load;
  }

  String address() {
    return address;
  }

  long pid() {
    return process.pid();
  }

  /** Gone from the network until it is {@link #back}. */
  void away(int client) {
    tell("away " + client);
  }

  void back(int client) {
    tell("back " + client);
  }

  /** Counters from 0, another time of its start. */
  void restart(int client) {
    tell("restart " + client);
  }

  /** On the bad side of its limit of this type; "" for none. */
  void cross(int client, String type) {
    tell("cross " + client + " " + type);
  }

  /** How often its page was asked for. */
  long pages(int client) {
    return Long.parseLong(tell("pages " + client));
  }

  /** No event log has anything new from now on; how many records there were since the start. */
  long endEvents() {
    tell("quiet");
    return Long.parseLong(tell("events"));
  }

  /** How many pages were asked for over how many connections, in words. */
  String counts() {
    return tell("all");
  }

  private synchronized String tell(String command) {
    try {
      commands.write(command + "\n");
      commands.flush();
      return Objects.requireNonNull(answers.readLine(), "the simulated clients ended");
    } catch (IOException e) {
      throw new UncheckedIOException("the simulated clients do not answer", e);
    }
  }

  @Override
  public void close() {
    process.destroy();
    try {
      if (!process.waitFor(10, TimeUnit.SECONDS)) {
        process.destroyForcibly();
      }
    } catch (InterruptedException _) {
      process.destroyForcibly();
      Thread.currentThread().interrupt();
    }
  }
}
