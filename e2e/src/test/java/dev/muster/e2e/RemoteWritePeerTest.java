package dev.muster.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * Samples sent on to Debian's Prometheus and VictoriaMetrics, through an outage of theirs and a
 * kill -9 of ours: all that our archive has is there afterwards.
 */
@Timeout(900)
class RemoteWritePeerTest {
  private static final Path PROMETHEUS = Path.of("/usr/bin/prometheus");
  private static final Path VICTORIA = Path.of("/usr/bin/victoria-metrics");
  private static final Duration PATIENCE = Duration.ofMinutes(3);
  private static final String COMPARED =
      "{__name__=~\"up|node_load1|node_cpu_seconds_total|scrape_duration_seconds|"
          + "node_filesystem_size_bytes\",job=\"node\"}[1h]";

  @TempDir Path folder;
  private final HttpClient http = HttpClient.newHttpClient();
  private final List<Peer> peers = new ArrayList<>();

  /** A receiver that can be away. */
  private final class Peer {
    private final List<String> command;
    private final int port;
    private final Path log;
    private Process process;

    Peer(String name, int port, List<String> command) throws IOException {
      this.port = port;
      this.command = command;
      this.log = folder.resolve(name + ".log");
      peers.add(this);
      start();
    }

    void start() throws IOException {
      process =
          new ProcessBuilder(command)
              .redirectErrorStream(true)
              .redirectOutput(ProcessBuilder.Redirect.appendTo(log.toFile()))
              .start();
    }

    void stop() throws InterruptedException {
      process.destroy();
      assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
    }

    /** Series and their samples; none while it is not there. */
    Map<String, Map<String, String>> samples() throws InterruptedException {
      var address =
          URI.create(
              "http://127.0.0.1:%d/api/v1/query?query=%s"
                  .formatted(port, URLEncoder.encode(COMPARED, StandardCharsets.UTF_8)));
      try {
        var answer =
            http.send(
                HttpRequest.newBuilder(address).timeout(Duration.ofSeconds(20)).build(),
                HttpResponse.BodyHandlers.ofString());
        return answer.statusCode() == 200
            ? byTime(new JsonMapper().readTree(answer.body()).get("data"))
            : new TreeMap<>();
      } catch (IOException e) {
        return new TreeMap<>();
      }
    }
  }

  @AfterEach
  void tearDown() throws Exception {
    http.close();
    for (var peer : peers) {
      peer.process.destroyForcibly().waitFor();
    }
  }

  private static Map<String, Map<String, String>> byTime(JsonNode data) {
    var all = new TreeMap<String, Map<String, String>>();
    for (var series : data.get("result")) {
      var labels = new TreeMap<String, String>();
      series
          .get("metric")
          .properties()
          .forEach(l -> labels.put(l.getKey(), l.getValue().asString()));
      var samples = new TreeMap<String, String>();
      for (var sample : series.get("values")) {
        long millis = Math.round(sample.get(0).asDouble() * 1000);
        samples.put(Long.toString(millis), Double.valueOf(sample.get(1).asString()).toString());
      }
      all.put(labels.toString(), samples);
    }
    return all;
  }

  private Peer prometheus() throws IOException {
    assumeTrue(Files.isExecutable(PROMETHEUS), "no prometheus here");
    var config = Files.writeString(folder.resolve("prometheus.yml"), "global: {}\n");
    int port = MusterProcess.freePort();
    return new Peer(
        "prometheus",
        port,
        List.of(
            PROMETHEUS.toString(),
            "--config.file=" + config,
            "--storage.tsdb.path=" + folder.resolve("tsdb"),
            "--web.enable-remote-write-receiver",
            "--web.listen-address=127.0.0.1:" + port));
  }

  private Peer victoria() throws IOException {
    assumeTrue(Files.isExecutable(VICTORIA), "no victoria-metrics here");
    int port = MusterProcess.freePort();
    return new Peer(
        "victoria",
        port,
        List.of(
            VICTORIA.toString(),
            "-storageDataPath=" + folder.resolve("victoria"),
            "-search.latencyOffset=0s",
            "-httpListenAddr=127.0.0.1:" + port));
  }

