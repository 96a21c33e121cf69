package dev.muster.exporter;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIOException;

import dev.muster.exporter.ExporterSettings.Reading;
import dev.muster.exporter.ExporterSettings.Serving;
import dev.muster.web.Identity;
import dev.muster.web.ListenAddress;
import dev.muster.web.WebConfig;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.net.ServerSocket;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.zip.GZIPInputStream;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocket;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ExporterAppTest {
  @TempDir Path folder;

  private Exporter start() throws IOException {
    return Exporter.start(Exporter.settings(folder), Exporter.plain("one"), Exporter.plain("two"));
  }

  @Test
  void metrics_page() throws Exception {
    try (Exporter exporter = start()) {
      HttpResponse<String> answer = exporter.get("/metrics");
      assertThat(answer.statusCode()).isEqualTo(200);
      assertThat(answer.headers().firstValue("Content-Type"))
          .hasValue("text/plain; version=0.0.4; charset=utf-8");
      assertThat(answer.body())
          .contains("\ntest_one 1.0\n", "\ntest_two 1.0\n")
          .contains("node_scrape_collector_success{collector=\"one\"} 1.0")
          .contains("node_scrape_collector_duration_seconds{collector=\"eventlog\"} ")
          .contains("host_log_events_total{level=\"error\",log=\"app\"} 0.0")
          .contains("node_exporter_build_info{branch=\"\",goarch=\"")
          .contains("process_start_time_seconds ")
          .contains("promhttp_metric_handler_requests_in_flight 1.0");
    }
  }

  @Test
  void metrics_openMetricsOnRequest() throws Exception {
    try (Exporter exporter = start()) {
      HttpResponse<String> answer =
          exporter.send(
              exporter
                  .request("/metrics")
                  .header("Accept", "application/openmetrics-text; version=1.0.0")
                  .build(),
              BodyHandlers.ofString());
      assertThat(answer.headers().firstValue("Content-Type").orElse(""))
          .startsWith("application/openmetrics-text");
      assertThat(answer.body()).endsWith("# EOF\n");
    }
  }

  @Test
  void metrics_gzip() throws Exception {
    try (Exporter exporter = start()) {
      HttpResponse<byte[]> answer =
          exporter.send(
              exporter.request("/metrics").header("Accept-Encoding", "gzip").build(),
              BodyHandlers.ofByteArray());
      assertThat(answer.headers().firstValue("Content-Encoding")).hasValue("gzip");
      try (var plain = new GZIPInputStream(new ByteArrayInputStream(answer.body()))) {
        assertThat(new String(plain.readAllBytes(), UTF_8)).contains("test_one 1.0");
      }
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"/metrics", "/", "/-/healthy", "/nowhere"})
  void head_noBody(String path) throws Exception {
    try (Exporter exporter = start()) {
      HttpResponse<String> answer =
          exporter.send(
              exporter.request(path).HEAD().header("Accept-Encoding", "gzip").build(),
              BodyHandlers.ofString());
      assertThat(answer.statusCode()).isEqualTo(path.equals("/nowhere") ? 404 : 200);
      assertThat(answer.body()).isEmpty();
    }
  }

  @ParameterizedTest
  @CsvSource({
    "/metrics?collect[]=one, test_one, test_two",
    "/metrics?exclude[]=one, test_two, test_one",
    "/metrics?collect%5B%5D=two, test_two, test_one",
  })
  void metrics_filtered(String path, String there, String notThere) throws Exception {
    try (Exporter exporter = start()) {
      String body = exporter.get(path.replace("[]", "%5B%5D")).body();
      assertThat(body)
          .contains("\n" + there + " 1.0")
          .contains("node_exporter_build_info")
          .doesNotContain("\n" + notThere + " ");
    }
  }

  @ParameterizedTest
  @CsvSource({
    "/metrics?collect%5B%5D=three, missing collector: three",
    "/metrics?exclude%5B%5D=three, missing collector: three",
    "/metrics?collect%5B%5D=one&exclude%5B%5D=two, collect[] and exclude[] cannot be combined",
  })
  void metrics_filterThatMakesNoSense(String path, String sentence) throws Exception {
    try (Exporter exporter = start()) {
      HttpResponse<String> answer = exporter.get(path);
      assertThat(answer.statusCode()).isEqualTo(400);
      assertThat(answer.body()).isEqualTo(sentence + "\n");
    }
  }

  @ParameterizedTest
  @CsvSource({
    "/, 200, <h1>Muster exporter</h1>",
    "/-/healthy, 200, Healthy",
    "/-/ready, 200, Ready",
    "/metrics/, 404, metrics are at /metrics.",
    "/favicon.ico, 404, Not found",
  })
  void path_answered(String path, int status, String text) throws Exception {
    try (Exporter exporter = start()) {
      HttpResponse<String> answer = exporter.get(path);
      assertThat(answer.statusCode()).isEqualTo(status);
      assertThat(answer.body()).contains(text);
    }
  }

  /** As node_exporter does; nothing here can be changed by asking. */
  @Test
  void postToMetrics_answeredLikeGet() throws Exception {
    try (Exporter exporter = start()) {
      HttpResponse<String> answer = post(exporter, "/metrics");
      assertThat(answer.statusCode()).isEqualTo(200);
      assertThat(answer.body()).contains("# TYPE ");
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"/", "/-/ready", "/events", "/api/v1/host", "/nothing"})
  void postElsewhere_refused(String path) throws Exception {
    try (Exporter exporter = start()) {
      HttpResponse<String> answer = post(exporter, path);
      assertThat(answer.statusCode()).isEqualTo(405);
      assertThat(answer.headers().firstValue("Allow")).hasValue("GET, HEAD");
    }
  }

  private static HttpResponse<String> post(Exporter exporter, String path) throws Exception {
    return exporter.send(
        exporter.request(path).POST(BodyPublishers.ofString("x")).build(), BodyHandlers.ofString());
  }

  @Test
  void selfSigned_keptOverRestart() throws Exception {
    ExporterSettings settings = Exporter.settings(folder);
    String first;
    try (Exporter exporter = Exporter.start(settings)) {
      first = Identity.readOrMakeSelfSigned(settings.state(), "exporter").sha256();
      assertThat(exporter.get("/-/ready").statusCode()).isEqualTo(200);
    }
    try (Exporter exporter = Exporter.start(settings)) {
      assertThat(exporter.get("/-/ready").statusCode()).isEqualTo(200);
      assertThat(Identity.readOrMakeSelfSigned(settings.state(), "exporter").sha256())
          .isEqualTo(first);
    }
  }

  @Test
  void tls_nothingOlderThan12() throws Exception {
    try (Exporter exporter = start()) {
      SSLContext any = exporter.client().sslContext();
      try (var socket =
          (SSLSocket) any.getSocketFactory().createSocket("127.0.0.1", exporter.port())) {
        socket.setEnabledProtocols(new String[] {"TLSv1.1"});
        assertThatIOException().isThrownBy(socket::startHandshake);
      }
      try (var socket =
          (SSLSocket) any.getSocketFactory().createSocket("127.0.0.1", exporter.port())) {
        socket.setEnabledProtocols(new String[] {"TLSv1.2"});
        socket.startHandshake();
        assertThat(socket.getSession().getProtocol()).isEqualTo("TLSv1.2");
      }
    }
  }

  @Test
  void insecureHttp_served() throws Exception {
    ExporterSettings settings = Exporter.settings(folder);
    var plain =
        new Serving(
            settings.serving().addresses(),
            new WebConfig(null, Map.of(), Map.of("X-Frame-Options", "deny")),
            true,
            "/m",
            0,
            false);
    try (Exporter exporter = Exporter.start(settings.withServing(plain))) {
      HttpResponse<String> answer = exporter.get("/m");
      assertThat(answer.body())
          .contains("node_exporter_build_info")
          .doesNotContain("process_", "promhttp_");
      assertThat(answer.headers().firstValue("X-Frame-Options")).hasValue("deny");
      assertThat(settings.state().resolve("exporter.key")).doesNotExist();
    }
  }

  @Test
  void insecureHttp_contradictsTls() throws Exception {
    ExporterSettings settings = Exporter.settings(folder);
    Identity own = Identity.readOrMakeSelfSigned(folder.resolve("own"), "own");
    var both =
        new Serving(
            settings.serving().addresses(),
            new WebConfig(WebConfig.TlsServer.of(own), Map.of(), Map.of()),
            true,
            "/metrics",
            40,
            true);
    assertThatExceptionOfType(ExporterException.class)
        .isThrownBy(() -> Exporter.start(settings.withServing(both)))
        .withMessageContaining("leave one out");
  }

  @Test
  void port_taken() throws Exception {
    try (var taken = new ServerSocket(0)) {
      ExporterSettings settings = Exporter.settings(folder);
      Serving old = settings.serving();
      var there =
          new Serving(
              List.of(new ListenAddress("127.0.0.1", taken.getLocalPort())),
              old.web(),
              false,
              "/metrics",
              40,
              true);
      assertThatExceptionOfType(ExporterException.class)
          .isThrownBy(() -> Exporter.start(settings.withServing(there)))
          .withMessage(
              "Cannot listen on 127.0.0.1:%d (Address already in use); give another"
                  + " --web.listen-address.",
              taken.getLocalPort());
    }
  }

  @Test
  void state_notAFolder() throws Exception {
    ExporterSettings settings = Exporter.settings(folder);
    Path file = Files.createFile(folder.resolve("file"));
    var wrong = new ExporterSettings(settings.serving(), settings.reading(), file);
    assertThatExceptionOfType(ExporterException.class)
        .isThrownBy(() -> Exporter.start(wrong))
        .withMessageStartingWith("The state folder " + file + " cannot be written")
        .withMessageEndingWith("give another --path.state.");
  }

  @Test
  void collectors_chosen() throws Exception {
    ExporterSettings settings = Exporter.settings(folder);
    Reading all = settings.reading();
    var one =
        new Reading(
            new CollectorChoice(true, Set.of("one"), Set.of()), all.collectors(), all.eventLogs());
    try (Exporter exporter =
        Exporter.start(settings.withReading(one), Exporter.plain("one"), Exporter.plain("two"))) {
      assertThat(exporter.get("/metrics").body())
          .contains("test_one 1.0")
          .doesNotContain("test_two", "host_log");
    }
  }

  @Test
  void collectors_unknown() throws Exception {
    ExporterSettings settings = Exporter.settings(folder);
    Reading all = settings.reading();
    var wrong =
        new Reading(
            new CollectorChoice(false, Set.of(), Set.of("three")),
            all.collectors(),
            all.eventLogs());
    assertThatExceptionOfType(ExporterException.class)
        .isThrownBy(
            () -> Exporter.start(settings.withReading(wrong), Exporter.plain("one")).close())
        .withMessage("Unknown collector 'three'; known are eventlog, one.");
    assertThat(folder.resolve("state")).as("nothing is made for it").doesNotExist();
  }

  @Test
  void two_inOneJvm() throws Exception {
    try (Exporter one = Exporter.start(Exporter.settings(folder), Exporter.plain("one"));
        Exporter two = Exporter.start(Exporter.settings(folder), Exporter.plain("two"))) {
      assertThat(one.get("/metrics").body()).contains("test_one").doesNotContain("test_two");
      assertThat(two.get("/metrics").body()).contains("test_two").doesNotContain("test_one");
    }
  }
}
