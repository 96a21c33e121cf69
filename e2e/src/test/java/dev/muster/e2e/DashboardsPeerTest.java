package dev.muster.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * Every query of every panel and variable, asked of {@code muster up} and of a stock Prometheus
 * that scrapes the same fleet by the generated configuration: each has data at both. What only some
 * machines tell comes from pages of such, simulated.
 */
@Timeout(300)
class DashboardsPeerTest {
  private static final Duration PATIENCE = Duration.ofMinutes(2);
  private static final JsonMapper JSON = new JsonMapper();
  private static final Map<String, String> CLIENTS =
      Map.of("", "this-pc", "windows", "win", "hardware", "laptop", "swap", "laptop");

  @TempDir Path folder;
  private HttpServer pages;
  private final AtomicInteger turn = new AtomicInteger();

  @BeforeEach
  void servePages() throws IOException {
    pages = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 16);
    for (String name : List.of("windows", "laptop")) {
      String text = page(name);
      pages.createContext(
          "/" + name,
          exchange -> {
            byte[] body =
                text.replace("$TURN", Integer.toString(turn.incrementAndGet()))
                    .getBytes(StandardCharsets.UTF_8);
            exchange.getResponseHeaders().set("Content-Type", "text/plain; version=0.0.4");
            exchange.sendResponseHeaders(200, body.length);
            exchange.getResponseBody().write(body);
            exchange.close();
          });
    }
    pages.start();
  }

  private static String page(String name) throws IOException {
    try (var stream =
        Objects.requireNonNull(DashboardsPeerTest.class.getResourceAsStream(name + ".page.txt"))) {
      return new String(stream.readAllBytes(), StandardCharsets.UTF_8);
    }
  }

  @AfterEach
  void stopPages() {
    pages.stop(0);
  }

  @Test
  void everyQuery_hasData_atMusterAndAtPrometheus() throws Exception {
    assumeTrue(Files.isExecutable(Path.of("/usr/bin/prometheus")), "no prometheus here");
    var data = folder.resolve("data");
    int port = MusterProcess.freePort();
    var fleet = fleet();
    try (var muster = MusterProcess.up(data, fleet, port)) {
      var out = generate(data, fleet, port);
      try (var prometheus = Peer.prometheus(out.resolve("prometheus.yml"), folder)) {
        Asking ours = path -> data(muster.get(path).body());
        Asking theirs = path -> data(prometheus.get(path));
        muster.await(
            PATIENCE,
            "alerts and scrapes there",
            () ->
                prometheus.value("sum(muster_alerts)") >= 1
                    && prometheus.value("count(up{job='node'} == 1)") == 3);
        hasData("Muster", ours);
        hasData("Prometheus", theirs);
      }
    }
  }

  /** Who answers a request of the API with the member {@code data}; missing where it fails. */
  private interface Asking {
    JsonNode ask(String path) throws IOException, InterruptedException;
  }

  private static JsonNode data(String body) {
    return body.isEmpty() ? JSON.missingNode() : JSON.readTree(body).path("data");
  }

  private static void hasData(String who, Asking asking) throws IOException, InterruptedException {
    var dashboards = Dashboards.read();
    var left = new ArrayList<>(dashboards.queries());
    var end = Instant.now().plus(PATIENCE);
    while (!left.isEmpty()) {
      for (var query : List.copyOf(left)) {
        if (answered(asking, query)) {
          left.remove(query);
        }
      }
      assertThat(Instant.now()).as(who + " has no data for " + left).isBefore(end);
      Thread.sleep(left.isEmpty() ? 0 : 500);
    }
    for (String variable : dashboards.variables()) {
      assertThat(asking.ask(labelValues(variable)).size()).as(who + ": " + variable).isPositive();
    }
  }

  private static boolean answered(Asking asking, Dashboards.Query query)
      throws IOException, InterruptedException {
    String expression =
        query
            .expression()
            .replace("$__rate_interval", "1m")
            .replace("$group", ".*")
            .replace("$client", Objects.requireNonNull(CLIENTS.get(query.needs())));
    long now = Instant.now().getEpochSecond();
    String path =
        query.instant()
            ? "/api/v1/query?time=%d&query=%s".formatted(now, encoded(expression))
            : "/api/v1/query_range?start=%d&end=%d&step=5&query=%s"
                .formatted(now - 60, now, encoded(expression));
    return asking.ask(path).path("result").size() > 0;
  }

  /** As Grafana asks for {@code label_values(SELECTOR, LABEL)}. */
  private static String labelValues(String variable) {
    var inner = variable.substring("label_values(".length(), variable.length() - 1);
    int comma = inner.lastIndexOf(',');
    return "/api/v1/label/%s/values?match[]=%s"
        .formatted(
            inner.substring(comma + 1).strip(),
            encoded(inner.substring(0, comma).replace("$group", ".*")))
        .replace("match[]", "match%5B%5D");
  }

  private static String encoded(String text) {
    return URLEncoder.encode(text, StandardCharsets.UTF_8);
  }

  private Path fleet() throws IOException {
    int port = pages.getAddress().getPort();
    return Files.writeString(
        folder.resolve("fleet.xml"),
        """
        <fleet>
          <scrape interval="1s" timeout="1s"/>
          <group name="lab">
            <client name="this-pc" ip="127.0.0.1" exporter-port="%d" mail="it@example.org">
              <alert type="uptime" limit="1s"/>
            </client>
            <client name="win" ip="127.0.0.1" exporter-port="%d" exporter-scheme="http"
                exporter-path="/windows"/>
          </group>
          <client name="laptop" ip="localhost" exporter-port="%d" exporter-scheme="http"
              exporter-path="/laptop"/>
        </fleet>
        """
            .formatted(MusterProcess.freePort(), port, port));
  }

  private Path generate(Path data, Path fleet, int port) throws Exception {
    var out = folder.resolve("prometheus");
    var made =
        MusterProcess.run(
            folder,
            "generate",
            "prometheus",
            "--format=file_sd",
            "--data=" + data,
            "--config=" + fleet,
            "--out=" + out,
            "--url=https://127.0.0.1:" + port);
    assertThat(made.exitCode()).as(made.output()).isZero();
    return out;
  }
}
