package dev.muster.scraper;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Debian's node_exporter; a test that wants one is skipped where there is none. */
final class NodeExporter implements AutoCloseable {
  private static final Path PROGRAM = Path.of("/usr/bin/prometheus-node-exporter");

  private final int port;
  private final Process process;

  NodeExporter(Path folder, String... options) throws IOException {
    assumeTrue(Files.isExecutable(PROGRAM), "no node_exporter here");
    try (var free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      port = free.getLocalPort();
    }
    var command = new ArrayList<>(List.of(PROGRAM.toString()));
    command.add("--web.listen-address=127.0.0.1:" + port);
    command.addAll(List.of(options));
    process =
        new ProcessBuilder(command)
            .redirectErrorStream(true)
            .redirectOutput(folder.resolve("node_exporter.log").toFile())
            .start();
  }

  int port() {
    return port;
  }

  /** Its page, awaited; over HTTP, without a log-in. */
  String page() throws InterruptedException {
    var request =
        HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + "/metrics")).build();
    try (var http = HttpClient.newHttpClient()) {
      while (true) {
        try {
          return http.send(request, BodyHandlers.ofString()).body();
        } catch (IOException e) {
          assertThat(process.isAlive()).as("node_exporter lives; it said %s", e).isTrue();
          Thread.sleep(50);
        }
      }
    }
  }

  @Override
  public void close() {
    var _ = process.destroyForcibly().onExit().join();
  }
}
