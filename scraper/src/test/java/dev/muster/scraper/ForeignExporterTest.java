package dev.muster.scraper;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpExchange;
import dev.muster.archive.SampleBatch;
import dev.muster.fleet.Client;
import dev.muster.fleet.Client.ExporterAccess;
import dev.muster.fleet.Secret;
import dev.muster.web.Passwords;
import dev.muster.web.Tls;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import okhttp3.tls.HeldCertificate;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Programs that are no exporter of ours: Debian's node_exporter, and servers with other habits. */
final class ForeignExporterTest {
  private static final String OPEN_METRICS =
      "application/openmetrics-text; version=1.0.0; charset=utf-8";

  @TempDir Path folder;

  private final MemoryArchive archive = new MemoryArchive();
  private final Map<String, String> noted = new ConcurrentHashMap<>();
  private final List<AutoCloseable> closing = new ArrayList<>();

  @AfterEach
  void stop() throws Exception {
    for (var one : closing.reversed()) {
      one.close();
    }
  }

  private void scrape(Client... clients) {
    closing.add(
        ScraperApp.start(
            Fleets.of(clients),
            new ScraperApp.Settings(
                archive,
                archive,
                noted::put,
                Tls.trusting(List.of()),
                null,
                InstantSource.system(),
                new PrometheusRegistry(),
                _ -> {})));
  }

  private SampleBatch awaitUp(String client) throws InterruptedException {
    return archive.await(
        client, batch -> Double.valueOf(1).equals(MemoryArchive.value(batch, "up")));
  }

  private void awaitDown(String client) throws InterruptedException {
    var _ =
        archive.await(client, batch -> Double.valueOf(0).equals(MemoryArchive.value(batch, "up")));
  }

  private static ExporterAccess access(
      int port, boolean https, String user, @Nullable String caFile, boolean verified) {
    var password = user.isEmpty() ? null : new Secret("a password");
    return new ExporterAccess(
        port, https, "/metrics", user, password, null, null, caFile, verified);
  }

  private int nodeExporter(String... options) throws IOException {
    var exporter = new NodeExporter(folder, options);
    closing.add(exporter);
    return exporter.port();
  }

  @Test
  void nodeExporter_overHttp_isScraped() throws Exception {
    int port = nodeExporter();
    scrape(Fleets.client("node", access(port, false, "", null, true)));
    var batch = awaitUp("node");
    assertThat(batch.series().size()).isGreaterThan(100);
    assertThat(MemoryArchive.value(batch, "node_memory_MemTotal_bytes")).isGreaterThan(1e6);
    assertThat(MemoryArchive.value(batch, "scrape_series_added"))
        .isEqualTo(batch.series().size() - 5.0);
  }

  @Test
  void nodeExporter_overHttpsWithLogin_isScraped_byThoseWhoTrustItAndLogIn() throws Exception {
    var held = new HeldCertificate.Builder().addSubjectAlternativeName("127.0.0.1").build();
    var pem = Files.writeString(folder.resolve("node.pem"), held.certificatePem());
    var key = Files.writeString(folder.resolve("node.key"), held.privateKeyPkcs8Pem());
    var other = new HeldCertificate.Builder().addSubjectAlternativeName("127.0.0.1").build();
    var otherPem = Files.writeString(folder.resolve("other.pem"), other.certificatePem());
    var config =
        Files.writeString(
            folder.resolve("web.yml"),
            """
            tls_server_config: {cert_file: %s, key_file: %s}
            basic_auth_users: {mon: %s}
            """
                .formatted(pem, key, Passwords.hash("a password")));
    int port = nodeExporter("--web.config.file=" + config);
    scrape(
        Fleets.client("by-ca", access(port, true, "mon", pem.toString(), true)),
        Fleets.client("by-anything", access(port, true, "mon", null, false)),
        Fleets.client("other-ca", access(port, true, "mon", otherPem.toString(), true)),
        Fleets.client("no-login", access(port, true, "", pem.toString(), true)));
    assertThat(awaitUp("by-ca").series().size()).isGreaterThan(100);
    assertThat(awaitUp("by-anything").series().size()).isGreaterThan(100);
    awaitDown("other-ca");
    awaitDown("no-login");
    assertThat(noted.get("other-ca"))
        .startsWith("its certificate is not signed by an authority in exporter-ca-file");
    assertThat(noted.get("no-login")).startsWith("answers with status 401");
  }

  @Test
  void openMetrics_andAToken_andNoEvents() throws Exception {
    var asked = ConcurrentHashMap.<String>newKeySet();
    var server =
        TestServer.http(exchange -> {
          asked.add(exchange.getRequestURI().getPath());
          openMetrics(exchange);
        });
    closing.add(server);
    scrape(
        Fleets.client(
            "with-token",
            new ExporterAccess(
                server.port(), false, "/x", "", null, null, new Secret("t0ken"), null, true)),
        Fleets.client("without", new ExporterAccess(server.port(), false, "/x", "", null, null)));
    var batch = awaitUp("with-token");
    assertThat(MemoryArchive.value(batch, "a_total")).isEqualTo(3);
    assertThat(MemoryArchive.value(batch, "a_created")).isEqualTo(1.5e9);
    awaitDown("without");
    assertThat(asked).containsExactly("/x");
  }

  private static void openMetrics(HttpExchange exchange) throws IOException {
    var headers = exchange.getRequestHeaders();
    boolean known = "Bearer t0ken".equals(headers.getFirst("Authorization"));
    boolean wanted = headers.getFirst("Accept").startsWith("application/openmetrics-text;");
    exchange.getResponseHeaders().add("Content-Type", OPEN_METRICS);
    TestServer.answer(
        exchange,
        known && wanted ? 200 : 401,
        "# TYPE a counter\na_total 3 # {id=\"1\"} 1\na_created 1.5e9\n# EOF\n");
  }
}
