package dev.muster.exporter;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIOException;

import dev.muster.exporter.ExporterSettings.Serving;
import dev.muster.web.CertificateAuthority;
import dev.muster.web.Identity;
import dev.muster.web.ListenAddress;
import dev.muster.web.Passwords;
import dev.muster.web.Tls;
import dev.muster.web.WebConfigFile;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.SSLSocket;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A web config that changes under a running exporter. */
@Timeout(60)
class LiveWebTest {
  private static final String TLS =
      "tls_server_config: {cert_file: server.pem, key_file: server.key%s}\n";

  @TempDir Path folder;
  private Path file;
  private CertificateAuthority authority;

  @BeforeEach
  void setUp() {
    file = folder.resolve("web.yml");
    authority = CertificateAuthority.openOrMake(folder);
    authority.issueServer("server", List.of("127.0.0.1"));
  }

  private ExporterApp start(String config) throws IOException {
    Files.writeString(file, config);
    WebConfigFile web = WebConfigFile.open(file);
    var serving =
        new Serving(
            List.of(new ListenAddress("127.0.0.1", 0)),
            web.last(),
            web,
            false,
            "/metrics",
            40,
            true);
    return ExporterApp.start(
        Exporter.settings(folder).withServing(serving),
        List.of(Exporter.plain("fine")),
        CollectorRuns.DEFAULT);
  }

  private HttpClient client(@Nullable Identity own) {
    return HttpClient.newBuilder()
        .version(HttpClient.Version.HTTP_1_1)
        .sslContext(Tls.context(own, Tls.trusting(List.of(authority.certificate()))))
        .build();
  }

  private HttpResponse<String> get(ExporterApp app, @Nullable Identity own, String path)
      throws IOException, InterruptedException {
    try (HttpClient client = client(own)) {
      return client.send(
          HttpRequest.newBuilder(URI.create("https://127.0.0.1:%d%s".formatted(app.port(), path)))
              .build(),
          BodyHandlers.ofString());
    }
  }

  private HttpResponse<String> get(ExporterApp app) throws IOException, InterruptedException {
    return get(app, null, "/metrics");
  }

  private static void await(Callable<Boolean> condition) throws Exception {
    while (!condition.call()) {
      TimeUnit.MILLISECONDS.sleep(100);
    }
  }

  @Test
  void usersAndHeaders_changeUnderARunningExporter() throws Exception {
    try (ExporterApp app = start(TLS.formatted(""))) {
      assertThat(get(app).statusCode()).isEqualTo(200);
      Files.writeString(
          file,
          TLS.formatted("")
              + "http_server_config: {headers: {X-Frame-Options: deny}}\n"
              + "basic_auth_users: {it: \"%s\"}\n".formatted(Passwords.hash("secret")));
      await(() -> get(app).statusCode() == 401);
      assertThat(get(app).headers().firstValue("X-Frame-Options")).contains("deny");
      assertThat(get(app, null, "/-/healthy").statusCode()).isEqualTo(200);
    }
  }

  @Test
  void broken_lastGoodOneStaysAndIsCounted() throws Exception {
    try (ExporterApp app = start(TLS.formatted(""))) {
      Files.writeString(file, "tls_config: {}\n");
      await(() -> get(app).body().contains("muster_exporter_web_config_reload_failures_total 1.0"));
      TimeUnit.MILLISECONDS.sleep(1100);
      assertThat(get(app).body())
          .contains("muster_exporter_web_config_reload_failures_total 1.0")
          .contains("muster_exporter_web_config_reloads_total 0.0");
      Files.writeString(file, TLS.formatted("") + "rate_limit: {interval: 1h, burst: 1}\n");
      await(() -> get(app).body().contains("muster_exporter_web_config_reloads_total 1.0"));
    }
  }

  @Test
  void certificate_changesForNewConnections() throws Exception {
    try (ExporterApp app = start(TLS.formatted(""))) {
      String before = shown(app);
      authority.issueServer("other", List.of("127.0.0.1"));
      for (String ending : List.of(".pem", ".key")) {
        Files.copy(folder.resolve("other" + ending), folder.resolve("new"));
        Files.move(
            folder.resolve("new"),
            folder.resolve("server" + ending),
            StandardCopyOption.REPLACE_EXISTING);
      }
      await(() -> !shown(app).equals(before));
      assertThat(get(app).statusCode()).isEqualTo(200);
    }
  }

