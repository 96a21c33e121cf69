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
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Senders of remote write push into {@code muster up}, which is killed in between. */
class RemoteWriteReceiverPeerTest {
  private static final Path PROMETHEUS = Path.of("/usr/bin/prometheus");
  private static final Path VMAGENT = Path.of("/usr/bin/vmagent");
  private static final Duration PATIENCE = Duration.ofSeconds(90);

  @TempDir Path folder;
  private Path data;
  private Path fleet;
  private Path password;
  private int port;

  @BeforeEach
  void write() throws IOException {
    data = folder.resolve("data");
    fleet = folder.resolve("fleet.xml");
    port = MusterProcess.freePort();
    password = Files.writeString(folder.resolve("password"), MusterProcess.PASSWORD);
    Fleets.write(fleet, MusterProcess.freePort(), 0, "");
  }

  private MusterProcess up() throws IOException, InterruptedException {
    return MusterProcess.up(data, fleet, port);
  }

  private Process start(String log, List<String> command) throws IOException {
    return new ProcessBuilder(command)
        .redirectErrorStream(true)
        .redirectOutput(folder.resolve(log).toFile())
        .start();
  }

  /** Samples of each series, by its labels, up to a time. */
  private static Map<Map<String, String>, Map<Double, String>> samples(JsonNode result, double to) {
    var all = new HashMap<Map<String, String>, Map<Double, String>>();
    for (JsonNode series : result) {
      var labels = new TreeMap<String, String>();
      series
          .get("metric")
          .properties()
          .forEach(l -> labels.put(l.getKey(), l.getValue().asString()));
      var samples = new TreeMap<Double, String>();
      for (JsonNode sample : series.get("values")) {
        if (sample.get(0).asDouble() <= to) {
          samples.put(sample.get(0).asDouble(), sample.get(1).asString());
        }
      }
      all.put(labels, samples);
    }
    return all;
  }

  private static double newest(JsonNode result) {
    double newest = 0;
    for (JsonNode series : result) {
      for (JsonNode sample : series.get("values")) {
        newest = Math.max(newest, sample.get(0).asDouble());
      }
    }
    return newest;
  }

  private static JsonNode ask(int port, String query) throws InterruptedException {
    try (var client = HttpClient.newHttpClient()) {
      var address =
          "http://127.0.0.1:%d/api/v1/query?query=%s"
              .formatted(port, URLEncoder.encode(query, StandardCharsets.UTF_8));
      var answer =
          client.send(
              HttpRequest.newBuilder(URI.create(address)).build(),
              HttpResponse.BodyHandlers.ofString());
      return new JsonMapper().readTree(answer.body()).path("data").path("result");
    } catch (IOException e) {
      return new JsonMapper().createArrayNode(); // it does not listen yet
    }
  }

  @Test
  void prometheus_throughAKill_hasEverySampleArrived() throws Exception {
    assumeTrue(Files.isExecutable(PROMETHEUS), "no prometheus here");
    int itsPort = MusterProcess.freePort();
    Process prometheus = null;
    try {
      try (var muster = up()) {
        prometheus = startPrometheus(itsPort);
        muster.await(
            PATIENCE,
            "pushed samples",
            () -> newest(muster.query("up{job=\"peer\"}[10m]").get("result")) > 0);
        muster.kill();
      }
      double killed = newest(ask(itsPort, "up{job=\"peer\"}[10m]"));
      try (var muster = up()) {
        muster.await(
            PATIENCE,
            "samples from after the kill",
            () ->
                newest(muster.query("up{job=\"peer\"}[10m]").get("result")) > killed + 5
                    && newest(
                            muster.query("prometheus_build_info{job=\"peer\"}[10m]").get("result"))
                        > killed + 5);
        var all = "{job=\"peer\"}[10m]";
        // What it sent in several parts has arrived when the next scrape's has.
        double to = killed + 2;
        var theirs = samples(ask(itsPort, all), to);
        muster.await(
            PATIENCE,
            "all that Prometheus has",
            () -> samples(muster.query(all).get("result"), to).equals(theirs));
        assertThat(theirs).hasSizeGreaterThan(300);
        assertThat(muster.get("/api/v1/metadata?metric=prometheus_http_requests_total").body())
            .contains("Counter of HTTP requests.");
      }
    } finally {
      if (prometheus != null) {
        prometheus.destroy();
        prometheus.waitFor();
      }
    }
  }