  private static Path fleet(Path file, int exporterPort, Peer... receivers) throws IOException {
    var text = new StringBuilder("<fleet>\n<scrape interval=\"1s\" timeout=\"1s\"/>\n");
    int number = 0;
    for (var receiver : receivers) {
      text.append(
          "<remote-write name=\"r%d\" url=\"http://127.0.0.1:%d/api/v1/write\"/>\n"
              .formatted(number++, receiver.port));
    }
    text.append(
        "<client name=\"this-pc\" ip=\"127.0.0.1\" exporter-port=\"%d\"/>\n</fleet>\n"
            .formatted(exporterPort));
    return Files.writeString(file, text);
  }

  @Test
  void receiversAway_andKilled_everySampleArrives() throws Exception {
    var prometheus = prometheus();
    var victoria = victoria();
    var data = folder.resolve("data");
    int exporterPort = MusterProcess.freePort();
    var fleet = fleet(folder.resolve("fleet.xml"), exporterPort, prometheus, victoria);
    try (var muster = MusterProcess.up(data, fleet)) {
      muster.await(PATIENCE, "samples there", () -> !prometheus.samples().isEmpty());
      muster.await(PATIENCE, "samples there", () -> !victoria.samples().isEmpty());
      prometheus.stop();
      muster.await(PATIENCE, "samples that wait", () -> waiting(muster, "r0") > 1000);
      muster.kill();
    }
    victoria.stop();
    try (var muster = MusterProcess.up(data, fleet)) {
      muster.await(PATIENCE, "more that wait", () -> waiting(muster, "r1") > 1000);
      assertThat(muster.get("/metrics").body())
          .containsPattern(
              "muster_remote_write_oldest_pending_age_seconds\\{receiver=\"r1\"} [1-9]");
      prometheus.start();
      victoria.start();
      muster.await(PATIENCE, "receivers that take again", () -> sent(muster, "r0") > 1000);
      muster.await(PATIENCE, "receivers that take again", () -> sent(muster, "r1") > 1000);
      muster.kill();
    }
    // A fleet without clients: nothing comes any more, and all that is there can be compared.
    Files.writeString(fleet, Files.readString(fleet).replaceAll("<client[^>]*/>", ""));
    try (var muster = MusterProcess.up(data, fleet)) {
      var expected = byTime(muster.query(COMPARED));
      assertThat(expected).hasSizeGreaterThan(10);
      for (var peer : peers) {
        muster.await(
            PATIENCE,
            "every sample at " + peer.log,
            () -> missing(expected, peer.samples()).isEmpty());
      }
      assertThat(muster.get("/metrics").body())
          .contains(
              "muster_remote_write_samples_dropped_total{reason=\"queue\",receiver=\"r0\"} 0.0");
    }
  }

  /** What a receiver does not have, or not with the same value. */
  private static List<String> missing(
      Map<String, Map<String, String>> expected, Map<String, Map<String, String>> there) {
    var missing = new ArrayList<String>();
    expected.forEach((series, samples) ->
        samples.forEach((time, value) -> {
          if (!value.equals(there.getOrDefault(series, Map.of()).get(time))) {
            missing.add(series + " " + time + " " + value);
          }
        }));
    return missing;
  }

  private static double waiting(MusterProcess muster, String receiver)
      throws IOException, InterruptedException {
    return value(muster, "muster_remote_write_samples_pending{receiver=\"" + receiver + "\"} ");
  }

  private static double sent(MusterProcess muster, String receiver)
      throws IOException, InterruptedException {
    return value(muster, "muster_remote_write_samples_sent_total{receiver=\"" + receiver + "\"} ");
  }

  private static double value(MusterProcess muster, String start)
      throws IOException, InterruptedException {
    return muster
        .get("/metrics")
        .body()
        .lines()
        .filter(line -> line.startsWith(start))
        .mapToDouble(line -> Double.parseDouble(line.substring(start.length())))
        .sum();
  }
}
