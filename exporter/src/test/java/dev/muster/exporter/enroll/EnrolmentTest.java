package dev.muster.exporter.enroll;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsServer;
import dev.muster.web.CertificateAuthority;
import dev.muster.web.Identity;
import dev.muster.web.Tls;
import dev.muster.web.WebConfig.TlsServer;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.MessageDigest;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Enrolling with a server that answers as it is told to. */
@Timeout(120)
class EnrolmentTest {
  private static final JsonMapper JSON = JsonMapper.shared();
  private static final String PENDING =
      "{\"status\":\"success\",\"data\":{\"id\":\"abc\",\"state\":\"pending\",\"name\":\"pc1\","
          + "\"secret\":\"s3cret\"}}";

  @TempDir Path folder;
  private final List<String> asked = new ArrayList<>();
  private final List<String> answers = new ArrayList<>();
  private final StringWriter said = new StringWriter();
  private volatile Instant time = Instant.parse("2026-11-22T05:00:00Z");
  private volatile JsonNode request = JSON.createObjectNode();
  private CertificateAuthority authority;
  private HttpsServer server;

  @BeforeEach
  void start() throws IOException {
    authority = CertificateAuthority.openOrMake(folder.resolve("ca"));
    serve("127.0.0.1");
  }

  private void serve(String host) throws IOException {
    Identity identity = authority.issueServer("server", List.of(host));
    server = HttpsServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.setHttpsConfigurator(new HttpsConfigurator(Tls.context(TlsServer.of(identity))));
    server.createContext("/", this::answer);
    server.start();
  }

  @AfterEach
  void stop() {
    server.stop(0);
  }

  private void answer(HttpExchange exchange) throws IOException {
    asked.add(
        exchange.getRequestMethod()
            + " "
            + exchange.getRequestURI()
            + " "
            + exchange.getRequestHeaders().getFirst("X-Muster-Enroll-Secret"));
    var body = exchange.getRequestBody().readAllBytes();
    if (body.length > 0) {
      request = JSON.readTree(body);
    }
    var next = answers.isEmpty() ? PENDING : answers.removeFirst();
    int status = next.contains("\"error\":") ? Integer.parseInt(next.substring(0, 3)) : 202;
    var bytes = next.substring(status == 202 ? 0 : 3).getBytes(StandardCharsets.UTF_8);
    exchange.sendResponseHeaders(status, bytes.length);
    exchange.getResponseBody().write(bytes);
    exchange.close();
  }

  private String accepted() {
    var chain =
        authority.sign(
            request.get("request").stringValue().getBytes(StandardCharsets.US_ASCII),
            "pc1",
            List.of("127.0.0.1"));
    var data = JSON.createObjectNode();
    data.put("id", "abc").put("state", "accepted").put("name", "pc1");
    data.put("certificate", CertificateAuthority.chainPem(chain));
    data.put("authority", authority.authorityPem());
    return "{\"status\":\"success\",\"data\":" + data + "}";
  }

  private String fingerprint() throws Exception {
    return HexFormat.of()
        .formatHex(
            MessageDigest.getInstance("SHA-256").digest(authority.certificate().getEncoded()));
  }

  private Enrolment.Wanted wanted(String sha256) {
    return new Enrolment.Wanted(
        "https://127.0.0.1:" + server.getAddress().getPort(),
        sha256,
        "muster_t",
        "",
        "lab",
        20_100);
  }

  private Enrolment enrolment() {
    return new Enrolment(
        new EnrollFolder(folder.resolve("base")),
        new Machine("pc1", List.of("10.1.2.3"), "linux", "x86_64", "1.0 \"\u00e9\""),
        () -> time,
        pause -> time = time.plus(pause),
        new PrintWriter(said));
  }

  private Path config(String name) {
    return folder.resolve("base").resolve("config").resolve(name);
  }

