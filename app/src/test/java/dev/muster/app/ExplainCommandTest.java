package dev.muster.app;

import static org.assertj.core.api.Assertions.assertThat;

import dev.muster.archive.AlertRecord;
import dev.muster.archive.AlertStore;
import dev.muster.archive.Archive;
import dev.muster.archive.OutgoingMail;
import dev.muster.web.ListenAddress;
import dev.muster.web.Tls;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.ServerSocket;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Why an alert stands as it stands: from the data folder, and over HTTPS. */
@Timeout(240)
class ExplainCommandTest {
  private static final String PASSWORD = "correct horse battery staple";
  private static final Instant FIRED = Instant.parse("2026-11-21T10:42:07Z");
  private static final String FLEET =
      """
      <fleet>
        <defaults mail="it@example.org">
          <alert type="memory" limit="50%" for="5m"/>
        </defaults>
        <client name="pc1" ip="127.0.0.1" exporter-port="1"/>
      </fleet>
      """;

  @TempDir Path folder;
  private final StringWriter out = new StringWriter();
  private final StringWriter err = new StringWriter();

  private int run(String... arguments) {
    return Main.commandLine()
        .setOut(new PrintWriter(out, true))
        .setErr(new PrintWriter(err, true))
        .execute(arguments);
  }

  private Path data() throws IOException {
    var data = Files.createDirectories(folder.resolve("data"));
    Files.writeString(data.resolve("fleet.xml"), FLEET);
    try (var archive = Archive.open(data.resolve("archive.db"), InstantSource.system())) {
      long fired = FIRED.toEpochMilli();
      var record =
          new AlertRecord(
              0,
              "pc1",
              "memory",
              AlertRecord.State.RESOLVED,
              73.4,
              50,
              "",
              fired - 300_000,
              fired,
              fired + 60_000);
      var mail = new OutgoingMail("<1@x>", "it@example.org", "s", "t", "m");
      archive.alerts().commit(new AlertStore.Round(List.of(record), List.of(), List.of(mail), -1));
      archive.alerts().refused(1, fired, "550 no such user");
    }
    return data;
  }

  private static String deadUrl() throws IOException {
    try (var socket = new ServerSocket(0)) {
      return "https://127.0.0.1:" + socket.getLocalPort();
    }
  }

  @Test
  void dataFolder_isReadWhereNoServerRuns() throws IOException {
    String data = data().toString();
    assertThat(run("explain", "pc1", "memory", "--data", data, "--url", deadUrl()))
        .as(err.toString())
        .isZero();
    assertThat(out.toString())
        .contains("alert     pc1, 127.0.0.1: memory\n")
        .contains("query     100 * (1 - node_memory_MemAvailable_bytes")
        .contains("limit     memory > 50% for 5m, of the defaults, line 3\n")
        .contains("state     inactive since ")
        .contains("told      it@example.org\n")
        .contains("so        no mail, as there is no value to judge; is it offline?\n");
  }

  @Test
  void pastTime_isExplained() throws IOException {
    String data = data().toString();
    assertThat(
            run(
                "explain",
                "pc1",
                "memory",
                "--at",
                "2026-11-21T10:42:10Z",
                "--data",
                data,
                "--url",
                deadUrl()))
        .isZero();
    assertThat(out.toString()).contains("state     firing since ");
  }

  @Test
  void mistakes_areOneSentence() throws IOException {
    String data = data().toString();
    String url = deadUrl();
    assertThat(run("explain", "pc2", "memory", "--data", data, "--url", url)).isEqualTo(2);
    assertThat(err.toString()).contains("the fleet file has no client \"pc2\"");
    assertThat(run("explain", "pc1", "memory", "--at", "noon", "--data", data, "--url", url))
        .isEqualTo(2);
    assertThat(err.toString()).contains("\"noon\" is no time");
    assertThat(run("explain", "pc1", "memory", "--data", "none", "--url", url)).isEqualTo(1);
    assertThat(err.toString()).contains("nobody listens there, and none is no data folder");
  }

  @Test
  void server_explainsAndTellsTheHistoryToWhoLogsIn() throws Exception {
    var data = data();
    try (var server =
        MusterServer.start(
            new ServerSettings(
                data,
                data.resolve("fleet.xml"),
                ListenAddress.parse("127.0.0.1:0"),
                Set.of(),
                Map.of(Users.FIRST_PASSWORD, PASSWORD)),
            InstantSource.system())) {
      assertThat(get(server, data, "/api/muster/v1/history", "").statusCode()).isEqualTo(401);
      assertThat(get(server, data, "/api/muster/v1/history", PASSWORD).body())
          .contains(
              "{\"id\":1,\"time\":1.795257727E9,\"what\":\"refused\",\"client\":\"\",\"type\":\"\","
                  + "\"alert\":null,\"mail\":1,\"detail\":\"it@example.org: 550 no such user\"}");
      assertThat(get(server, data, "/api/muster/v1/history?client=pc9", PASSWORD).body())
          .isEqualTo("{\"status\":\"success\",\"data\":[]}");
      assertThat(get(server, data, "/api/muster/v1/history?limit=x", PASSWORD).statusCode())
          .isEqualTo(400);
      assertThat(
              get(server, data, "/api/muster/v1/explain?client=pc1&type=memory", PASSWORD).body())
          .contains(
              "{\"name\":\"limit\",\"text\":\"memory > 50% for 5m, of the defaults, line 3\"}");
      assertThat(get(server, data, "/api/muster/v1/explain?client=pc1", PASSWORD).body())
          .contains("type is missing");
    }
  }

  private static HttpResponse<String> get(
      MusterServer server, Path data, String path, String password) throws Exception {
    var request = HttpRequest.newBuilder(server.address().resolve(path));
    if (!password.isEmpty()) {
      var pair = ("admin:" + password).getBytes(StandardCharsets.UTF_8);
      request.header("Authorization", "Basic " + Base64.getEncoder().encodeToString(pair));
    }
    return http(data).send(request.build(), HttpResponse.BodyHandlers.ofString());
  }

  private static HttpClient http(Path data) throws Exception {
    try (var pem = Files.newInputStream(data.resolve("ca").resolve("ca.pem"))) {
      var authority =
          (X509Certificate) CertificateFactory.getInstance("X.509").generateCertificate(pem);
      return HttpClient.newBuilder()
          .sslContext(Tls.context(null, Tls.trusting(List.of(authority))))
          .build();
    }
  }
}
