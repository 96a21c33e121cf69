package dev.muster.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** A stock Prometheus with the repository's prometheus.yml beside {@code muster up}. */
class PrometheusPeerTest {
  private static final Path PROMETHEUS = Path.of("/usr/bin/prometheus");

  @TempDir Path folder;

  @Test
  void stockPrometheus_withOurFile_hasEveryTargetUp() throws Exception {
    assumeTrue(Files.isExecutable(PROMETHEUS), "no prometheus here");
    int exporterPort = MusterProcess.freePort();
    var fleet = folder.resolve("fleet.xml");
    Fleets.write(fleet, exporterPort, 0, "");
    try (var muster = MusterProcess.up(folder.resolve("data"), fleet)) {
      int port = MusterProcess.freePort();
      var prometheus = start(ourFile(exporterPort), port);
      try {
        muster.await(Duration.ofSeconds(40), "a target that is up", () -> targets(port, "up") > 0);
        assertThat(targets(port, "down")).isZero();
      } finally {
        prometheus.destroy();
        prometheus.waitFor();
      }
    }
  }

  /** prometheus.yml as it stands, with the test's port and an interval fit for a test. */
  private Path ourFile(int exporterPort) throws IOException {
    String text = Files.readString(Repository.file("prometheus.yml"));
    assertThat(text).contains("127.0.0.1:10100").contains("scrape_interval: 15s");
    return Files.writeString(
        folder.resolve("prometheus.yml"),
        text.replace("127.0.0.1:10100", "127.0.0.1:" + exporterPort)
            .replace("scrape_interval: 15s", "scrape_interval: 1s")
            .replace("scrape_timeout: 10s", "scrape_timeout: 1s"));
  }

  private Process start(Path file, int port) throws IOException {
    return new ProcessBuilder(
            PROMETHEUS.toString(),
            "--config.file=" + file,
            "--storage.tsdb.path=" + folder.resolve("tsdb"),
            "--web.listen-address=127.0.0.1:" + port)
        .redirectErrorStream(true)
        .redirectOutput(folder.resolve("prometheus.log").toFile())
        .start();
  }

  private static int targets(int port, String health) throws InterruptedException {
    try (var client = HttpClient.newHttpClient()) {
      var request =
          HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + "/api/v1/targets"))
              .build();
      var response = client.send(request, HttpResponse.BodyHandlers.ofString());
      if (response.statusCode() != 200) {
        return 0; // it listens, but is not ready yet
      }
      int count = 0;
      for (JsonNode target :
          new JsonMapper().readTree(response.body()).get("data").get("activeTargets")) {
        count += target.get("health").asString().equals(health) ? 1 : 0;
      }
      return count;
    } catch (IOException e) {
      return 0; // it does not listen yet
    }
  }
}
