package dev.muster.promql;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.ServerSocket;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** The Prometheus that is installed, with samples of ours. */
final class PrometheusPeer implements AutoCloseable {
  private static final Path PROMETHEUS = Path.of("/usr/bin/prometheus");
  private static final Path PROMTOOL = Path.of("/usr/bin/promtool");

  private static final int MOST_TRIES = 3000;

  private final HttpClient http = HttpClient.newHttpClient();
  private final JsonMapper mapper = new JsonMapper();
  private final Process process;
  private final int port;

  static boolean isInstalled() {
    return Files.isExecutable(PROMETHEUS) && Files.isExecutable(PROMTOOL);
  }

  /**
   * Starts it.
   *
   * @param openMetrics the file of samples
   */
  PrometheusPeer(Path folder, Path openMetrics) throws IOException, InterruptedException {
    var tsdb = folder.resolve("tsdb");
    var filling =
        new ProcessBuilder(
                PROMTOOL.toString(),
                "tsdb",
                "create-blocks-from",
                "openmetrics",
                openMetrics.toString(),
                tsdb.toString())
            .redirectErrorStream(true)
            .start();
    var said = new String(filling.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(filling.waitFor()).as(said).isZero();
    try (var socket = new ServerSocket(0)) {
      port = socket.getLocalPort();
    }
    process =
        new ProcessBuilder(
                PROMETHEUS.toString(),
                "--config.file=" + Files.writeString(folder.resolve("prometheus.yml"), ""),
                "--storage.tsdb.path=" + tsdb,
                "--storage.tsdb.retention.time=100y",
                "--web.listen-address=127.0.0.1:" + port)
            .redirectErrorStream(true)
            .redirectOutput(folder.resolve("prometheus.log").toFile())
            .start();
    awaitReady();
  }

  private void awaitReady() throws IOException, InterruptedException {
    var request = HttpRequest.newBuilder(URI.create(address("/-/ready"))).build();
    for (int tries = 0; tries < MOST_TRIES; tries++) {
      try {
        if (http.send(request, BodyHandlers.discarding()).statusCode() == 200) {
          return;
        }
      } catch (IOException e) {
        if (!process.isAlive()) {
          throw e;
        }
      }
      Thread.sleep(100);
    }
    throw new IOException("prometheus is not ready after " + MOST_TRIES + " tries");
  }

  private String address(String path) {
    return "http://127.0.0.1:" + port + path;
  }

  /** The answer to a range query; times in seconds. */
  JsonNode range(String query, long start, long end, long step)
      throws IOException, InterruptedException {
    String form =
        "query="
            + URLEncoder.encode(query, StandardCharsets.UTF_8)
            + "&start="
            + start
            + "&end="
            + end
            + "&step="
            + step;
    var request =
        HttpRequest.newBuilder(URI.create(address("/api/v1/query_range")))
            .timeout(Duration.ofMinutes(2))
            .header("Content-Type", "application/x-www-form-urlencoded")
            .POST(BodyPublishers.ofString(form))
            .build();
    return mapper.readTree(http.send(request, BodyHandlers.ofString()).body());
  }

  @Override
  public void close() {
    http.close();
    process.destroy();
    process.onExit().join();
  }
}
