package dev.muster.app.store;

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
import java.time.InstantSource;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class PrometheusClientTest {
  private static final Duration PATIENCE = Duration.ofSeconds(20);

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
          exchange
              .getResponseHeaders()
              .add("Content-Type", answer.startsWith("<") ? "text/html" : "application/json");
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

  private PrometheusClient client(Supplier<@Nullable String> authorization) {
    int port = server.getAddress().getPort();
    return new PrometheusClient(
        URI.create("http://127.0.0.1:" + port + "/prom/"), null, authorization);
  }

  private static PrometheusSamples samples(PrometheusClient client, Duration timeout) {
    return new PrometheusSamples(client, timeout, InstantSource.system());
  }

  private <T> T asked(Function<PrometheusSamples, T> question) {
    try (var client = client(() -> "Basic Zm9v")) {
      return question.apply(samples(client, PATIENCE));
    }
  }

  private QueryException failure(Duration timeout) {
    try (var client = client(() -> "Basic Zm9v")) {
      var samples = samples(client, timeout);
      return catchThrowableOfType(QueryException.class, () -> samples.query("up", 0));
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
    var found = asked(samples -> samples.query("a{b=\"c\"} + 1", 1_700_000_000_007L));
    assertThat(found)
        .containsExactly(
            new InstantSample(Labels.of("__name__", "up", "client", "pc1"), 1_700_000_000_123L, 1),
            new InstantSample(Labels.of("client", "pc2"), 1_700_000_000_000L, Double.NaN),
            new InstantSample(
                Labels.of("client", "pc3"), 1_700_000_000_000L, Double.POSITIVE_INFINITY));
    assertThat(asked).isEqualTo("query=a%7Bb%3D%22c%22%7D+%2B+1&time=1700000000.007&nocache=1");
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
    var series = asked(samples -> samples.query("up", 1_700_000_000_000L, 1_700_000_000_600L, 500));
    assertThat(series)
        .extracting(one -> one.labels().get("client") + Arrays.toString(one.values()))
        .containsExactly("pc1[1.0, 2.0]", "pc2[NaN]");
    assertThat(series.getFirst().timesMillis())
        .containsExactly(1_700_000_000_000L, 1_700_000_000_500L);
    assertThat(path).isEqualTo("/prom/api/v1/query_range");
    assertThat(asked)
        .isEqualTo("query=up&start=1700000000.000&end=1700000000.600&step=0.500&nocache=1");
  }

  @Test
  void matrix_thatIsBroken_isSaid() {
    answer =
        "{\"status\":\"success\",\"data\":{\"resultType\":\"matrix\",\"result\":[{\"values\":[[1,\"x\"]]}]}}";
    assertThatThrownBy(() -> asked(samples -> samples.query("up", 0, 1, 1)))
        .isInstanceOf(QueryException.class)
        .hasMessageContaining("cannot be read");
  }

  @Test
  void logIn_isAskedForAnewEachTime() {
    answer = "{\"status\":\"success\",\"data\":{\"resultType\":\"scalar\",\"result\":[5,\"2.5\"]}}";
    var logIns = List.of("Bearer a", "Bearer b").iterator();
    try (var client = client(logIns::next)) {
      var samples = samples(client, PATIENCE);
      samples.query("1", 0);
      assertThat(authorization).isEqualTo("Bearer a");
      samples.query("1", 0);
      assertThat(authorization).isEqualTo("Bearer b");
    }
  }

  @Test
  void scalar_isOneSampleWithoutLabels() {
    answer = "{\"status\":\"success\",\"data\":{\"resultType\":\"scalar\",\"result\":[5,\"2.5\"]}}";
    var found = asked(samples -> samples.query("2.5", 0));
    assertThat(found).containsExactly(new InstantSample(Labels.EMPTY, 5000, 2.5));
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
        "200 | {'status':'success','data':{'resultType':'scalar','result':[1,'x']}} | UNAVAILABLE | read",
        "200 | {'status':'success','data':{'resultType':'vector','result':[{'value':{}}]}}"
            + " | UNAVAILABLE | cannot be read",
        "200 | [] | UNAVAILABLE | no answer of a Prometheus API",
        "401 | <html>log in</html> | UNAVAILABLE | HTTP status 401",
        "502 | <html>bad gateway</html> | UNAVAILABLE | HTTP status 502",
        "302 | <p>moved | UNAVAILABLE | HTTP status 302",
      })
  void answer_thatIsNoResult_isSaid(int code, String json, Reason reason, String message) {
    status = code;
    answer = json.replace('\'', '"');
    var failure = failure(PATIENCE);
    assertThat(failure.reason()).isEqualTo(reason);
    assertThat(failure).hasMessageContaining(message).hasMessageNotContaining("Zm9v");
  }

  @Test
  void answer_thatIsTooLong_isCutOff() {
    answer = "{\"status\":\"success\"," + " ".repeat(65 << 20) + "}";
    assertThat(failure(PATIENCE).reason()).isEqualTo(Reason.UNAVAILABLE);
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
    var failure = failure(PATIENCE);
    assertThat(failure.reason()).isEqualTo(Reason.UNAVAILABLE);
    assertThat(failure).hasMessageEndingWith("does not answer: nobody listens there");
  }

  @Test
  void host_thatDoesNotExist_isSaid() {
    var base = URI.create("http://no-such-host.invalid:9090");
    try (var client = new PrometheusClient(base, null, () -> null)) {
      assertThatThrownBy(() -> samples(client, PATIENCE).query("up", 0))
          .isInstanceOf(QueryException.class)
          .hasMessageEndingWith("does not answer: no such host");
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"nonsense", "localhost:9090", "ftp://localhost", "https:///x"})
  void base_thatIsNoAddress_isRefused(String base) {
    assertThatThrownBy(() -> new PrometheusClient(URI.create(base), null, () -> null))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining(base)
        .hasMessageContaining("write https://HOST:PORT");
  }
}
