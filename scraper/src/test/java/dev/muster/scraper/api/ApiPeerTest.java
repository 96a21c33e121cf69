package dev.muster.scraper.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.muster.archive.Archive;
import dev.muster.archive.SampleBatch;
import dev.muster.archive.SeriesSet;
import dev.muster.metrics.Labels;
import dev.muster.metrics.SampleValue;
import dev.muster.promql.EngineSettings;
import io.javalin.Javalin;
import java.io.IOException;
import java.math.BigDecimal;
import java.math.MathContext;
import java.net.ServerSocket;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * The same samples in an archive and in a stock Prometheus: the same requests, the same answers.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
final class ApiPeerTest {
  private static final Path PROMETHEUS = Path.of("/usr/bin/prometheus");
  private static final long START = Instant.parse("2026-11-20T08:00:00Z").toEpochMilli();
  private static final Pattern LONG_NUMBER = Pattern.compile("-?[0-9]+\\.[0-9]{6,}(e[-+]?[0-9]+)?");
  private static final int SCRAPES = 120;
  private static final long INTERVAL = 15_000;

  private final HttpClient http = HttpClient.newHttpClient();
  private Path folder;
  private Archive archive;
  private Javalin ours;
  private Process theirs;
  private int theirPort;

  @BeforeAll
  void start(@TempDir Path folder) throws Exception {
    this.folder = folder;
    assumeTrue(Files.isExecutable(PROMETHEUS), "no prometheus here");
    archive = Archive.open(folder.resolve("archive.db"), InstantSource.system());
    fill();
    var clock = InstantSource.system();
    ours =
        Javalin.create(
                config -> {
                  config.startup.showJavalinBanner = false;
                  new QueryApi(archive, EngineSettings.DEFAULT, clock).addTo(config.routes);
                  new SeriesApi(archive).addTo(config.routes);
                })
            .start("127.0.0.1", 0);
    startTheirs();
  }

  @AfterAll
  void stop() throws Exception {
    http.close();
    if (ours != null) {
      ours.stop();
    }
    if (archive != null) {
      archive.close();
    }
    if (theirs != null) {
      theirs.destroy();
      theirs.waitFor();
    }
  }

  /** Two clients; a counter that resets, a gauge, a constant, one that comes late. */
  private void fill() throws IOException {
    var random = new Random(42);
    var text = new StringBuilder();
    var lines = new ArrayList<List<String>>();
    for (var client : List.of("lab-1", "lab-2")) {
      var set = new ArrayList<Labels>();
      for (var mode : List.of("idle", "user")) {
        set.add(Labels.of("__name__", "cpu_seconds_total", "client", client, "mode", mode));
      }
      set.add(Labels.of("__name__", "load", "client", client));
      set.add(Labels.of("__name__", "up", "client", client, "job", "node"));
      var series = new SeriesSet(set);
      double[] counter = {0, 100};
      for (int i = 0; i < SCRAPES; i++) {
        counter[0] = i % 50 == 49 ? 0 : counter[0] + 12 + random.nextInt(3);
        counter[1] += random.nextInt(200) / 100.0;
        var values =
            new double[] {counter[0], counter[1], Math.round(random.nextGaussian(1, 1) * 100), 1};
        long time = START + i * INTERVAL;
        archive.append(new SampleBatch(client, time, series, values, null)).join();
        for (int s = 0; s < values.length; s++) {
          lines.add(List.of(set.get(s).metricName(), line(set.get(s), values[s], time)));
        }
      }
    }
    for (var name : List.of("cpu_seconds_total", "load", "up")) {
      text.append("# TYPE ").append(name).append(" unknown\n");
      lines.stream()
          .filter(line -> line.getFirst().equals(name))
          .forEach(line -> text.append(line.get(1)));
    }
    Files.writeString(folder.resolve("samples.txt"), text + "# EOF\n");
  }

