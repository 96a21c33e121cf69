package dev.muster.app;

import static org.assertj.core.api.Assertions.assertThat;

import dev.muster.web.ListenAddress;
import dev.muster.web.Tls;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** The console's API in a server as {@code muster up} runs it, beside the bridge's own view. */
@Timeout(120)
class ConsoleApiTest {
  private static final String PASSWORD = "correct horse battery staple";
  private static final JsonMapper JSON = JsonMapper.shared();
  private static final String FLEET =
      """
      <fleet>
        <scrape interval="1s" timeout="1s"/>
        <alerting offline-wait="0s"/>
        <defaults mail="it@example.org"/>
        <client name="pc1" ip="192.0.2.1"/>
      </fleet>
      """;

  @TempDir Path folder;
  private Path data;
  private MusterServer server;
  private HttpClient http;

  @BeforeEach
  void start() throws Exception {
    data = Files.createDirectories(folder.resolve("data"));
    Files.writeString(data.resolve("fleet.xml"), FLEET);
    server =
        MusterServer.start(
            new ServerSettings(
                data,
                data.resolve("fleet.xml"),
                ListenAddress.parse("127.0.0.1:0"),
                Set.of(),
                Map.of(Users.FIRST_PASSWORD, PASSWORD)),
            InstantSource.system());
    http =
        HttpClient.newBuilder()
            .sslContext(Tls.context(null, Tls.trusting(List.of(authority()))))
            .build();
  }

  private X509Certificate authority() throws Exception {
    try (var in = Files.newInputStream(data.resolve("ca").resolve("ca.pem"))) {
      return (X509Certificate) CertificateFactory.getInstance("X.509").generateCertificate(in);
    }
  }

  @AfterEach
  void stop() {
    server.close();
    http.shutdownNow();
  }

  private HttpRequest.Builder request(String path) {
    var log = ("admin:" + PASSWORD).getBytes(StandardCharsets.UTF_8);
    return HttpRequest.newBuilder(server.address().resolve(path))
        .header("Authorization", "Basic " + Base64.getEncoder().encodeToString(log));
  }

  private JsonNode get(String path) throws IOException, InterruptedException {
    var answer = http.send(request(path).build(), BodyHandlers.ofString());
    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
    return JSON.readTree(answer.body());
  }

  /** Reads events of a name until one says what is wanted, and returns its first element. */
  private static JsonNode until(BufferedReader lines, String name, String wanted)
      throws IOException {
    while (true) {
      String line = lines.readLine();
      assertThat(line).as("the stream goes on until " + wanted).isNotNull();
      if (line.equals("event: " + name)) {
        String told = lines.readLine();
        if (told.contains(wanted)) {
          return JSON.readTree(told.substring("data: ".length())).path(0);
        }
      }
    }
  }

  private void put(String text) throws IOException, InterruptedException {
    var version = get("/api/muster/v1/fleet-file").at("/data/version").asString();
    var body = JSON.writeValueAsString(Map.of("text", text, "version", version));
    var written =
        http.send(
            request("/api/muster/v1/fleet-file").PUT(BodyPublishers.ofString(body)).build(),
            BodyHandlers.ofString());
    assertThat(written.statusCode()).as(written.body()).isEqualTo(200);
  }

  @Test
  void alert_isLive_asTheBridgeSeesIt() throws Exception {
    var stream = http.send(request("/api/muster/v1/live").build(), BodyHandlers.ofInputStream());
    try (var lines =
        new BufferedReader(new InputStreamReader(stream.body(), StandardCharsets.UTF_8))) {
      put(FLEET.replace("/>\n  <client", "><alert type=\"offline\"/></defaults>\n  <client"));
      until(lines, "fleet", "[]");
      var fired = until(lines, "alert", "\"state\":\"firing\"");
      assertThat(fired.get("mutedBy").asString()).isEmpty();
      until(lines, "mail", "pc1");
      silence();
      var muted = until(lines, "alert", "\"mutedBy\":\"silence\"");
      assertThat(muted.get("id")).isEqualTo(fired.get("id"));
      var bridge = get("/api/v2/alerts").get(0);
      assertThat(bridge.at("/status/state").asString()).isEqualTo("suppressed");
      assertThat(bridge.get("fingerprint")).isEqualTo(muted.get("fingerprint"));
      var client = get("/api/muster/v1/fleet").at("/data/clients/0");
      assertThat(client.get("state").asString()).isEqualTo("down");
      assertThat(client.get("error").asString()).isNotEmpty();
      assertThat(client.at("/alerts/silenced").asInt()).isEqualTo(1);
    }
    var id = get("/api/muster/v1/alerts").at("/data/alerts/0/id").asString();
    var whole = get("/api/muster/v1/alerts/" + id).get("data");
    assertThat(whole.get("sentence").asString()).startsWith("pc1: offline since ");
    assertThat(whole.get("why").toString()).contains("\"name\":\"told\",\"text\":\"it@example.org");
    assertThat(get("/api/muster/v1/mails/1").at("/data/hasHtml").asBoolean()).isTrue();
    var health = get("/api/muster/v1/health").get("data");
    assertThat(health.at("/scrapes/targets").asInt()).isEqualTo(1);
    assertThat(health.at("/archive/bytes").asLong()).isPositive();
    assertThat(get("/api/muster/v1/certificates").at("/data/certificates"))
        .extracting(one -> one.get("name").asString())
        .containsExactly("authority", "server", "scraper");
  }

  private void silence() throws IOException, InterruptedException {
    var now = Instant.now();
    var body =
        JSON.writeValueAsString(
            Map.of(
                "matchers",
                List.of(
                    Map.of("name", "client", "value", "pc1", "isRegex", false, "isEqual", true)),
                "startsAt",
                now.toString(),
                "endsAt",
                now.plus(1, ChronoUnit.HOURS).toString(),
                "createdBy",
                "me",
                "comment",
                "as it is"));
    var posted =
        http.send(
            request("/api/v2/silences")
                .header("Content-Type", "application/json")
                .POST(BodyPublishers.ofString(body))
                .build(),
            BodyHandlers.ofString());
    assertThat(posted.statusCode()).as(posted.body()).isEqualTo(200);
  }

  @Test
  void fleetFile_isInForce_asSoonAsItIsWritten() throws Exception {
    put(FLEET.replace("</fleet>", "<client name=\"pc2\" ip=\"192.0.2.2\"/></fleet>"));
    assertThat(get("/api/muster/v1/fleet").at("/data/clients")).hasSize(2);
    assertThat(data.resolve("fleet-history")).isNotEmptyDirectory();
  }
}
