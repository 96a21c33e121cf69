package dev.muster.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
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
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** The same rule file over the same target, in a stock Prometheus and in {@code muster up}. */
class RulesPeerTest {
  private static final Path PROMETHEUS = Path.of("/usr/bin/prometheus");
  private static final Duration PATIENCE = Duration.ofMinutes(2);
  private static final JsonMapper JSON = new JsonMapper();

  private static final String RULES =
      """
      groups:
        - name: trouble
          interval: 1s
          rules:
            - record: client:trouble:max
              expr: max by (client) (trouble)
              labels: {source: rules}
            - alert: Now
              expr: client:trouble:max > 0
              annotations: {summary: 'trouble is {{ $value }} on {{ $labels.client | toUpper }}'}
            - alert: Waits
              expr: trouble > 0
              for: 3s
              labels: {severity: page}
            - alert: Kept
              expr: trouble > 1
              keep_firing_for: 3s
            - alert: WaitsTooLong
              expr: trouble > 0
              for: 1h
      """;

  @TempDir Path folder;
  private final HttpClient http = HttpClient.newHttpClient();
  private volatile int trouble;
  private HttpServer target;

  @BeforeEach
  void startTarget() throws IOException {
    target = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 16);
    target.createContext(
        "/metrics",
        exchange -> {
          byte[] page = ("trouble " + trouble + "\n").getBytes(StandardCharsets.UTF_8);
          exchange.getResponseHeaders().set("Content-Type", "text/plain; version=0.0.4");
          exchange.sendResponseHeaders(200, page.length);
          exchange.getResponseBody().write(page);
          exchange.close();
        });
    target.start();
  }

  @AfterEach
  void stopTarget() {
    target.stop(0);
    http.close();
  }

  @Test
  void alerts_goThroughTheSameStates() throws Exception {
    assumeTrue(Files.isExecutable(PROMETHEUS), "no prometheus here");
    Files.writeString(folder.resolve("rules.yml"), RULES);
    int port = MusterProcess.freePort();
    var prometheus = prometheus(port);
    var data = folder.resolve("data");
    try (var muster = MusterProcess.up(data, fleet())) {
      Asking ours = expression -> muster.query(expression).get("result");
      Asking theirs = expression -> ask(port, expression);
      both(muster, ours, theirs, "client:trouble:max == 0", 1);
      trouble = 2;
      both(muster, ours, theirs, "ALERTS{alertstate='firing'}", 3);
      both(muster, ours, theirs, "ALERTS{alertstate='pending'}", 1);
      trouble = 0;
      both(muster, ours, theirs, "ALERTS", 0);
      assertThat(states(ours)).isEqualTo(states(theirs)).hasSize(4);
      assertThat(labels(ours, "last_over_time(ALERTS[10m])"))
          .isEqualTo(labels(theirs, "last_over_time(ALERTS[10m])"));
      assertThat(labels(ours, "last_over_time(ALERTS_FOR_STATE[10m])"))
          .isEqualTo(labels(theirs, "last_over_time(ALERTS_FOR_STATE[10m])"));
      assertThat(muster.get("/api/v1/rules").body())
          .contains("\"health\":\"ok\"")
          .doesNotContain("lastError");
      muster.await(
          PATIENCE,
          "the mail of their end",
          () -> mails(data).stream().anyMatch(subject -> subject.contains("resolved")));
      assertThat(mails(data)).anyMatch(subject -> subject.matches("pc1: (Now|Kept) is firing.*"));
    } finally {
      prometheus.destroy();
      prometheus.waitFor();
    }
  }

  /** Who answers PromQL. */
  private interface Asking {
    JsonNode ask(String expression) throws IOException, InterruptedException;
  }

  private static void both(
      MusterProcess muster, Asking ours, Asking theirs, String expression, int count)
      throws IOException, InterruptedException {
    muster.await(PATIENCE, expression + " here", () -> ours.ask(expression).size() == count);
    muster.await(PATIENCE, expression + " there", () -> theirs.ask(expression).size() == count);
  }

  /** The states of each alert in the order in which they began. */
  private static Map<String, List<String>> states(Asking asking)
      throws IOException, InterruptedException {
    var begun = new ArrayList<JsonNode>();
    asking.ask("ALERTS[10m]").forEach(begun::add);
    begun.sort(Comparator.comparingDouble(series -> series.get("values").get(0).get(0).asDouble()));
    var states = new TreeMap<String, List<String>>();
    for (var series : begun) {
      var metric = series.get("metric");
      states
          .computeIfAbsent(metric.get("alertname").asString(), name -> new ArrayList<>())
          .add(metric.get("alertstate").asString());
    }
    return states;
  }

  private static List<String> labels(Asking asking, String expression)
      throws IOException, InterruptedException {
    var found = new ArrayList<String>();
    for (var series : asking.ask(expression)) {
      var labels = new TreeMap<String, String>();
      series
          .get("metric")
          .properties()
          .forEach(e -> labels.put(e.getKey(), e.getValue().asString()));
      found.add(labels.toString());
    }
    return found.stream().sorted().toList();
  }

  private static List<String> mails(Path data) throws IOException {
    if (!Files.isDirectory(data.resolve("mails"))) {
      return List.of();
    }
    try (Stream<Path> files = Files.list(data.resolve("mails"))) {
      var subjects = new ArrayList<String>();
      for (var file : files.filter(name -> name.toString().endsWith(".eml")).toList()) {
        Files.readAllLines(file).stream()
            .filter(line -> line.startsWith("Subject: "))
            .forEach(line -> subjects.add(line.substring("Subject: ".length())));
      }
      return subjects;
    }
  }

  private Path fleet() throws IOException {
    return Files.writeString(
        folder.resolve("fleet.xml"),
        """
        <fleet>
          <scrape interval="1s" timeout="1s"/>
          <rules file="*.yml"/>
          <defaults mail="it@example.org"/>
          <client name="pc1" ip="127.0.0.1" exporter-port="%d" exporter-scheme="http"/>
        </fleet>
        """
            .formatted(target.getAddress().getPort()));
  }

  private Process prometheus(int port) throws IOException {
    var config = Files.createDirectory(folder.resolve("prometheus")).resolve("prometheus.yaml");
    Files.writeString(
        config,
        """
        global: {scrape_interval: 1s, scrape_timeout: 1s, evaluation_interval: 1s}
        rule_files: ['%s']
        scrape_configs:
          - job_name: node
            static_configs: [{targets: ['127.0.0.1:%d'], labels: {client: pc1}}]
        """
            .formatted(folder.resolve("rules.yml"), target.getAddress().getPort()));
    return new ProcessBuilder(
            PROMETHEUS.toString(),
            "--config.file=" + config,
            "--storage.tsdb.path=" + folder.resolve("tsdb"),
            "--web.listen-address=127.0.0.1:" + port)
        .redirectErrorStream(true)
        .redirectOutput(folder.resolve("prometheus.log").toFile())
        .start();
  }

  private JsonNode ask(int port, String expression) throws InterruptedException {
    String query = URLEncoder.encode(expression, StandardCharsets.UTF_8);
    var address = URI.create("http://127.0.0.1:" + port + "/api/v1/query?query=" + query);
    try {
      var answer =
          http.send(HttpRequest.newBuilder(address).build(), HttpResponse.BodyHandlers.ofString());
      return answer.statusCode() == 200
          ? JSON.readTree(answer.body()).get("data").get("result")
          : JSON.readTree("[0,0,0,0,0,0,0,0,0]"); // It listens, but is not ready yet.
    } catch (IOException e) {
      return JSON.readTree("[0,0,0,0,0,0,0,0,0]"); // It does not listen yet.
    }
  }
}