  private Process startPrometheus(int itsPort) throws IOException {
    var config =
        """
        global: {scrape_interval: 1s}
        scrape_configs:
          - job_name: peer
            static_configs: [{targets: ['127.0.0.1:%d']}]
        remote_write:
          - url: https://127.0.0.1:%d/api/v1/write
            basic_auth: {username: admin, password_file: '%s'}
            tls_config: {ca_file: '%s'}
            metadata_config: {send_interval: 1s}
            queue_config: {max_shards: 4, max_samples_per_send: 100}
        """
            .formatted(itsPort, port, password, data.resolve("ca").resolve("ca.pem"));
    return start(
        "prometheus.log",
        List.of(
            PROMETHEUS.toString(),
            "--config.file=" + Files.writeString(folder.resolve("prometheus.yml"), config),
            "--storage.tsdb.path=" + folder.resolve("tsdb"),
            "--web.listen-address=127.0.0.1:" + itsPort));
  }

  @Test
  void vmagent_isTaken() throws Exception {
    assumeTrue(Files.isExecutable(VMAGENT), "no vmagent here");
    int itsPort = MusterProcess.freePort();
    try (var muster = up()) {
      var config =
          """
          global: {scrape_interval: 1s}
          scrape_configs:
            - job_name: agent
              static_configs: [{targets: ['127.0.0.1:%d']}]
          """
              .formatted(itsPort);
      var agent =
          start(
              "vmagent.log",
              List.of(
                  VMAGENT.toString(),
                  "-promscrape.config=" + Files.writeString(folder.resolve("vm.yml"), config),
                  "-httpListenAddr=127.0.0.1:" + itsPort,
                  "-remoteWrite.tmpDataPath=" + folder.resolve("vmagent"),
                  "-remoteWrite.url=https://127.0.0.1:" + port + "/api/v1/write",
                  "-remoteWrite.tlsCAFile=" + data.resolve("ca").resolve("ca.pem"),
                  "-remoteWrite.basicAuth.username=admin",
                  "-remoteWrite.basicAuth.passwordFile=" + password));
      try {
        muster.await(
            PATIENCE,
            "pushed samples",
            () -> muster.query("up{job=\"agent\"} == 1").get("result").size() == 1);
        assertThat(muster.query("count({job=\"agent\"})").get("result").get(0).get("value"))
            .isNotNull();
      } finally {
        agent.destroy();
        agent.waitFor();
      }
    }
  }

  @Test
  void ourExporter_throughAKill_hasEachSampleArriveOnce() throws Exception {
    Process exporter = null;
    int itsPort = MusterProcess.freePort();
    String sent = "host_push_samples_sent_total ";
    try {
      try (var muster = up()) {
        exporter = startExporter(itsPort);
        muster.await(PATIENCE, "pushed samples", () -> pushed(muster) > 0);
        muster.kill();
      }
      try (var muster = up()) {
        double before = pushed(muster);
        muster.await(PATIENCE, "samples from after the kill", () -> pushed(muster) > 2 * before);
        muster.await(
            PATIENCE,
            "as many samples as were sent",
            () -> {
              double counted = number(page(itsPort), sent);
              return counted > 0 && counted == pushed(muster);
            });
      }
    } finally {
      if (exporter != null) {
        exporter.destroy();
        exporter.waitFor();
      }
    }
  }

  private Process startExporter(int itsPort) throws IOException {
    var arguments =
        new ArrayList<>(
            List.of(
                "exporter",
                "--web.listen-address=127.0.0.1:" + itsPort,
                "--web.insecure-http",
                "--path.state=" + folder.resolve("exporter"),
                "--collector.disable-defaults",
                "--collector.loadavg",
                "--push.interval=1s",
                "--push.external-label=instance=pushed-pc",
                "--push.url=https://127.0.0.1:" + port + "/api/v1/write",
                "--push.ca-file=" + data.resolve("ca").resolve("ca.pem"),
                "--push.username=admin",
                "--push.password-file=" + password));
    return MusterProcess.start(folder.resolve("exporter.log"), arguments.toArray(String[]::new));
  }

  private static double pushed(MusterProcess muster) throws IOException, InterruptedException {
    var sum = muster.query("sum(count_over_time({instance=\"pushed-pc\"}[1h]))").get("result");
    return sum.isEmpty() ? 0 : Double.parseDouble(sum.get(0).get("value").get(1).asString());
  }

  private static String page(int port) throws InterruptedException {
    try (var client = HttpClient.newHttpClient()) {
      return client
          .send(
              HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + "/metrics")).build(),
              HttpResponse.BodyHandlers.ofString())
          .body();
    } catch (IOException e) {
      return "";
    }
  }

  private static double number(String page, String before) {
    return page.lines()
        .filter(line -> line.startsWith(before))
        .mapToDouble(line -> Double.parseDouble(line.substring(before.length())))
        .findFirst()
        .orElse(-1);
  }
}
