package dev.muster.exporter.push;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsParameters;
import com.sun.net.httpserver.HttpsServer;
import dev.muster.exporter.push.PushSettings.Access;
import dev.muster.push.HttpReceiver;
import dev.muster.push.Receiver.Answer;
import dev.muster.web.CertificateAuthority;
import dev.muster.web.Tls;
import dev.muster.web.WebConfigException;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@Timeout(240)
class HttpReceiverTest {
  private static final Instant NOW = Instant.parse("2026-11-21T10:00:00Z");
  private static final InetSocketAddress ANYWHERE =
      new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);

  /** What one request was like. */
  private record Request(Map<String, List<String>> headers, String body) {
    String header(String name) {
      return headers.getOrDefault(name, List.of("")).getFirst();
    }
  }

  @TempDir Path folder;
  private @Nullable HttpServer server;
  private final List<Request> requests = new CopyOnWriteArrayList<>();
  private int status = 204;
  private String said = "";
  private Map<String, String> headers = Map.of();

  @AfterEach
  void tearDown() {
    if (server != null) {
      server.stop(0);
    }
  }

  private URI serve(HttpServer one, String scheme) throws IOException {
    server = one;
    one.createContext("/write", this::answer);
    one.start();
    return URI.create(
        "%s://localhost:%d/write?who=me".formatted(scheme, one.getAddress().getPort()));
  }

  private void answer(HttpExchange exchange) throws IOException {
    try (exchange) {
      requests.add(
          new Request(
              Map.copyOf(exchange.getRequestHeaders()),
              new String(exchange.getRequestBody().readAllBytes(), UTF_8)));
      headers.forEach(exchange.getResponseHeaders()::set);
      byte[] body = said.getBytes(UTF_8);
      exchange.sendResponseHeaders(status, body.length == 0 ? -1 : body.length);
      exchange.getResponseBody().write(body);
    }
  }

  private static HttpReceiver receiver(URI url, Access access) {
    return new HttpReceiver(
        url, Credentials.open(access)::current, "muster-exporter/1", InstantSource.fixed(NOW));
  }

  private Answer send(Access access) throws IOException {
    return receiver(serve(HttpServer.create(ANYWHERE, 0), "http"), access)
        .send("body".getBytes(UTF_8));
  }

  private Answer send(int newStatus, String newSaid) throws IOException {
    status = newStatus;
    said = newSaid;
    return send(Access.none());
  }

  private Access token(String token) throws IOException {
    Path file = Files.writeString(folder.resolve("token"), token);
    return new Access(file, null, null, null, null, null);
  }

  @Test
  void request_asTheSpecificationHasIt() throws IOException {
    assertThat(send(Access.none())).isEqualTo(new Answer.Taken());
    assertThat(requests)
        .singleElement()
        .satisfies(request -> {
          assertThat(request.header("Content-encoding")).isEqualTo("snappy");
          assertThat(request.header("Content-type")).isEqualTo("application/x-protobuf");
          assertThat(request.header("X-prometheus-remote-write-version")).isEqualTo("0.1.0");
          assertThat(request.header("User-agent")).isEqualTo("muster-exporter/1");
          assertThat(request.header("Authorization")).isEmpty();
          assertThat(request.body()).isEqualTo("body");
        });
  }

  @Test
  void token_fromItsFile_alsoWhenItChanges() throws IOException {
    Access access = token("first\n");
    HttpReceiver receiver = receiver(serve(HttpServer.create(ANYWHERE, 0), "http"), access);
    receiver.send(new byte[1]);
    Files.writeString(requireNonNull(access.tokenFile()), "another one\n");
    receiver.send(new byte[1]);
    Files.writeString(requireNonNull(access.tokenFile()), "");
    receiver.send(new byte[1]);
    assertThat(requests)
        .extracting(request -> request.header("Authorization"))
        .containsExactly("Bearer first", "Bearer another one", "Bearer another one");
  }

  @Test
  void password_fromItsFile() throws IOException {
    Path file = Files.writeString(folder.resolve("password"), "secret\n");
    send(new Access(null, null, null, null, "me", file));
    assertThat(requests.getFirst().header("Authorization")).isEqualTo("Basic bWU6c2VjcmV0");
  }

  @ParameterizedTest
  @CsvSource({"500", "502", "503", "429"})
  void answer_thatMayBeAnotherLater(int code) throws IOException {
    assertThat(send(code, "busy, \"really\"\nso"))
        .isEqualTo(new Answer.Later("HTTP " + code + ": busy,  really  so", Duration.ZERO));
  }

  @ParameterizedTest
  @CsvSource({"400, false", "422, false", "403, true", "404, true", "302, true"})
  void answer_thatIsFinal(int code, boolean about) throws IOException {
    assertThat(send(code, "no")).isEqualTo(new Answer.Refused("HTTP " + code + ": no", about));
  }

  @Test
  void answer_unauthorized() throws IOException {
    headers = Map.of("WWW-Authenticate", "Basic");
    assertThat(send(401, "who?")).isEqualTo(new Answer.Refused("HTTP 401", true));
  }

  @Test
  void answer_long_isCutShort_andSecretsAreNotTold() throws IOException {
    status = 400;
    said = "not secret-token " + "x".repeat(5000);
    assertThat(send(token("secret-token")))
        .isInstanceOfSatisfying(
            Answer.Refused.class,
            refused ->
                assertThat(refused.reason())
                    .hasSizeLessThan(220)
                    .doesNotContain("secret-token")
                    .startsWith("HTTP 400: not …"));
  }

  @Test
  void retryAfter_isHandedOn() throws IOException {
    headers = Map.of("Retry-After", "7");
    assertThat(send(503, "")).isEqualTo(new Answer.Later("HTTP 503", Duration.ofSeconds(7)));
  }

  @Test
  void nobody_there() throws IOException {
    URI url = serve(HttpServer.create(ANYWHERE, 0), "http");
    requireNonNull(server).stop(0);
    server = null;
    assertThat(receiver(url, Access.none()).send(new byte[1]))
        .isInstanceOfSatisfying(
            Answer.Later.class,
            later -> assertThat(later.reason()).contains("refused").doesNotContain("who=me"));
  }

  /** HTTPS that asks for a certificate of this authority. */
  private URI serveTls(CertificateAuthority authority, String host) throws IOException {
    HttpsServer https = HttpsServer.create(ANYWHERE, 0);
    var context =
        Tls.context(
            authority.issueServer("server", List.of(host)),
            Tls.trusting(List.of(authority.certificate())));
    https.setHttpsConfigurator(
        new HttpsConfigurator(context) {
          @Override
          public void configure(HttpsParameters parameters) {
            var ours = context.getDefaultSSLParameters();
            ours.setNeedClientAuth(true);
            parameters.setSSLParameters(ours);
          }
        });
    return serve(https, "https");
  }

  private Access certificates(CertificateAuthority authority) {
    authority.issueClient("pc1");
    return new Access(
        null,
        folder.resolve("pc1.pem"),
        folder.resolve("pc1.key"),
        folder.resolve("ca.pem"),
        null,
        null);
  }

  @Test
  void certificates_ofBothSides() throws IOException {
    var authority = CertificateAuthority.openOrMake(folder);
    URI url = serveTls(authority, "localhost");
    assertThat(receiver(url, certificates(authority)).send(new byte[1]))
        .isEqualTo(new Answer.Taken());
  }

  @Test
  void receiver_ofAnotherName_isNotBelieved() throws IOException {
    var authority = CertificateAuthority.openOrMake(folder);
    URI url = serveTls(authority, "elsewhere.example.org");
    assertThat(receiver(url, certificates(authority)).send(new byte[1]))
        .isInstanceOf(Answer.Later.class);
    assertThat(requests).isEmpty();
  }

  @Test
  void receiver_ofAnotherAuthority_isNotBelieved() throws IOException {
    var authority = CertificateAuthority.openOrMake(folder);
    URI url = serveTls(authority, "localhost");
    assertThat(receiver(url, Access.none()).send(new byte[1])).isInstanceOf(Answer.Later.class);
    assertThat(requests).isEmpty();
  }

  @Test
  void client_withoutCertificate() throws IOException {
    var authority = CertificateAuthority.openOrMake(folder);
    URI url = serveTls(authority, "localhost");
    var access = new Access(null, null, null, folder.resolve("ca.pem"), null, null);
    assertThat(receiver(url, access).send(new byte[1])).isInstanceOf(Answer.Later.class);
    assertThat(requests).isEmpty();
  }

  @Test
  void files_thatCannotBeUsed() throws IOException {
    Path none = folder.resolve("none");
    Path lines = Files.writeString(folder.resolve("lines"), "one\ntwo\n");
    List<Access> wrong = new ArrayList<>();
    wrong.add(new Access(none, null, null, null, null, null));
    wrong.add(new Access(lines, null, null, null, null, null));
    wrong.add(new Access(null, null, null, none, null, null));
    wrong.add(new Access(null, null, null, lines, null, null));
    for (Access access : wrong) {
      assertThatExceptionOfType(PushException.class)
          .isThrownBy(() -> Credentials.open(access))
          .withMessageStartingWith("--push.")
          .withMessageNotContaining("two");
    }
    assertThatExceptionOfType(WebConfigException.class)
        .isThrownBy(() -> Credentials.open(new Access(null, lines, lines, null, null, null)));
  }

  @Test
  void file_touched_isTheSame() throws IOException {
    Access access = token("first");
    var credentials = Credentials.open(access);
    Files.setLastModifiedTime(
        requireNonNull(access.tokenFile()), FileTime.from(Instant.now().plusSeconds(60)));
    assertThat(credentials.current().authorization()).isEqualTo("Bearer first");
    assertThat(credentials.current().toString()).doesNotContain("first");
  }
}
