package dev.muster.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.muster.push.Bytes;
import dev.muster.push.WriteMessage;
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
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * Samples sent on to Debian's Prometheus and VictoriaMetrics, scraped and pushed ones, through an
 * outage of theirs and a kill -9 of ours: all that our archive has is there afterwards. {@code
 * -Dmuster.peer.seconds=240} makes it as long.
 */
@Timeout(900)
class RemoteWritePeerTest {
  private static final Path PROMETHEUS = Path.of("/usr/bin/prometheus");
  private static final Path VICTORIA = Path.of("/usr/bin/victoria-metrics");
  private static final Duration PATIENCE = Duration.ofMinutes(3);
  private static final String COMPARED =
      "{__name__=~\"up|node_load1|node_cpu_seconds_total|scrape_duration_seconds|"
          + "node_filesystem_size_bytes|pushed\",job=~\"node|push\"}[1h]";

  /** How long each of the three parts lasts, at least. */
  private static final int PART = Integer.getInteger("muster.peer.seconds", 0) / 3;

  private static final Logger LOG = LoggerFactory.getLogger(RemoteWritePeerTest.class);

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
      push(muster, 0, now() - 60_000, 20);
      Thread.sleep(PART * 1000L);
      muster.await(PATIENCE, "samples that wait", () -> waiting(muster, "r0") > 1000);
      push(muster, 0, now() - 20_000, 10);
      muster.kill();
    }
    victoria.stop();
    try (var muster = MusterProcess.up(data, fleet)) {
      Thread.sleep(PART * 1000L);
      push(muster, 1, now() - 5_000, 5);
      muster.await(PATIENCE, "more that wait", () -> waiting(muster, "r1") > 1000);
      assertThat(muster.get("/metrics").body())
          .containsPattern(
              "muster_remote_write_oldest_pending_age_seconds\\{receiver=\"r1\"} [1-9]");
      prometheus.start();
      victoria.start();
      muster.await(PATIENCE, "receivers that take again", () -> sent(muster, "r0") > 1000);
      muster.await(PATIENCE, "receivers that take again", () -> sent(muster, "r1") > 1000);
      Thread.sleep(PART * 1000L);
      push(muster, 1, now() - 2_000, 2);
      muster.kill();
    }
    // A fleet without clients: nothing comes any more, and all that is there can be compared.
    Files.writeString(fleet, Files.readString(fleet).replaceAll("<client[^>]*/>", ""));
    try (var muster = MusterProcess.up(data, fleet)) {
      var expected = byTime(muster.query(COMPARED));
      assertThat(expected).hasSizeGreaterThan(10);
      assertThat(expected.get("{__name__=pushed, i=0, job=push}")).hasSize(30);
      assertThat(expected.get("{__name__=pushed, i=1, job=push}")).hasSize(7);
      for (var peer : peers) {
        muster.await(
            PATIENCE,
            "every sample at " + peer.log,
            () -> missing(expected, peer.samples()).isEmpty());
      }
      assertThat(muster.get("/metrics").body())
          .contains(
              "muster_remote_write_samples_dropped_total{reason=\"queue\",receiver=\"r0\"} 0.0");
      LOG.info(
          "series={} samples={} receivers={}",
          expected.size(),
          expected.values().stream().mapToInt(Map::size).sum(),
          peers.size());
      refusesTooOld(muster, prometheus, victoria);
    }
  }

  /** Samples from three days ago: Prometheus without a window for them does not take those. */
  private void refusesTooOld(MusterProcess muster, Peer prometheus, Peer victoria)
      throws IOException, InterruptedException {
    double before = value(muster, REJECTED);
    push(muster, 2, now() - Duration.ofDays(3).toMillis(), 10);
    muster.await(PATIENCE, "samples refused", () -> value(muster, REJECTED) >= before + 10);
    assertThat(muster.output()).contains("receiver=r0 reason=\"HTTP 400");
    push(muster, 3, now() - 2_000, 2);
    for (var peer : List.of(prometheus, victoria)) {
      muster.await(
          PATIENCE,
          "what came after it",
          () ->
              peer.samples().getOrDefault("{__name__=pushed, i=3, job=push}", Map.of()).size()
                  == 2);
    }
  }

  private static final String REJECTED =
      "muster_remote_write_samples_dropped_total{reason=\"rejected\",receiver=\"r0\"} ";

  private static long now() {
    return System.currentTimeMillis();
  }

  /** Pushes samples of a series, a second apart, by remote write. */
  private static void push(MusterProcess muster, int number, long from, int samples)
      throws IOException, InterruptedException {
    var labels = new Bytes(64);
    WriteMessage.label(labels, "__name__", "pushed");
    WriteMessage.label(labels, "i", Integer.toString(number));
    WriteMessage.label(labels, "job", "push");
    var message = new WriteMessage();
    for (int i = 0; i < samples; i++) {
      message.sample(Double.doubleToRawLongBits(i + 0.5), from + 1000L * i);
    }
    message.series(labels.copy());
    var user = ("admin:" + MusterProcess.PASSWORD).getBytes(StandardCharsets.UTF_8);
    var request =
        HttpRequest.newBuilder(URI.create("https://127.0.0.1:" + muster.port() + "/api/v1/write"))
            .header("Authorization", "Basic " + Base64.getEncoder().encodeToString(user))
            .header("Content-Type", "application/x-protobuf")
            .header("Content-Encoding", "snappy")
            .POST(HttpRequest.BodyPublishers.ofByteArray(message.compressed()));
    try (var client = HttpClient.newBuilder().sslContext(muster.trust()).build()) {
      var answer = client.send(request.build(), HttpResponse.BodyHandlers.ofString());
      assertThat(answer.statusCode()).as(answer.body()).isEqualTo(204);
    }
  }

  @Test
  void secondProtocol_isTakenByUs_andOthersGetTheFirst() throws Exception {
    var prometheus = prometheus();
    var _ = victoria();
    var central = folder.resolve("central.xml");
    Fleets.write(central, MusterProcess.freePort(), 0, "");
    try (var receiver = MusterProcess.up(folder.resolve("central"), central)) {
      var text =
          new StringBuilder("<fleet>\n<global><label name=\"site\" value=\"n\"/></global>\n");
      for (var peer : peers) {
        text.append(receiver("p" + peer.port, "http://127.0.0.1:" + peer.port, ""));
      }
      var ca = folder.resolve("central").resolve("ca").resolve("ca.pem");
      var access =
          "username=\"admin\" password=\"%s\" ca-file=\"%s\"".formatted(MusterProcess.PASSWORD, ca);
      text.append(receiver("muster", "https://127.0.0.1:" + receiver.port(), access));
      text.append("<scrape interval=\"1s\" timeout=\"1s\"/><client name=\"x\" ip=\"127.0.0.1\"")
          .append(" exporter-port=\"%d\"/>\n".formatted(MusterProcess.freePort()))
          .append("<client name=\"p\" ip=\"127.0.0.1\" exporter-scheme=\"http\"")
          .append(" exporter-port=\"%d\"/>\n</fleet>\n".formatted(prometheus.port));
      var fleet = Files.writeString(folder.resolve("second.xml"), text);
      try (var muster = MusterProcess.up(folder.resolve("second"), fleet)) {
        push(muster, 4, now() - 3_000, 3);
        var sentOn = "{__name__=pushed, i=4, job=push, site=n}";
        for (var peer : peers) {
          muster.await(
              PATIENCE,
              "samples there by remote write 1.0",
              () -> peer.samples().getOrDefault(sentOn, Map.of()).size() == 3);
        }
        muster.await(
            PATIENCE,
            "samples here by remote write 2.0",
            () -> byTime(receiver.query(COMPARED)).getOrDefault(sentOn, Map.of()).size() == 3);
        var status = muster.get("/api/muster/v1/remote_write").body();
        assertThat(status).containsOnlyOnce("\"protocol\":\"2.0\"");
        assertThat(muster.output()).contains("it gets 1.0 until the next start");
        muster.await(
            PATIENCE,
            "what the series are that only the sender scrapes",
            () ->
                receiver
                    .get("/api/v1/metadata?metric=prometheus_build_info")
                    .body()
                    .contains("\"type\":\"gauge\",\"help\":\"A metric with a constant"));
      }
    }
  }

  private static String receiver(String name, String url, String access) {
    return "<remote-write name=\"%s\" url=\"%s/api/v1/write\" protocol=\"2.0\" %s/>\n"
        .formatted(name, url, access);
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