  private String shown(ExporterApp app) throws Exception {
    var context = Tls.context(null, Tls.trusting(List.of(authority.certificate())));
    try (var socket =
        (SSLSocket) context.getSocketFactory().createSocket("127.0.0.1", app.port())) {
      socket.startHandshake();
      return socket.getSession().getPeerCertificates()[0].toString();
    }
  }

  @Test
  void clientCertificates_areAskedForAfterAChangeAndHeldToTheirNames() throws Exception {
    Identity named = authority.issueClient("scraper");
    Identity other = authority.issueClient("other");
    try (ExporterApp app = start(TLS.formatted(""))) {
      assertThat(get(app).statusCode()).isEqualTo(200);
      Files.writeString(
          file,
          TLS.formatted(
              ", client_auth_type: RequireAndVerifyClientCert, client_ca_file: ca.pem,"
                  + " client_allowed_sans: [scraper.client.muster.invalid]"));
      await(() -> {
        try {
          get(app);
          return false;
        } catch (IOException refused) {
          return true;
        }
      });
      assertThat(get(app, named, "/metrics").statusCode()).isEqualTo(200);
      assertThat(get(app, named, "/events").statusCode()).isEqualTo(200);
      assertThatIOException().isThrownBy(() -> get(app, other, "/metrics"));
    }
  }

  @Test
  void rateLimit_furtherRequestsGet429() throws Exception {
    try (ExporterApp app = start(TLS.formatted("") + "rate_limit: {interval: 1h, burst: 2}\n")) {
      assertThat(get(app).statusCode()).isEqualTo(200);
      assertThat(get(app).statusCode()).isEqualTo(200);
      HttpResponse<String> third = get(app);
      assertThat(third.statusCode()).isEqualTo(429);
      assertThat(third.body()).startsWith("Too many requests");
    }
  }

  @Test
  void plainHttpOnTheTlsPort_isTold() throws Exception {
    try (ExporterApp app = start(TLS.formatted(""))) {
      for (String method : List.of("GET", "HEAD", "POST")) {
        try (var socket = new Socket(InetAddress.getLoopbackAddress(), app.port())) {
          socket
              .getOutputStream()
              .write((method + " /metrics HTTP/1.1\r\nHost: x\r\n\r\n").getBytes(UTF_8));
          String answer = new String(socket.getInputStream().readAllBytes(), UTF_8);
          assertThat(answer)
              .startsWith("HTTP/1.0 400 Bad Request\r\n")
              .endsWith("\r\n\r\nClient sent an HTTP request to an HTTPS server.\n");
        }
      }
      try (var socket = new Socket(InetAddress.getLoopbackAddress(), app.port())) {
        socket.getOutputStream().write("SSH-2.0-OpenSSH\r\n".getBytes(UTF_8));
        byte[] answer = socket.getInputStream().readAllBytes();
        assertThat(new String(answer, UTF_8)).doesNotContain("HTTP");
      }
      assertThat(get(app).statusCode()).isEqualTo(200);
    }
  }

  @Test
  void formats_asAcceptAsks() throws Exception {
    try (ExporterApp app = start(TLS.formatted(""));
        HttpClient client = client(null)) {
      for (String method : List.of("GET", "HEAD")) {
        for (String type : List.of("application/openmetrics-text", "text/plain")) {
          HttpResponse<String> answer =
              client.send(
                  HttpRequest.newBuilder(
                          URI.create("https://127.0.0.1:%d/metrics".formatted(app.port())))
                      .method(method, HttpRequest.BodyPublishers.noBody())
                      .header("Accept", type + "; version=1.0.0")
                      .build(),
                  BodyHandlers.ofString());
          assertThat(answer.statusCode()).isEqualTo(200);
          assertThat(Objects.requireNonNull(answer.headers().map().get("Content-Type")).getFirst())
              .startsWith(type);
          assertThat(answer.body().endsWith("# EOF\n"))
              .isEqualTo(method.equals("GET") && type.contains("openmetrics"));
          assertThat(answer.body().isEmpty()).isEqualTo(method.equals("HEAD"));
        }
      }
    }
  }
}
