package dev.muster.scraper;

import static dev.muster.scraper.TestServer.answer;
import static dev.muster.scraper.TestServer.identity;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpHandler;
import dev.muster.archive.SampleBatch;
import dev.muster.fleet.Client;
import dev.muster.fleet.ScrapeSettings;
import dev.muster.fleet.Secret;
import dev.muster.web.Tls;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.security.cert.CertificateEncodingException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import okhttp3.tls.HeldCertificate;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/** One fleet of good and bad clients, scraped all at once. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
final class BadTargetsTest {
  private static final String PAGE = "# TYPE a gauge\na 1\nb{x=\"y\"} 2\n";
  private static final ScrapeSettings SETTINGS =
      new ScrapeSettings(Duration.ofSeconds(1), Duration.ofMillis(900), 1 << 20, 1000);

  private final HeldCertificate authority =
      new HeldCertificate.Builder().certificateAuthority(0).commonName("fleet").build();
  private final HeldCertificate stranger =
      new HeldCertificate.Builder().addSubjectAlternativeName("127.0.0.1").build();
  private final HeldCertificate good = certificate("127.0.0.1").build();

  private final MemoryArchive archive = new MemoryArchive();
  private final Map<String, String> noted = new ConcurrentHashMap<>();
  private final List<TestServer> servers = new ArrayList<>();
  private final List<Client> clients = new ArrayList<>();
  private final CountDownLatch end = new CountDownLatch(1);
  private final PrometheusRegistry registry = new PrometheusRegistry();
  private @Nullable ScraperApp running;
  private final List<ServerSocket> sockets = new ArrayList<>();

  private ScraperApp app() {
    return Objects.requireNonNull(running);
  }

  private HeldCertificate.Builder certificate(String name) {
    return new HeldCertificate.Builder().signedBy(authority).addSubjectAlternativeName(name);
  }

  @BeforeAll
  void start() throws Exception {
    tls("good", good, TestServer.page(PAGE));
    plain("plain", TestServer.page(PAGE));
    addPlain();
    addTls();
    var listening = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
    sockets.add(listening);
    clients.add(Fleets.https("mute", listening.getLocalPort(), null));
    var shown = identity(certificate("scraper").build());
    running =
        ScraperApp.start(
            Fleets.of(SETTINGS, clients),
            new ScraperApp.Settings(
                archive,
                archive,
                noted::put,
                Tls.trusting(List.of(authority.certificate())),
                () -> shown,
                InstantSource.system(),
                registry,
                _ -> {}));
  }

  private void addPlain() throws IOException {
    try (var unused = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      clients.add(Fleets.http("down", unused.getLocalPort()));
    }
    plain("slow", _ -> sleep());
    plain("garbage", TestServer.page("hello, world\n"));
    plain("html", TestServer.page("<!DOCTYPE html><html></html>"));
    plain(
        "html-type",
        exchange -> {
          exchange.getResponseHeaders().add("Content-Type", "text/html; charset=utf-8");
          answer(exchange, 200, PAGE);
        });
    plain("endless", exchange -> flood(exchange, "a 1\n"));
    plain("endless-line", exchange -> flood(exchange, "aaaa"));
    plain(
        "huge",
        exchange -> {
          exchange.sendResponseHeaders(200, 10_000_000_000L);
          exchange.getResponseBody().write(1);
          exchange.getResponseBody().flush();
          sleep();
        });
    plain(
        "redirect",
        exchange -> {
          exchange.getResponseHeaders().add("Location", "http://127.0.0.1:1/elsewhere");
          answer(exchange, 302, "");
        });
    byte[] zeros = TestServer.gzip(new byte[50_000_000]);
    plain("zeros", exchange -> packed(exchange, zeros));
    byte[] hollow = TestServer.gzip(new byte[0]);
    plain(
        "hollow",
        exchange -> {
          exchange.getResponseHeaders().add("Content-Encoding", "gzip");
          exchange.sendResponseHeaders(200, 0);
          while (true) {
            exchange.getResponseBody().write(hollow);
          }
        });
    endless("drip", "HTTP/1.1 200 OK\r\nContent-Length: 100000\r\n\r\na 1\n", "#", 20);
    endless("drip-header", "HTTP/1.1 200 OK\r\nX: ", "a", 20);
    endless("long-header", "HTTP/1.1 200 OK\r\nX: ", "a".repeat(8192), 0);
    endless("many-headers", "HTTP/1.1 200 OK\r\n", "X: a\r\n".repeat(1000), 0);
    endless("wait-a-little", "", "HTTP/1.1 103 Early Hints\r\n\r\n", 1);
    byte[] packed = TestServer.gzip(PAGE.getBytes(UTF_8));
    plain("packed", exchange -> packed(exchange, packed));
    plain("damaged", exchange -> packed(exchange, new byte[] {1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11}));
    plain("error", exchange -> answer(exchange, 500, "no"));
    plain("empty", exchange -> answer(exchange, 204, ""));
    clients.add(
        Fleets.http("below-zero", blunt("HTTP/1.1 200 OK\r\nContent-Length: -5\r\n\r\na 1\n")));
    clients.add(Fleets.http("hangs-up", blunt("")));
    plain("many", TestServer.page(series(1001)));
    plain("enough", TestServer.page(series(1000)));
    plain("cut", BadTargetsTest::cut);
    HttpHandler asking = BadTargetsTest::askForLogin;
    plain("login-missing", asking);
    clients.add(
        Fleets.client(
            "login",
            new Client.ExporterAccess(
                plainServer(asking).port(), false, "/metrics", "mon", new Secret("päss"), null)));
  }

  private void addTls() throws IOException, CertificateEncodingException {
    var past = Instant.parse("2020-01-01T00:00:00Z").toEpochMilli();
    var page = TestServer.page(PAGE);
    tls("wrong-certificate", stranger, page);
    tls("expired", certificate("127.0.0.1").validityInterval(past, past + 1000).build(), page);
    tls("other-name", certificate("10.9.9.9").build(), page);
    tls("fleet-name", certificate("fleet-name").build(), page);
    var server = TestServer.https(identity(stranger), page);
    servers.add(server);
    String sha256 = ExplainingTrust.sha256(stranger.certificate());
    clients.add(Fleets.https("pinned", server.port(), sha256));
    clients.add(Fleets.https("pinned-wrongly", server.port(), "0".repeat(64)));
    var asking = TestServer.https(identity(good), List.of(authority.certificate()), page);
    servers.add(asking);
    clients.add(Fleets.https("asks-for-certificate", asking.port(), null));
    clients.add(Fleets.https("tls-to-plain", blunt("HTTP/1.0 400 Bad Request\r\n\r\n"), null));
    clients.add(Fleets.http("plain-to-tls", server.port()));
  }

  /** Answers without listening, as node_exporter does when it did not understand; its port. */
  private int blunt(String answer) throws IOException {
    var server = new ServerSocket(0, 10, InetAddress.getLoopbackAddress());
    sockets.add(server);
    Thread.ofVirtual()
        .start(() -> {
          while (!server.isClosed()) {
            try (var socket = server.accept()) {
              socket.getOutputStream().write(answer.getBytes(UTF_8));
            } catch (IOException _) {
              // the client went, or the test ends
            }
          }
        });
    return server.getLocalPort();
  }

  /** Answers without listening, and then for ever with the same again. */
  private void endless(String name, String start, String again, int pauseMillis)
      throws IOException {
    var server = new ServerSocket(0, 10, InetAddress.getLoopbackAddress());
    sockets.add(server);
    clients.add(Fleets.http(name, server.getLocalPort()));
    Thread.ofVirtual()
        .start(() -> {
          while (!server.isClosed()) {
            try (var socket = server.accept()) {
              var out = socket.getOutputStream();
              out.write(start.getBytes(UTF_8));
              while (true) {
                out.write(again.getBytes(UTF_8));
                out.flush();
                TimeUnit.MILLISECONDS.sleep(pauseMillis);
              }
            } catch (IOException _) {
              // the client went, or the test ends
            } catch (InterruptedException _) {
              return;
            }
          }
        });
  }

  private TestServer plainServer(HttpHandler handler) throws IOException {
    var server = TestServer.http(handler);
    servers.add(server);
    return server;
  }

  private void plain(String name, HttpHandler handler) throws IOException {
    clients.add(Fleets.http(name, plainServer(handler).port()));
  }

  private void tls(String name, HeldCertificate certificate, HttpHandler handler)
      throws IOException {
    var server = TestServer.https(identity(certificate), handler);
    servers.add(server);
    clients.add(Fleets.https(name, server.port(), null));
  }

  private void sleep() {
    try {
      end.await();
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
    }
  }

  private static void flood(HttpExchange exchange, String piece) throws IOException {
    exchange.sendResponseHeaders(200, 0);
    byte[] bytes = piece.repeat(4096).getBytes(UTF_8);
    while (true) {
      exchange.getResponseBody().write(bytes);
    }
  }

  private static void packed(HttpExchange exchange, byte[] bytes) throws IOException {
    exchange.getResponseHeaders().add("Content-Encoding", "gzip");
    exchange.sendResponseHeaders(200, bytes.length);
    exchange.getResponseBody().write(bytes);
    exchange.close();
  }

  private static void cut(HttpExchange exchange) throws IOException {
    exchange.sendResponseHeaders(200, 1000);
    exchange.getResponseBody().write(PAGE.getBytes(UTF_8));
    exchange.getResponseBody().flush();
    throw new IOException("cut");
  }

  private static void askForLogin(HttpExchange exchange) throws IOException {
    String given = exchange.getRequestHeaders().getFirst("Authorization");
    boolean right = "Basic bW9uOnDDpHNz".equals(given);
    answer(exchange, right ? 200 : 401, right ? PAGE : "who?");
  }

  private static String series(int count) {
    var page = new StringBuilder();
    for (int i = 0; i < count; i++) {
      page.append("m").append(i).append(" 1\n");
    }
    return page.toString();
  }

  @AfterAll
  void stop() throws IOException {
    app().close();
    end.countDown();
    servers.forEach(TestServer::close);
    for (var socket : sockets) {
      socket.close();
    }
  }

  private void assertUp(String client) throws InterruptedException {
    // A busy machine may be too slow for the first one's time-out.
    var _ = archive.await(client, batch -> Objects.equals(MemoryArchive.value(batch, "up"), 1.0));
    assertThat(target(client).lastError()).isEmpty();
    assertThat(noted).containsEntry(client, "");
  }

  private void assertDown(String client, String reason) throws InterruptedException {
    var batch = archive.await(client, _ -> true);
    assertThat(noted.get(client)).isEqualTo(reason);
    assertThat(MemoryArchive.value(batch, "up")).isEqualTo(0.0);
    assertThat(batch.series().size()).isEqualTo(5);
    assertThat(target(client).lastError()).isEqualTo(reason);
    assertThat(target(client).health()).isEqualTo(TargetStatus.Health.DOWN);
  }

  private TargetStatus target(String client) {
    return app().targets().stream()
        .filter(target -> target.client().equals(client))
        .findFirst()
        .orElseThrow();
  }

  @Test
  void target_good() throws InterruptedException {
    assertUp("good");
    assertUp("plain");
    assertUp("packed");
    assertUp("enough");
    assertUp("login");
  }

  @Test
  void target_down() throws InterruptedException {
    var down = target("down");
    assertDown(
        "down", "cannot connect to " + down.labels().get("instance") + ": connection refused");
  }

  @Test
  void target_slow() throws InterruptedException {
    assertDown("slow", "no whole answer within 900ms");
    assertDown("mute", "no whole answer within 900ms");
  }

  @Test
  void target_answersWithoutEnd() throws InterruptedException {
    assertDown("hollow", "no whole answer within 900ms");
    assertDown("drip", "no whole answer within 900ms");
    for (String name : List.of("drip-header", "long-header", "many-headers", "wait-a-little")) {
      var _ = archive.await(name, batch -> Objects.equals(MemoryArchive.value(batch, "up"), 0.0));
      assertThat(noted.get(name)).isNotEmpty();
    }
  }

  @Test
  void target_garbage() throws InterruptedException {
    assertDown(
        "garbage", "line 1: expected a blank or \"{\" after metric name \"hello\", found \",\"");
  }

  @Test
  void target_html() throws InterruptedException {
    assertDown("html", "line 1: this is HTML, not metrics");
    assertDown("html-type", "answers with HTML, not metrics; check the port and exporter-path");
  }

  @Test
  void target_tooMuch() throws InterruptedException {
    assertDown("endless", "body larger than 1 MB");
    assertDown("endless-line", "body larger than 1 MB");
    assertDown("huge", "body larger than 1 MB");
    assertDown("zeros", "body larger than 1 MB");
    assertDown("many", "more than 1000 samples; sample-limit allows no more");
  }

  @Test
  void target_badAnswer() throws InterruptedException {
    assertDown("error", "answers with status 500");
    assertDown("empty", "answers with status 204");
    assertDown("damaged", "its gzip body is damaged");
    assertDown("cut", "ended its answer early");
    assertDown("below-zero", "answers with something that is not HTTP");
    assertThat(noted.get("hangs-up"))
        .endsWith("; if it serves HTTPS leave exporter-scheme=\"http\" out");
    assertDown(
        "redirect",
        "answers with a redirect to http://127.0.0.1:1/elsewhere; give the exporter's own address");
    assertDown(
        "login-missing",
        "answers with status 401: it wants a log-in; give exporter-username and exporter-password,"
            + " or exporter-token");
  }

  @Test
  void certificate_notOfTheFleet() throws Exception {
    String sha256 = ExplainingTrust.sha256(stranger.certificate());
    assertDown(
        "wrong-certificate",
        "its certificate is not signed by the fleet's authority; its SHA-256 is "
            + sha256
            + "; to trust it put exporter-certificate=\""
            + sha256
            + "\" on the client");
    assertDown("pinned-wrongly", "its certificate is not the pinned one; its SHA-256 is " + sha256);
    assertUp("pinned");
  }

  @Test
  void certificate_expired() throws InterruptedException {
    assertDown("expired", "its certificate ended at 2020-01-01T00:00:01Z; renew it");
  }

  @Test
  void certificate_names() throws InterruptedException {
    assertDown("other-name", "its certificate names neither 127.0.0.1 nor other-name");
    assertUp("fleet-name");
  }

  @Test
  void certificate_ofThisServer_isShown() throws InterruptedException {
    assertUp("asks-for-certificate");
  }

  @Test
  void scheme_wrong() throws InterruptedException {
    assertDown(
        "tls-to-plain",
        "does not speak TLS; if it serves plain HTTP put exporter-scheme=\"http\" on the client");
    archive.await("plain-to-tls", _ -> true);
    assertThat(noted.get("plain-to-tls")).isNotEmpty();
  }

  @Test
  void target_good_isNotDisturbed() throws InterruptedException {
    for (String client : List.of("good", "plain")) {
      archive.await(client, _ -> archive.of(client).size() >= 4);
      var batches = archive.of(client);
      assertThat(batches)
          .allSatisfy(batch -> assertThat(MemoryArchive.value(batch, "up")).isEqualTo(1.0));
      var times = batches.stream().map(SampleBatch::timeMillis).toList();
      assertThat(times).isSorted();
      assertThat(Collections.max(times) - times.getFirst()).isEqualTo(1000L * (times.size() - 1));
    }
  }
}
