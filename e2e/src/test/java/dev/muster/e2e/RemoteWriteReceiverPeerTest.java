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
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * Senders of remote write push into {@code muster up}, which is killed half-way. {@code
 * -Dmuster.peer.seconds=240} makes it as long.
 */
class RemoteWriteReceiverPeerTest {
  private static final Path PROMETHEUS = Path.of("/usr/bin/prometheus");
  private static final Path VMAGENT = Path.of("/usr/bin/vmagent");
  private static final Duration PATIENCE = Duration.ofSeconds(90);
  private static final Logger LOG = LoggerFactory.getLogger(RemoteWriteReceiverPeerTest.class);
  private static final int HALF = Math.max(5, Integer.getInteger("muster.peer.seconds", 10) / 2);
  private static final String RANGE = "[%ds]".formatted(4 * HALF + 600);

  @TempDir static Path folder;
  private static final List<Process> SENDERS = new ArrayList<>();
  private static Path data;
  private static Path fleet;
  private static Path password;
  private static int port;
  private static int prometheusPort;
  private static int exporterPort;
  private static MusterProcess muster;

  /** When ours was killed, Unix seconds. */
  private static double killed;

  @BeforeAll
  static void pushThroughAKill() throws Exception {
    data = folder.resolve("data");
    fleet = folder.resolve("fleet.xml");
    port = MusterProcess.freePort();
    prometheusPort = MusterProcess.freePort();
    exporterPort = MusterProcess.freePort();
    password = Files.writeString(folder.resolve("password"), MusterProcess.PASSWORD);
    Fleets.write(fleet, MusterProcess.freePort(), 0, "");
    muster = MusterProcess.up(data, fleet, port);
    startSenders();
    Thread.sleep(HALF * 1000L);
    muster.kill();
    killed = System.currentTimeMillis() / 1000.0;
    muster = MusterProcess.up(data, fleet, port);
    Thread.sleep(HALF * 1000L);
  }

  private static void startSenders() throws Exception {
    SENDERS.add(startExporter(exporterPort));
    if (Files.isExecutable(PROMETHEUS)) {
      SENDERS.add(startPrometheus(prometheusPort));
      muster.await(PATIENCE, "Prometheus's samples", () -> newest(ours("up{job=\"peer\"}")) > 0);
    }
    if (Files.isExecutable(VMAGENT)) {
      SENDERS.add(startVmagent(MusterProcess.freePort()));
      muster.await(PATIENCE, "vmagent's samples", () -> newest(ours("up{job=\"agent\"}")) > 0);
    }
    muster.await(PATIENCE, "the exporter's samples", () -> pushed() > 0);
  }

  @AfterAll
  static void stop() throws InterruptedException {
    for (var sender : SENDERS) {
      sender.destroy();
    }
    for (var sender : SENDERS) {
      sender.waitFor();
    }
    if (muster != null) {
      muster.close();
    }
  }

  private static Process start(String log, List<String> command) throws IOException {
    return new ProcessBuilder(command)
        .redirectErrorStream(true)
        .redirectOutput(folder.resolve(log).toFile())
        .start();
  }

  private static JsonNode ours(String selector) throws IOException, InterruptedException {
    return muster.query(selector + RANGE).get("result");
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
  void prometheus_hasEverySampleArrive() throws Exception {
    assumeTrue(Files.isExecutable(PROMETHEUS), "no prometheus here");
    muster.await(
        PATIENCE,
        "samples from after the kill",
        () ->
            newest(ours("up{job=\"peer\"}")) > killed + HALF
                && newest(ours("prometheus_build_info{job=\"peer\"}")) > killed + HALF);
    // What it sent in several parts has arrived when a later scrape's has.
    double to = killed + HALF - 3;
    var theirs = samples(ask(prometheusPort, "{job=\"peer\"}" + RANGE), to);
    muster.await(
        PATIENCE,
        "all that Prometheus has",
        () -> samples(ours("{job=\"peer\"}"), to).equals(theirs));
    assertThat(theirs).hasSizeGreaterThan(300);
    var up =
        theirs.getOrDefault(
            Map.of("__name__", "up", "job", "peer", "instance", itself()), Map.of());
    assertThat(up.keySet())
        .as("scraped on both sides of the kill")
        .anyMatch(time -> time < killed)
        .anyMatch(time -> time > killed);
    muster.await(
        PATIENCE,
        "what its series are",
        () ->
            muster
                .get("/api/v1/metadata?metric=prometheus_http_requests_total")
                .body()
                .contains("Counter of HTTP requests."));
    LOG.info(
        "series={} samples={} seconds={}",
        theirs.size(),
        theirs.values().stream().mapToInt(Map::size).sum(),
        2 * HALF);
  }

  private static String itself() {
    return "127.0.0.1:" + prometheusPort;
  }

  private static Process startPrometheus(int itsPort) throws IOException {
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
    muster.await(
        PATIENCE,
        "samples from after the kill",
        () -> newest(ours("up{job=\"agent\"}")) > killed + HALF);
    assertThat(samples(ours("up{job=\"agent\"}"), killed).values())
        .anySatisfy(samples -> assertThat(samples).isNotEmpty());
  }

  private static Process startVmagent(int itsPort) throws IOException {
    var config =
        """
        global: {scrape_interval: 1s}
        scrape_configs:
          - job_name: agent
            static_configs: [{targets: ['127.0.0.1:%d']}]
        """
            .formatted(itsPort);
    return start(
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
  }

  @Test
  void ourExporter_hasEachSampleArriveOnce() throws Exception {
    var newest = "max(timestamp(node_load1{instance=\"pushed-pc\"}))";
    muster.await(
        PATIENCE,
        "samples from after the kill",
        () -> {
          var result = muster.query(newest).get("result");
          return !result.isEmpty() && result.get(0).get("value").get(1).asDouble() > killed + 2;
        });
    muster.await(
        PATIENCE,
        "as many samples as were sent",
        () -> {
          double counted = number(page(exporterPort), "host_push_samples_sent_total ");
          return counted > 0 && counted == pushed();
        });
  }

  private static Process startExporter(int itsPort) throws IOException {
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

  private static double pushed() throws IOException, InterruptedException {
    var sum =
        muster.query("sum(count_over_time({instance=\"pushed-pc\"}" + RANGE + "))").get("result");
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
