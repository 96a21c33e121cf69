package dev.muster.app.store;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.muster.archive.Archive;
import dev.muster.archive.ClientRow;
import dev.muster.archive.FleetStatus.ClientStatus;
import dev.muster.fleet.MetricStore;
import dev.muster.fleet.Secret;
import dev.muster.metrics.Matcher;
import dev.muster.metrics.QueryException;
import dev.muster.metrics.Selection;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.URLDecoder;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(120)
final class StoreTest {
  private static final Duration PATIENCE = Duration.ofSeconds(15);
  private static final long NOW = 1_700_000_000_000L;
  private static final InstantSource CLOCK = InstantSource.fixed(Instant.ofEpochMilli(NOW));

  @TempDir Path folder;
  private final Map<String, String> values = new LinkedHashMap<>();
  private final List<String> asked = new ArrayList<>();
  private HttpServer server;
  private PrometheusClient client;
  private PrometheusSamples samples;

  @BeforeEach
  void start() throws IOException {
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.createContext("/", this::answer);
    server.start();
    var base = URI.create("http://127.0.0.1:" + server.getAddress().getPort() + "/prom/");
    client =
        PrometheusClient.of(new MetricStore(base, base, "", null, new Secret("hunter2"), null));
    samples = new PrometheusSamples(client, PATIENCE, CLOCK);
  }

  @AfterEach
  void stop() {
    client.close();
    server.stop(0);
  }

  /** Answers with the value whose key the request's form contains. */
  private void answer(HttpExchange exchange) throws IOException {
    try (exchange) {
      String form =
          URLDecoder.decode(new String(exchange.getRequestBody().readAllBytes(), UTF_8), UTF_8);
      asked.add(exchange.getRequestURI() + " " + form);
      boolean right =
          "Bearer hunter2".equals(exchange.getRequestHeaders().getFirst("Authorization"));
      String found =
          values.entrySet().stream()
              .filter(value -> form.contains(value.getKey()))
              .map(Map.Entry::getValue)
              .findFirst()
              .orElse("");
      byte[] body = body(found).getBytes(UTF_8);
      exchange.getResponseHeaders().set("Content-Type", "application/json");
      exchange.sendResponseHeaders(right ? 200 : 401, body.length);
      exchange.getResponseBody().write(body);
    }
  }

  private static String body(String found) {
    return found.startsWith("{\"status\"")
        ? found
        : "{\"status\":\"success\",\"data\":{\"resultType\":\"vector\",\"result\":[%s]}}"
            .formatted(found);
  }

  private static String sample(String labels, String value) {
    return "{\"metric\":{%s},\"value\":[%d,\"%s\"]}".formatted(labels, NOW / 1000, value);
  }

  private static final String PC = "\"client\":\"pc\"";

  @Test
  void expression_isAskedWithTimeAndLogIn() {
    values.put("query=up", sample(PC, "1") + "," + sample("\"client\":\"b\"", "NaN"));
    assertThat(samples.query("up", NOW))
        .extracting(one -> one.labels().get("client"))
        .containsExactly("pc", "b");
    assertThat(asked).containsExactly("/prom/api/v1/query query=up&time=1700000000.000&nocache=1");
    assertThat(client.trouble()).isEmpty();
  }

  @Test
  void selection_isReadAsSamples_fromItsStartOn() {
    values.put(
        "[60001ms]",
        "{\"status\":\"success\",\"data\":{\"resultType\":\"matrix\",\"result\":[{\"metric\":{%s},"
                .formatted(PC)
            + "\"values\":[[1699999939.999,\"7\"],[1699999940,\"1\"],[1700000000,\"2\"]]}]}}");
    var found =
        samples.select(
            new Selection(List.of(Matcher.equal("__name__", "up")), NOW - 60_000, NOW, 100));
    assertThat(found).hasSize(1);
    assertThat(found.getFirst().size()).isEqualTo(2);
    assertThat(found.getFirst().values()).startsWith(1, 2);
    assertThat(asked.getFirst()).contains("query={__name__=\"up\"}[60001ms]");
  }

  @Test
  void errorOfTheStore_isSaid_withItsReason() {
    values.put(
        "query=sum(",
        "{\"status\":\"error\",\"errorType\":\"bad_data\",\"error\":\"parse error\"}");
    assertThatThrownBy(() -> samples.query("sum(", NOW))
        .isInstanceOf(QueryException.class)
        .hasMessage(client.name() + " says: parse error")
        .extracting(e -> ((QueryException) e).reason())
        .isEqualTo(QueryException.Reason.BAD_DATA);
  }

  @Test
  void refusedLogIn_isOneSentence_withoutTheSecret() {
    var base = URI.create("http://127.0.0.1:" + server.getAddress().getPort());
    try (var other =
        PrometheusClient.of(new MetricStore(base, base, "u", new Secret("hunter3"), null, null))) {
      assertThatThrownBy(() -> new PrometheusSamples(other, PATIENCE, CLOCK).query("up", NOW))
          .hasMessage(
              "the store %s does not answer: it refuses the log-in (HTTP status 401)"
                  .formatted(base));
      assertThat(other.trouble()).contains("refuses the log-in").doesNotContain("hunter");
    }
  }

  @Test
  void status_isWhatTheStoreHas_elseWhatWasLastSeen() {
    values.put("query=timestamp(up", sample(PC, "1699999999"));
    values.put("query=up{", sample(PC, "1") + "," + sample("\"client\":\"off\"", "0"));
    values.put("node_cpu_seconds_total", sample(PC, "12.5"));
    values.put("node_memory_MemAvailable_bytes", sample(PC, "40"));
    values.put("node_memory_SwapFree_bytes", "");
    values.put("node_boot_time_seconds", sample(PC, "3600"));
    String root = PC + ",\"device\":\"/dev/sda1\",\"mountpoint\":\"/\"";
    String bound = PC + ",\"device\":\"/dev/sda1\",\"mountpoint\":\"/bound\"";
    values.put("node_filesystem_size", sample(root, "100") + "," + sample(bound, "100"));
    values.put("node_filesystem_free", sample(root, "40") + "," + sample(bound, "40"));
    values.put("node_filesystem_avail", sample(root, "20") + "," + sample(bound, "20"));
    try (var archive = Archive.open(folder.resolve("archive.db"), CLOCK)) {
      archive
          .setClients(
              List.of(
                  new ClientRow("pc", "lab", "10.1.2.1", "10.1.2.1:10100", ""),
                  new ClientRow("off", "", "10.1.2.2", "10.1.2.2:10100", "")))
          .join();
      var status = new StoreStatus(archive.status(), samples, () -> Duration.ofSeconds(15), CLOCK);
      assertThat(status.clients())
          .containsExactlyInAnyOrder(
              new ClientStatus(
                  "pc", "lab", "10.1.2.1", 1699999999.0, true, "", 12.5, 40.0, null, 3600.0),
              new ClientStatus("off", "", "10.1.2.2", null, false, "", null, null, null, null));
      assertThat(status.drives()).hasSize(1);
      assertThat(status.drives().getFirst().drive()).isEqualTo("/");
      assertThat(status.drives().getFirst().usedPercent()).isEqualTo(75);
      server.stop(0);
      var away = new StoreStatus(archive.status(), samples, () -> Duration.ofSeconds(15), CLOCK);
      assertThat(away.clients()).hasSize(2).noneMatch(ClientStatus::up);
      assertThat(client.trouble())
          .startsWith("the store http://127.0.0.1:")
          .endsWith("does not answer: nobody listens there");
    }
  }
}
