package dev.muster.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** Debian's {@code amtool}, logged in to a server. */
record Amtool(String url, Path folder) {
  private static final Path PROGRAM = Path.of("/usr/bin/amtool");

  record Run(int exit, String output) {}

  static boolean isHere() {
    return Files.isExecutable(PROGRAM);
  }

  /** Trusts the server's authority, as its documents say. */
  static Amtool of(MusterProcess server, Path folder) throws IOException {
    Files.writeString(folder.resolve("http.yml"), access(server));
    return new Amtool("https://127.0.0.1:" + server.port(), folder);
  }

  /** How to get into a server, as Prometheus's programs take it in their configuration. */
  static String access(MusterProcess server) {
    return """
    tls_config:
      ca_file: %s
    basic_auth:
      username: admin
      password: %s
    """
        .formatted(server.authority(), MusterProcess.PASSWORD);
  }

  Run run(String... arguments) throws IOException, InterruptedException {
    var command = new ArrayList<>(List.of(PROGRAM.toString(), "--alertmanager.url=" + url));
    command.add("--http.config.file=" + folder.resolve("http.yml"));
    command.addAll(List.of(arguments));
    var output = Files.createTempFile(folder, "amtool", ".txt");
    var complaints = Files.createTempFile(folder, "amtool", ".err"); // of other versions, too
    var process =
        new ProcessBuilder(command)
            .redirectOutput(output.toFile())
            .redirectError(complaints.toFile())
            .start();
    assertThat(process.waitFor(30, TimeUnit.SECONDS)).as("amtool ends").isTrue();
    int exit = process.exitValue();
    return new Run(exit, Files.readString(exit == 0 ? output : complaints));
  }

  /** What it printed, where it found nothing wrong. */
  String right(String... arguments) throws IOException, InterruptedException {
    var run = run(arguments);
    assertThat(run.exit()).as(String.join(" ", arguments) + ": " + run.output()).isZero();
    return run.output();
  }
}