  @Test
  void machine_waitsAndGoesOnWithTheSameKey_untilItIsAccepted() throws Exception {
    var wanted = wanted(fingerprint());
    assertThat(enrolment().run(wanted, Duration.ofSeconds(1))).isEqualTo(Enrolment.Outcome.WAITS);
    assertThat(request.get("group").stringValue()).isEqualTo("lab");
    assertThat(request.get("version").stringValue()).isEqualTo("1.0 \"\u00e9\"");
    assertThat(request.get("token").stringValue()).isEqualTo("muster_t");
    var kept = Files.readString(config("enrollment.properties"));
    assertThat(kept).contains("s3cret").doesNotContain("muster_t");
    answers.add(PENDING);
    answers.add("503{\"status\":\"error\",\"error\":\"a moment\"}");
    answers.add(accepted());
    assertThat(enrolment().run(null, Duration.ofMinutes(10))).isEqualTo(Enrolment.Outcome.ENROLLED);
    assertThat(asked)
        .containsExactly(
            "POST /api/muster/v1/enroll null",
            "GET /api/muster/v1/enroll/abc s3cret",
            "GET /api/muster/v1/enroll/abc s3cret",
            "GET /api/muster/v1/enroll/abc s3cret");
    for (var name : List.of("identity.pem", "authority.pem", "web-config.yml")) {
      assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(config(name))))
          .as(name)
          .isEqualTo("rw-------");
    }
    assertThat(Files.readString(config("identity.pem")))
        .startsWith("-----BEGIN PRIVATE KEY-----")
        .contains("-----BEGIN CERTIFICATE-----");
    assertThat(config("enrollment.properties")).doesNotExist();
    assertThat(enrolment().run(wanted, Duration.ofSeconds(1)))
        .as("a second time nothing is asked")
        .isEqualTo(Enrolment.Outcome.ENROLLED);
    assertThat(asked).hasSize(4);
    assertThat(said.toString()).contains("enrolled as pc1").doesNotContain("muster_t", "s3cret");
  }

  @Test
  void serverOfAnotherAuthority_isRefusedBeforeItIsToldTheToken() {
    assertThatThrownBy(() -> enrolment().run(wanted("0".repeat(64)), Duration.ofMinutes(1)))
        .isInstanceOf(EnrollException.class)
        .hasMessageContaining("is not the one that is meant: the authority with the SHA-256 0000");
    assertThat(asked).isEmpty();
  }

  @Test
  void otherMachineOfTheSameAuthority_isRefused_forItHasAnotherName() throws Exception {
    server.stop(0);
    serve("10.9.9.9");
    assertThatThrownBy(() -> enrolment().run(wanted(fingerprint()), Duration.ofMinutes(1)))
        .isInstanceOf(EnrollException.class)
        .hasMessageContaining("is not the one that is meant");
    assertThat(asked).isEmpty();
  }

  @Test
  void refusal_isToldInItsSentence() throws Exception {
    answers.add("403{\"status\":\"error\",\"error\":\"the token 't' ended yesterday\"}");
    assertThatThrownBy(() -> enrolment().run(wanted(fingerprint()), Duration.ofMinutes(1)))
        .hasMessageEndingWith(" refuses: the token 't' ended yesterday.");
    answers.add(PENDING.replace("pending", "denied"));
    assertThatThrownBy(() -> enrolment().run(wanted(fingerprint()), Duration.ofMinutes(1)))
        .hasMessageStartingWith("The server's administrators denied 'pc1'");
    assertThat(config("identity.pem")).doesNotExist();
  }

  @Test
  void certificateForAnotherKey_isNotTaken() throws Exception {
    assertThat(enrolment().run(wanted(fingerprint()), Duration.ofSeconds(1)))
        .isEqualTo(Enrolment.Outcome.WAITS);
    var data = JSON.createObjectNode();
    var other = authority.issueExporter("pc1", List.of("127.0.0.1"));
    data.put("id", "abc").put("state", "accepted").put("name", "pc1");
    data.put("certificate", CertificateAuthority.chainPem(other.chain()));
    data.put("authority", authority.authorityPem());
    answers.add("{\"status\":\"success\",\"data\":" + data + "}");
    assertThatThrownBy(() -> enrolment().run(null, Duration.ofSeconds(1)))
        .hasMessageStartingWith("What the server sent cannot be used");
    assertThat(config("identity.pem")).doesNotExist();
  }

  @Test
  void image_keepsTheTokenAndHasNoKeyBeforeItsFirstStart() throws Exception {
    assertThat(enrolment().later(wanted(fingerprint()))).isEqualTo(Enrolment.Outcome.LATER);
    assertThat(asked).isEmpty();
    assertThat(Files.readString(config("enrollment.properties")))
        .contains("muster_t")
        .doesNotContain("PRIVATE");
    assertThat(enrolment().run(null, Duration.ofSeconds(1))).isEqualTo(Enrolment.Outcome.WAITS);
    assertThat(asked).hasSize(1);
  }

  @Test
  void withNothingToGoOnWith_itSaysWhatToGive() {
    assertThatThrownBy(() -> enrolment().run(null, Duration.ofSeconds(1)))
        .hasMessageContaining("give --url, --authority-sha256 and a token");
  }
}