  private static String line(Labels labels, double value, long time) {
    return labels.toString().replace(", ", ",")
        + " "
        + SampleValue.format(value)
        + " "
        + time / 1000
        + "\n";
  }

  private void startTheirs() throws Exception {
    var tsdb = folder.resolve("tsdb");
    run(
        "/usr/bin/promtool",
        "tsdb",
        "create-blocks-from",
        "openmetrics",
        folder.resolve("samples.txt").toString(),
        tsdb.toString());
    try (var socket = new ServerSocket(0)) {
      theirPort = socket.getLocalPort();
    }
    var config = Files.writeString(folder.resolve("prometheus.yml"), "");
    theirs =
        new ProcessBuilder(
                PROMETHEUS.toString(),
                "--config.file=" + config,
                "--storage.tsdb.path=" + tsdb,
                "--storage.tsdb.retention.time=100y",
                "--web.listen-address=127.0.0.1:" + theirPort)
            .redirectErrorStream(true)
            .redirectOutput(folder.resolve("prometheus.log").toFile())
            .start();
    for (int tries = 0; ; tries++) {
      try {
        if (ask(theirPort, "/-/ready").status() == 200) {
          return;
        }
      } catch (IOException e) {
        assertThat(theirs.isAlive()).as("prometheus is alive").isTrue();
      }
      assertThat(tries).as("tries to reach prometheus").isLessThan(600);
      Thread.sleep(100);
    }
  }

  private static void run(String... command) throws Exception {
    var process = new ProcessBuilder(command).redirectErrorStream(true).start();
    var said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(process.waitFor()).as(said).isZero();
  }

  private record Reply(int status, String body) {}

