package dev.muster.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.muster.web.BasicAuth;
import dev.muster.web.Identity;
import dev.muster.web.ListenAddress;
import dev.muster.web.WebConfig.TlsServer;
import java.io.ByteArrayInputStream;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class WebServerTest {
  @TempDir Path folder;

  @Test
  void health_withoutLogIn() throws Exception {
    try (var site = new Site(folder)) {
      var healthy = site.get("/-/healthy");
      assertThat(healthy.statusCode()).isEqualTo(200);
      assertThat(healthy.body()).isEqualTo("Muster is healthy.\n");
      assertThat(site.get("/-/ready").statusCode()).isEqualTo(200);
      site.ready = false;
      assertThat(site.get("/-/ready").statusCode()).isEqualTo(503);
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"/who", "/nowhere", "/metrics/", "/METRICS", "/metrics;a=b", "/%6detrics"})
  void path_withoutLogIn_isRefused(String path) throws Exception {
    try (var site = new Site(folder)) {
      var answer = site.get(path);
      assertThat(answer.statusCode()).isIn(400, 401);
      assertThat(answer.body()).doesNotContain("up 1");
    }
  }

  @Test
  void logIn_isAskedFor() throws Exception {
    try (var site = new Site(folder)) {
      var answer = site.get("/who");
      assertThat(answer.statusCode()).isEqualTo(401);
      assertThat(answer.headers().firstValue("WWW-Authenticate"))
          .contains("Basic realm=\"Muster\"");
      assertThat(site.get("/api/v1/query").body())
          .isEqualTo(
              "{\"status\":\"error\",\"errorType\":\"unauthorized\",\"error\":\"Log in first.\"}");
    }
  }

  @Test
  void logIn_byPasswordAndToken() throws Exception {
    try (var site = new Site(folder)) {
      assertThat(site.send(site.admin("/who")).body()).isEqualTo("admin");
      assertThat(site.send(site.admin("/nowhere")).statusCode()).isEqualTo(404);
      var robot = site.request("/who").header("Authorization", "Bearer let-me-in");
      assertThat(site.send(robot).body()).isEqualTo("robot");
    }
  }

  @ParameterizedTest
  @CsvSource({
    "Basic YWRtaW46d3Jvbmc=", // admin:wrong
    "Basic cm9vdDpyb2xsLWNhbGw=", // root:roll-call
    "Basic ???",
    "Basic",
    "Bearer wrong",
    "Bearer",
    "Digest username=admin"
  })
  void logIn_wrong_isRefused(String authorization) throws Exception {
    try (var site = new Site(folder)) {
      var answer = site.send(site.request("/who").header("Authorization", authorization));
      assertThat(answer.statusCode()).isEqualTo(401);
    }
  }

  @Test
  void openPath_isReadAlone() throws Exception {
    try (var site = new Site(folder)) {
      assertThat(site.get("/metrics").body()).isEqualTo("up 1\n");
      var post = site.request("/metrics").POST(BodyPublishers.noBody());
      assertThat(site.send(post).statusCode()).isEqualTo(401);
    }
  }

  @Test
  void answer_carriesSecurityHeadersAndNoVersion() throws Exception {
    try (var site =
        new Site(
            folder,
            new Site.Changes(
                settings -> settings.withHeaders(Map.of("X-Frame-Options", "sameorigin")),
                tls -> tls),
            routes -> {})) {
      var headers = site.get("/-/healthy").headers();
      assertThat(headers.firstValue("Content-Security-Policy").orElse(""))
          .startsWith("default-src 'self'");
      assertThat(headers.firstValue("X-Content-Type-Options")).contains("nosniff");
      assertThat(headers.allValues("X-Frame-Options")).containsExactly("sameorigin");
      assertThat(headers.firstValue("Referrer-Policy")).contains("same-origin");
      assertThat(headers.firstValue("Strict-Transport-Security")).isEmpty();
      assertThat(headers.firstValue("Server")).isEmpty();
      var byAddress =
          site.client.send(
              HttpRequest.newBuilder(
                      URI.create("https://127.0.0.1:" + site.server.port() + "/-/healthy"))
                  .build(),
              BodyHandlers.ofString());
      assertThat(byAddress.headers().firstValue("Strict-Transport-Security"))
          .contains("max-age=31536000");
    }
  }

  @Test
  void header_tooLarge_isRefused() throws Exception {
    try (var site = new Site(folder)) {
      var answer = site.send(site.request("/-/healthy").header("X-Large", "x".repeat(17_000)));
      assertThat(answer.statusCode()).isEqualTo(431);
      assertThat(answer.body()).doesNotContainIgnoringCase("jetty").doesNotContain("Exception");
    }
  }

  @Test
  void body_tooLarge_isRefused() throws Exception {
    try (var site =
        new Site(
            folder,
            new Site.Changes(settings -> settings.withMaxBodyBytes(1000), tls -> tls),
            routes -> {})) {
      var fits = site.admin("/echo").POST(BodyPublishers.ofString("x".repeat(1000)));
      assertThat(site.send(fits).body()).hasSize(1000);
      var tooLarge = site.admin("/echo").POST(BodyPublishers.ofString("x".repeat(1001)));
      assertThat(site.send(tooLarge).statusCode()).isEqualTo(413);
      var chunked =
          site.admin("/echo")
              .POST(
                  BodyPublishers.ofInputStream(() -> new ByteArrayInputStream(new byte[100_000])));
      assertThat(site.send(chunked).statusCode()).isEqualTo(413);
    }
  }

  @Test
  void earlyAnswer_isReadByClientThatIsStillSending() throws Exception {
    try (var site =
        new Site(
            folder,
            new Site.Changes(settings -> settings.withMaxBodyBytes(1000), tls -> tls),
            routes -> {})) {
      var large = new byte[2 << 20];
      for (var round = 0; round < 6; round++) {
        var refused =
            site.admin("/echo").POST(BodyPublishers.ofInputStream(() -> inSmallParts(large)));
        assertThat(site.send(refused).statusCode()).isEqualTo(413);
        var announced = site.admin("/echo").POST(BodyPublishers.ofByteArray(large));
        assertThat(site.send(announced).statusCode()).isEqualTo(413);
        var stranger = site.request("/echo").POST(BodyPublishers.ofByteArray(large));
        assertThat(site.send(stranger).statusCode()).isEqualTo(401);
      }
    }
  }

  /** In small parts, so that the server's answer comes in the middle. */
  private static InputStream inSmallParts(byte[] bytes) {
    return new ByteArrayInputStream(bytes) {
      @Override
      public synchronized int read(byte[] buffer, int offset, int length) {
        return super.read(buffer, offset, Math.min(length, 4096));
      }
    };
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "https://evil.example",
        "http://localhost:PORT",
        "https://localhost",
        "null",
        "https://localhost:PORT.evil.example",
        "§"
      })
  void change_fromAnotherOrigin_isRefused(String origin) throws Exception {
    try (var site = new Site(folder)) {
      var port = String.valueOf(site.server.port());
      var post =
          site.admin("/echo")
              .header("Origin", origin.replace("PORT", port))
              .POST(BodyPublishers.ofString("x"));
      assertThat(site.send(post).statusCode()).isEqualTo(403);
    }
  }

  @Test
  void change_fromOwnPageOrProgram_isDone() throws Exception {
    try (var site = new Site(folder)) {
      var own = "https://localhost:" + site.server.port();
      var post = site.admin("/echo").POST(BodyPublishers.ofString("x"));
      assertThat(site.send(post).body()).isEqualTo("x");
      assertThat(site.send(post.header("Origin", own)).body()).isEqualTo("x");
      assertThat(site.send(post.header("Sec-Fetch-Site", "cross-site")).statusCode())
          .isEqualTo(403);
      assertThat(site.send(site.admin("/who").header("Origin", "https://evil.example")).body())
          .isEqualTo("admin");
    }
  }

  @Test
  void unknownPathOrMethod_isSaidSo() throws Exception {
    try (var site = new Site(folder, routes -> routes.get("/api/v1/here", c -> c.result("x")))) {
      var nowhere = site.send(site.admin("/api/v1/nowhere"));
      assertThat(nowhere.statusCode()).isEqualTo(404);
      assertThat(nowhere.body()).contains("\"errorType\":\"not_found\"");
      var post = site.send(site.admin("/api/v1/here").POST(BodyPublishers.noBody()));
      assertThat(post.statusCode()).isEqualTo(405);
      assertThat(post.headers().firstValue("Allow"))
          .hasValueSatisfying(allowed -> assertThat(allowed).contains("GET"));
    }
  }

  @Test
  void plainHttp_getsASentence() throws Exception {
    try (var site = new Site(folder);
        var socket = new Socket(InetAddress.getLoopbackAddress(), site.server.port())) {
      socket.setSoTimeout(10_000);
      var request = "GET /metrics HTTP/1.1\r\nHost: localhost\r\n\r\n";
      socket.getOutputStream().write(request.getBytes(StandardCharsets.US_ASCII));
      var answer = new String(socket.getInputStream().readAllBytes(), StandardCharsets.US_ASCII);
      assertThat(answer).startsWith("HTTP/1.1 400 ").contains("speaks HTTPS alone");
      assertThat(answer).doesNotContain("up 1");
    }
  }

  @Test
  void handler_thatFails_showsNoStackTrace() throws Exception {
    try (var site =
        new Site(
            folder,
            routes -> {
              routes.get(
                  "/fails",
                  context -> {
                    throw new IllegalStateException("secret");
                  });
              routes.get(
                  "/api/dies",
                  context -> {
                    throw new AssertionError("secret");
                  });
            })) {
      var fails = site.send(site.admin("/fails"));
      assertThat(fails.statusCode()).isEqualTo(500);
      assertThat(fails.body()).isEqualTo("The server failed; its log says why.\n");
      var dies = site.send(site.admin("/api/dies"));
      assertThat(dies.statusCode()).isEqualTo(500);
      assertThat(dies.body()).doesNotContain("secret").doesNotContain("dev.muster");
    }
  }

  @Test
  void handler_runsOnAVirtualThread() throws Exception {
    try (var site =
        new Site(
            folder,
            routes ->
                routes.get(
                    "/thread",
                    context ->
                        context.result(String.valueOf(Thread.currentThread().isVirtual()))))) {
      assertThat(site.send(site.admin("/thread")).body()).isEqualTo("true");
    }
  }

  @Test
  void port_taken_saysSo() throws Exception {
    try (var taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      var address = "127.0.0.1:" + taken.getLocalPort();
      assertThatThrownBy(() -> start(address))
          .isInstanceOf(ListenException.class)
          .hasMessage(
              "cannot listen on "
                  + address
                  + ": the port is taken by another program; choose another with"
                  + " --web.listen-address");
    }
  }

  @Test
  void address_ofAnotherMachine_saysSo() {
    assertThatThrownBy(() -> start("192.0.2.1:0"))
        .isInstanceOf(ListenException.class)
        .hasMessageStartingWith("cannot listen on 192.0.2.1:0: this machine has no such address");
  }

  @Test
  void host_unknown_saysSo() {
    assertThatThrownBy(() -> start("nowhere.invalid:0"))
        .isInstanceOf(ListenException.class)
        .hasMessage("cannot listen on nowhere.invalid:0: no host of that name is known");
  }

  private void start(String address) {
    var identity = Identity.readOrMakeSelfSigned(folder, "web");
    var settings =
        new WebServer.Settings(
            ListenAddress.parse(address),
            TlsServer.of(identity),
            new BasicAuth(Map.of()),
            Set.of(),
            () -> true);
    WebServer.start(settings, List.of()).close();
  }

  @Test
  void close_letsARequestEndAndStopsWithinTwoSeconds() throws Exception {
    var inside = new CountDownLatch(1);
    var goOn = new CountDownLatch(1);
    try (var site =
        new Site(
            folder,
            routes ->
                routes.get(
                    "/slow",
                    context -> {
                      inside.countDown();
                      context.result(String.valueOf(goOn.await(10, TimeUnit.SECONDS)));
                    }))) {
      var answer = site.client.sendAsync(site.admin("/slow").build(), BodyHandlers.ofString());
      assertThat(inside.await(10, TimeUnit.SECONDS)).isTrue();
      var start = Instant.now();
      var closing = Thread.ofVirtual().start(site.server::close);
      goOn.countDown();
      assertThat(answer.get(10, TimeUnit.SECONDS).body()).isEqualTo("true");
      closing.join();
      assertThat(Duration.between(start, Instant.now())).isLessThan(Duration.ofSeconds(3));
    }
  }

  @Test
  void close_waitsNoLongerForARequestThatHangs() throws Exception {
    var inside = new CountDownLatch(1);
    var never = new CountDownLatch(1);
    try (var site =
        new Site(
            folder,
            routes ->
                routes.get(
                    "/hangs",
                    context -> {
                      inside.countDown();
                      never.await();
                    }))) {
      var answer = site.client.sendAsync(site.admin("/hangs").build(), BodyHandlers.ofString());
      assertThat(inside.await(10, TimeUnit.SECONDS)).isTrue();
      var start = Instant.now();
      site.server.close();
      assertThat(Duration.between(start, Instant.now())).isLessThan(Duration.ofSeconds(4));
      assertThat(answer).failsWithin(Duration.ofSeconds(5));
    } finally {
      never.countDown();
    }
  }
}
