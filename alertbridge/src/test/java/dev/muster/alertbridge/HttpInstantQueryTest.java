package dev.muster.alertbridge;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.sun.net.httpserver.HttpServer;
import dev.muster.metrics.InstantSample;
import dev.muster.metrics.Labels;
import dev.muster.metrics.QueryException;
import dev.muster.metrics.QueryException.Reason;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class HttpInstantQueryTest {
  private HttpServer server;
  private volatile int status = 200;
  private volatile String answer = "";
  private volatile String asked = "";
  private volatile String path = "";
  private volatile String authorization = "";
  private final CountDownLatch release = new CountDownLatch(1);
  private volatile boolean stall;

  @BeforeEach
  void start() throws IOException {
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
    server.createContext(
        "/prom/api/v1/query",
        exchange -> {
          path = exchange.getRequestURI().getPath();
          authorization = exchange.getRequestHeaders().getFirst("Authorization");
          asked = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
          exchange.getResponseHeaders().add("Location", "/elsewhere");
          var bytes = answer.getBytes(StandardCharsets.UTF_8);
          exchange.sendResponseHeaders(status, stall ? bytes.length + 10 : bytes.length);
          exchange.getResponseBody().write(bytes);
          if (stall) {
            exchange.getResponseBody().flush();
            awaitRelease();
          }
          exchange.close();
        });
    server.start();
  }

  private void awaitRelease() {
    try {
      release.await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  @AfterEach
  void stop() {
    release.countDown();
    server.stop(0);
  }

  private HttpInstantQuery client(Duration timeout) {
    int port = server.getAddress().getPort();
    return new HttpInstantQuery(
        URI.create("http://127.0.0.1:" + port + "/prom/"), null, "Basic Zm9v", timeout);
  }

  private QueryException failure(Duration timeout) {
    try (var client = client(timeout)) {
      return catchThrowableOfType(QueryException.class, () -> client.query("up", 0));
    }
  }

  @Test
  void vector_isRead() {
    answer =
        """
        {"status":"success","warnings":["w"],"data":{"resultType":"vector","result":[
          {"metric":{"__name__":"up","client":"pc1"},"value":[1700000000.123,"1"]},
          {"metric":{"client":"pc2"},"value":[1700000000,"NaN"]},
          {"metric":{"client":"pc3"},"value":[1700000000,"+Inf"]}]}}
        """;
    try (var client = client(Duration.ofSeconds(10))) {
      var samples = client.query("a{b=\"c\"} + 1", 1_700_000_000_007L);
      assertThat(samples)
          .containsExactly(
              new InstantSample(
                  Labels.of("__name__", "up", "client", "pc1"), 1_700_000_000_123L, 1),
              new InstantSample(Labels.of("client", "pc2"), 1_700_000_000_000L, Double.NaN),
              new InstantSample(
                  Labels.of("client", "pc3"), 1_700_000_000_000L, Double.POSITIVE_INFINITY));
    }
    assertThat(asked).isEqualTo("query=a%7Bb%3D%22c%22%7D+%2B+1&time=1700000000.007");
    assertThat(authorization).isEqualTo("Basic Zm9v");
  }

  @Test
  void matrix_ofARange_isRead() {
    answer =
        """
        {"status":"success","data":{"resultType":"matrix","result":[
          {"metric":{"client":"pc1"},"values":[[1700000000,"1"],[1700000000.5,"2"]]},
          {"metric":{"client":"pc2"},"values":[[1700000000.5,"NaN"]]}]}}
        """;
    try (var client = client(Duration.ofSeconds(10))) {
      assertThat(client.range("up", 1_700_000_000_000L, 1_700_000_000_600L, 500))
          .containsExactly(
              new InstantSample(Labels.of("client", "pc1"), 1_700_000_000_000L, 1),
              new InstantSample(Labels.of("client", "pc1"), 1_700_000_000_500L, 2),
              new InstantSample(Labels.of("client", "pc2"), 1_700_000_000_500L, Double.NaN));
    }
    assertThat(path).isEqualTo("/prom/api/v1/query_range");
    assertThat(asked).isEqualTo("query=up&start=1700000000.000&end=1700000000.600&step=0.500");
  }

  @Test
  void matrix_thatIsBroken_isSaid() {
    answer =
        "{\"status\":\"success\",\"data\":{\"resultType\":\"matrix\",\"result\":[{\"values\":[[1,\"x\"]]}]}}";
    try (var client = client(Duration.ofSeconds(10))) {
      assertThatThrownBy(() -> client.range("up", 0, 1, 1))
          .isInstanceOf(QueryException.class)
          .hasMessageContaining("unreadable result");
    }
  }

  @Test
  void logIn_isAskedForAnewEachTime() {
    answer = "{\"status\":\"success\",\"data\":{\"resultType\":\"scalar\",\"result\":[5,\"2.5\"]}}";
    int port = server.getAddress().getPort();
    var logIns = List.of("Bearer a", "Bearer b").iterator();
    try (var client =
        HttpInstantQuery.of(
            URI.create("http://127.0.0.1:" + port + "/prom"),
            null,
            logIns::next,
            Duration.ofSeconds(10))) {
      client.query("1", 0);
      assertThat(authorization).isEqualTo("Bearer a");
      client.query("1", 0);
      assertThat(authorization).isEqualTo("Bearer b");
    }
  }

  @Test
  void scalar_isOneSampleWithoutLabels() {
    answer = "{\"status\":\"success\",\"data\":{\"resultType\":\"scalar\",\"result\":[5,\"2.5\"]}}";
    try (var client = client(Duration.ofSeconds(10))) {
      assertThat(client.query("2.5", 0))
          .containsExactly(new InstantSample(Labels.EMPTY, 5000, 2.5));
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "400 | {'status':'error','errorType':'bad_data','error':'no\\nPromQL'} | BAD_DATA | no PromQL",
        "422 | {'status':'error','errorType':'execution','error':'many'} | EXECUTION | many",
        "503 | {'status':'error','errorType':'timeout','error':'slow'} | TIMEOUT | slow",
        "503 | {'status':'error','errorType':'unavailable','error':'off'} | UNAVAILABLE | off",
        "200 | {'status':'success','data':{'resultType':'matrix','result':[]}} | EXECUTION | neither",
        "200 | {'status':'success','data':{'resultType':'scalar','result':[1,'x']}} | UNAVAILABLE | unr",
        "200 | {'status':'success','data':{'resultType':'vector','result':[{'value':{}}]}}"
            + " | UNAVAILABLE | unreadable",
        "200 | [] | UNAVAILABLE | no answer of a Prometheus API",
        "401 | <html>log in</html> | UNAVAILABLE | HTTP status 401",
        "302 | moved | UNAVAILABLE | HTTP status 302",
      })
  void answer_thatIsNoResult_isSaid(int code, String json, Reason reason, String message) {
    status = code;
    answer = json.replace('\'', '"');
    var failure = failure(Duration.ofSeconds(10));
    assertThat(failure.reason()).isEqualTo(reason);
    assertThat(failure).hasMessageContaining(message).hasMessageNotContaining("Zm9v");
  }

  @Test
  void answer_thatIsTooLong_isCutOff() {
    answer = "{\"status\":\"success\"," + " ".repeat(33 << 20) + "}";
    assertThat(failure(Duration.ofSeconds(20)).reason()).isEqualTo(Reason.UNAVAILABLE);
  }

  @Test
  void answer_thatStopsHalfWay_timesOut() {
    answer = "{\"status\"";
    stall = true;
    assertThat(failure(Duration.ofMillis(300)).reason()).isEqualTo(Reason.TIMEOUT);
  }

  @Test
  void noServer_isUnavailable() {
    server.stop(0);
    var failure = failure(Duration.ofSeconds(10));
    assertThat(failure.reason()).isEqualTo(Reason.UNAVAILABLE);
    assertThat(failure).hasMessageEndingWith("failed: nobody listens there");
  }

  @Test
  void host_thatDoesNotExist_isSaid() {
    var base = URI.create("http://no-such-host.invalid:9090");
    try (var client = new HttpInstantQuery(base, null, null, Duration.ofSeconds(10))) {
      assertThatThrownBy(() -> client.query("up", 0))
          .isInstanceOf(QueryException.class)
          .hasMessageEndingWith("failed: no such host");
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"nonsense", "localhost:9090", "ftp://localhost", "https:///x"})
  void base_thatIsNoAddress_isRefused(String base) {
    assertThatThrownBy(
            () -> new HttpInstantQuery(URI.create(base), null, null, Duration.ofSeconds(1)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining(base)
        .hasMessageContaining("write https://HOST:PORT");
  }
}
