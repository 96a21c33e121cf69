package dev.muster.scraper;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Debian's Prometheus, scraping. */
final class StockPrometheus implements AutoCloseable {
  static final Path PROGRAM = Path.of("/usr/bin/prometheus");

  private final HttpClient http = HttpClient.newHttpClient();
  private final int port;
  private final Process process;

  /**
   * @param config its prometheus.yml
   */
  StockPrometheus(Path folder, String config) throws IOException {
    try (var free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      port = free.getLocalPort();
    }
    process =
        new ProcessBuilder(
                List.of(
                    PROGRAM.toString(),
                    "--config.file=" + Files.writeString(folder.resolve("prometheus.yml"), config),
                    "--storage.tsdb.path=" + folder.resolve("tsdb"),
                    "--enable-feature=extra-scrape-metrics",
                    "--web.listen-address=127.0.0.1:" + port))
            .redirectErrorStream(true)
            .redirectOutput(folder.resolve("prometheus.log").toFile())
            .start();
  }

  /** What a selector with a range finds: a list of series, empty before Prometheus is ready. */
  JsonNode range(String selector) throws InterruptedException {
    var address =
        URI.create(
            "http://127.0.0.1:"
                + port
                + "/api/v1/query?query="
                + URLEncoder.encode(selector, UTF_8));
    var mapper = new JsonMapper();
    try {
      var answer = http.send(HttpRequest.newBuilder(address).build(), BodyHandlers.ofString());
      return answer.statusCode() == 200
          ? mapper.readTree(answer.body()).get("data").get("result")
          : mapper.createArrayNode();
    } catch (IOException e) {
      assertThat(process.isAlive()).as("prometheus lives; it said %s", e).isTrue();
      return mapper.createArrayNode();
    }
  }

  @Override
  public void close() {
    http.close();
    process.destroy();
    var _ = process.onExit().join();
  }
}