  private Reply ask(int port, String path) throws IOException, InterruptedException {
    var request =
        HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path))
            .timeout(Duration.ofSeconds(60))
            .build();
    var answer = http.send(request, BodyHandlers.ofString());
    return new Reply(answer.statusCode(), answer.body());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "query?query=up&time=T0",
        "query?query=up&time=T60",
        "query?query=load&time=T1800",
        "query?query=load&time=T2084",
        "query?query=load&time=T2086",
        "query?query=rate(cpu_seconds_total[5m])&time=T907",
        "query?query=sum by (mode) (increase(cpu_seconds_total[10m]))&time=T1000.5",
        "query?query=load[1m]&time=T307",
        "query?query=1%2B1&time=4",
        "query?query=\"text\"&time=1.5",
        "query?query=topk(1, load)&time=T600",
        "query?query=up{&time=T0",
        "query?query=",
        "query",
        "query?query=up&time=noon",
        "query?query=up&time=2026-11-20T08:10:00Z",
        "query?query=up&time=2026-11-20T08:10:00%2B00:00",
        "query?query=up&time=T60&timeout=5s",
        "query?query=up&time=T60&timeout=10",
        "query?query=up&time=T60&timeout=soon",
        "query?query=label_replace(up,\"a\",\"$1\",\"client\",\"(\")&time=T0",
        "query?query=up %2B on(client) cpu_seconds_total&time=T0",
        "query_range?query=rate(cpu_seconds_total[5m])&start=T367&end=T1807&step=60",
        "query_range?query=load&start=T0&end=T1800&step=1m30s",
        "query_range?query=avg_over_time(load[10m])&start=T-593&end=T2707&step=30",
        "query_range?query=vector(1)&start=T0&end=T30&step=15",
        "query_range?query=1&start=T0&end=T30&step=15",
        "query_range?query=time()&start=T0&end=T30&step=0.5",
        "query_range?query=load&start=T0&end=T0&step=15",
        "query_range?query=load&start=T60&end=T0&step=15",
        "query_range?query=load&start=T0&end=T60&step=0",
        "query_range?query=load&start=T0&end=T60&step=-5",
        "query_range?query=load&start=T0&end=T60&step=often",
        "query_range?query=load&start=T0&end=T60",
        "query_range?query=load&end=T60&step=15",
        "query_range?query=load&start=T0&step=15",
        "query_range?query=load[5m]&start=T0&end=T60&step=15",
        "query_range?query=\"a\"&start=T0&end=T60&step=15",
        "query_range?query=up&start=T0.5&end=T11000.5&step=1",
        "query_range?query=up&start=T0&end=T11001&step=1",
        "query_range?query=up&start=0&end=1e9&step=1",
        "query_exemplars?query=up&start=T0&end=T60",
        "query_exemplars?query=test&start=T0000&end=T60000",
        "query_exemplars?query=up&start=T60&end=T0",
        "query_exemplars?query=up{",
        "labels",
        "labels?match[]=load",
        "labels?match[]=load&match[]=up",
        "labels?match[]=nothing",
        "labels?match[]={}",
        "labels?match[]=load[5m]",
        "labels?start=noon",
        "labels?start=T0&end=T1800",
        "label/__name__/values",
        "label/client/values",
        "label/mode/values?match[]=cpu_seconds_total",
        "label/mode/values?match[]=up",
        "label/nothing/values",
        "label/__name__/values?match[]={__name__=~\"c.*\"}",
        "label/client/values?match[]={client=~\".*\"}",
        "label/client/values?end=x",
        "series?match[]=up",
        "series?match[]=up&match[]={mode=\"idle\"}",
        "series?match[]=up&match[]=up{client=\"lab-1\"}",
        "series?match[]={__name__!=\"\"}",
        "series?match[]=nothing",
        "series",
        "series?match[]=",
        "series?match[]=up{",
        "series?match[]=up&start=x",
      })
  void request_isAnsweredAlike(String request) throws Exception {
    var path = "/api/v1/" + encoded(request);
    var theirAnswer = ask(theirPort, path);
    var ourAnswer = ask(ours.port(), path);
    assertThat(ourAnswer.status()).as(ourAnswer.body()).isEqualTo(theirAnswer.status());
    var mapper = new JsonMapper();
    var their = mapper.readTree(theirAnswer.body());
    var our = mapper.readTree(ourAnswer.body());
    assertThat(our.path("status")).isEqualTo(their.path("status"));
    assertThat(our.path("errorType")).isEqualTo(their.path("errorType"));
    assertThat(sorted(our.path("data"))).isEqualTo(sorted(their.path("data")));
  }

  /** Vectors, matrices and series have no order; numbers agree to eleven digits. */
  private static Map<String, Object> sorted(JsonNode data) {
    var list = data.isArray() ? data : data.path("result");
    var parts = new ArrayList<String>();
    list.forEach(part -> parts.add(rounded(part.toString())));
    if (data.isArray() || !data.path("resultType").asString("").equals("scalar")) {
      parts.sort(null);
    }
    return Map.of("type", data.path("resultType").asString(""), "parts", parts);
  }

  private static String rounded(String part) {
    return LONG_NUMBER
        .matcher(part)
        .replaceAll(number ->
            new BigDecimal(number.group()).round(new MathContext(11)).stripTrailingZeros() + "");
  }

  /** T60 is a minute after the first scrape. */
  private static String encoded(String request) {
    var text = new StringBuilder();
    int question = request.indexOf('?');
    if (question < 0) {
      return request;
    }
    text.append(request, 0, question);
    char separator = '?';
    for (var parameter : request.substring(question + 1).split("&", -1)) {
      int equals = parameter.indexOf('=');
      var value = parameter.substring(equals + 1).replace("%2B", "+");
      if (value.matches("T-?[0-9.]+")) {
        value =
            new BigDecimal(value.substring(1))
                .add(BigDecimal.valueOf(START / 1000))
                .toPlainString();
      }
      text.append(separator)
          .append(URLEncoder.encode(parameter.substring(0, equals), StandardCharsets.UTF_8))
          .append('=')
          .append(URLEncoder.encode(value, StandardCharsets.UTF_8));
      separator = '&';
    }
    return text.toString();
  }
}
