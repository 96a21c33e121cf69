package dev.muster.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.muster.exporter.ExporterApp;
import dev.muster.exporter.ExporterSettings;
import dev.muster.exporter.ExporterSettings.Serving;
import dev.muster.fleet.ScrapeSettings;
import dev.muster.scraper.ScrapeException;
import dev.muster.scraper.ScrapeOnce;
import dev.muster.web.CertificateAuthority;
import dev.muster.web.ClientFiles;
import dev.muster.web.Identity;
import dev.muster.web.ListenAddress;
import dev.muster.web.Tls;
import dev.muster.web.WebConfig;
import dev.muster.web.WebConfig.TlsServer;
import dev.muster.web.WebConfigFile;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.json.JsonMapper;

/** Certificates of a server that runs, of real exporters, and of those who only say so. */
@Timeout(180)
class CertificatesTest {
  private static final String PASSWORD = "correct horse battery staple";
  private static final Duration LIFE = Duration.ofDays(1);
  private static final List<String> HOSTS = List.of("127.0.0.1");
  private static final ScrapeSettings SETTINGS =
      new ScrapeSettings(Duration.ofSeconds(15), Duration.ofSeconds(10), 10_000_000, 50_000);

  @TempDir Path folder;
  private Path data;
  private final List<ExporterApp> exporters = new ArrayList<>();
  private StringWriter out = new StringWriter();
  private StringWriter err = new StringWriter();

  @BeforeEach
  void makeDataFolder() {
    data = DataFolder.openOrMake(folder.resolve("data")).path();
  }

  @AfterEach
  void stop() {
    exporters.forEach(ExporterApp::close);
  }

  private CertificateAuthority authority(Duration ago) {
    return CertificateAuthority.openOrMake(
        data.resolve("ca"), () -> InstantSource.system().instant().minus(ago), LIFE);
  }

  private CertificateAuthority authority() {
    return authority(Duration.ZERO);
  }

  private int run(String... arguments) {
    out = new StringWriter();
    err = new StringWriter();
    return Main.commandLine()
        .setOut(new PrintWriter(out, true))
        .setErr(new PrintWriter(err, true))
        .execute(arguments);
  }

  /** An exporter as the server would put it on a PC; its certificate is due to be renewed. */
  private int exporter(String name) throws IOException {
    return exporter(name, authority(LIFE.multipliedBy(3).dividedBy(4)));
  }

  private int exporter(String name, CertificateAuthority past) throws IOException {
    var config = Files.createDirectories(folder.resolve(name).resolve("config"));
    Files.writeString(
        config.resolve(ClientFiles.IDENTITY),
        CertificateAuthority.identityPem(past.issueExporter(name, HOSTS)));
    Files.writeString(config.resolve(ClientFiles.AUTHORITY), past.authorityPem());
    var file = config.resolve(ClientFiles.WEB_CONFIG);
    Files.writeString(file, ClientFiles.webConfig());
    var web = WebConfigFile.open(file);
    var serving =
        new Serving(
            List.of(new ListenAddress("127.0.0.1", 0)),
            web.last(),
            web,
            false,
            "/metrics",
            40,
            true);
    return start(
        ExporterSettings.of(
                new ListenAddress("127.0.0.1", 0),
                web.last(),
                folder.resolve(name).resolve("state"))
            .withServing(serving));
  }

  private int start(ExporterSettings settings) {
    var exporter = ExporterApp.start(settings);
    exporters.add(exporter);
    return exporter.port();
  }

  private Identity shownBy(String name) {
    var file = folder.resolve(name).resolve("config").resolve(ClientFiles.IDENTITY);
    return Identity.read(file, file);
  }

  private MusterServer server() {
    return MusterServer.start(
        new ServerSettings(
            data,
            data.resolve("fleet.xml"),
            ListenAddress.parse("127.0.0.1:0"),
            Set.of(),
            Map.of(Users.FIRST_PASSWORD, PASSWORD),
            true,
            LIFE),
        InstantSource.system());
  }

  private String get(MusterServer server, String path) throws Exception {
    return send(server, path, HttpRequest.newBuilder());
  }

  private String post(MusterServer server, String path) throws Exception {
    var answer = send(server, path, HttpRequest.newBuilder().POST(BodyPublishers.noBody()));
    return answer.substring(answer.indexOf('\n') + 1);
  }

  private String send(MusterServer server, String path, HttpRequest.Builder request)
      throws Exception {
    var basic =
        Base64.getEncoder().encodeToString(("admin:" + PASSWORD).getBytes(StandardCharsets.UTF_8));
    try (var http =
        HttpClient.newBuilder().sslContext(Tls.context(null, authority().trust())).build()) {
      request
          .uri(URI.create("https://127.0.0.1:" + server.address().getPort() + path))
          .header("Authorization", "Basic " + basic);
      var answer = http.send(request.build(), BodyHandlers.ofString());
      var certificate = answer.sslSession().orElseThrow().getPeerCertificates()[0];
      return "certificate "
          + HexFormat.of().formatHex(certificate.getEncoded())
          + "\n"
          + answer.body();
    }
  }

  private String query(MusterServer server, String promql) throws Exception {
    return get(server, "/api/v1/query?query=" + URLEncoder.encode(promql, StandardCharsets.UTF_8));
  }

  private static void await(Callable<Boolean> condition) throws Exception {
    while (!condition.call()) {
      TimeUnit.MILLISECONDS.sleep(200);
    }
  }

  @Test
  void certificates_areRenewedAndRevoked_withoutAMissedScrape() throws Exception {
    var fleet = new StringBuilder("<fleet><scrape interval=\"3s\" timeout=\"3s\"/>");
    for (var name : List.of("pc1", "pc2", "pc3")) {
      fleet.append(
          "<client name=\"%s\" ip=\"127.0.0.1\" exporter-port=\"%d\"/>"
              .formatted(name, exporter(name)));
    }
    Files.writeString(data.resolve("fleet.xml"), fleet + "</fleet>");
    var before = List.of(shownBy("pc1"), shownBy("pc2"), shownBy("pc3"));
    try (var server = server()) {
      await(() -> query(server, "count(up{job=\"node\"} == 1)").contains("\"3\""));
      long began = System.nanoTime();
      await(() -> isRenewed("pc1", before) && isRenewed("pc2", before));
      await(() -> isRenewed("pc3", before));
      assertThat(get(server, "/metrics"))
          .contains("muster_certificate_renewals_total{kind=\"exporter\"} 3.0")
          .contains("muster_certificate_not_after_seconds{kind=\"exporter\",name=\"pc1\"}");
      renewOwn(server);
      revoke(server);
      long seconds = Duration.ofNanos(System.nanoTime() - began).toSeconds();
      assertThat(query(server, "min_over_time(up{client=~\"pc1|pc2\"}[" + seconds + "s])"))
          .contains("\"pc1\"", "\"pc2\"", "\"1\"]")
          .doesNotContain("\"0\"]");
    }
    try (var server = server()) {
      await(() -> lastErrors(server).contains("its certificate was revoked"));
    }
  }

  @Test
  void page_renewsAndRevokes_andSaysWhatCannotBeDone() throws Exception {
    Files.writeString(
        data.resolve("fleet.xml"),
        "<fleet><scrape interval=\"3s\" timeout=\"3s\"/>"
            + "<client name=\"pc1\" ip=\"127.0.0.1\" exporter-port=\"%d\"/></fleet>"
                .formatted(exporter("pc1", authority())));
    var before = shownBy("pc1").certificate().getSerialNumber().toString(16);
    var gone = authority().issueExporter("gone", HOSTS).certificate().getSerialNumber();
    var elsewhere = authority().issueClient("prometheus").certificate().getSerialNumber();
    var path = "/api/muster/v1/certificates/";
    try (var server = server()) {
      await(() -> query(server, "up{client=\"pc1\"} == 1").contains("pc1"));
      assertThat(post(server, path + before + "/renew"))
          .startsWith("{\"status\":\"success\",\"data\":{\"name\":\"pc1\",\"notAfter\":");
      var after = shownBy("pc1").certificate().getSerialNumber().toString(16);
      assertThat(after).isNotEqualTo(before);
      var own = authority().issueServer("server", HOSTS).certificate().getSerialNumber();
      assertThat(post(server, path + own.toString(16) + "/renew")).contains("\"name\":\"server\"");
      var next = authority().issueServer("server", HOSTS).certificate();
      assertThat(next.getSerialNumber()).isNotEqualTo(own);
      assertThat(get(server, "/-/healthy"))
          .as("it is shown at once")
          .contains(HexFormat.of().formatHex(next.getEncoded()));
      assertThat(post(server, path + gone.toString(16) + "/renew"))
          .contains("\"errorType\":\"conflict\"", "the fleet has no client 'gone' any more");
      assertThat(post(server, path + elsewhere.toString(16) + "/renew"))
          .contains("\"errorType\":\"conflict\"", "a program elsewhere has this certificate");
      assertThat(post(server, path + after + "/revoke"))
          .isEqualTo(
              "{\"status\":\"success\",\"data\":{\"name\":\"pc1\",\"serial\":\"%s\"}}"
                  .formatted(after));
      assertThat(post(server, path + before + "/revoke"))
          .as("the open connection may still have the one before")
          .contains("\"success\"");
      await(() -> lastErrors(server).contains("its certificate was revoked"));
      assertThat(post(server, path + after + "/revoke"))
          .contains("\"errorType\":\"conflict\"", "the certificate of pc1 is revoked already");
      assertThat(post(server, path + "0/revoke"))
          .contains("\"errorType\":\"not_found\"", "no certificate with that serial number");
      assertThat(get(server, "/api/muster/v1/audit"))
          .contains("certificate of pc1 renewed", "certificate " + after + " of pc1 revoked");
    }
  }

  private boolean isRenewed(String name, List<Identity> before) {
    return !before.contains(shownBy(name));
  }

  private void renewOwn(MusterServer server) throws Exception {
    assertThat(run("certificate", "renew", "--data", data.toString(), "server", "scraper"))
        .as(err.toString())
        .isZero();
    assertThat(out.toString()).contains("server: renewed, ends ").contains("scraper: renewed");
    var next = authority().issueServer("server", HOSTS).certificate().getEncoded();
    await(() -> get(server, "/-/healthy").contains(HexFormat.of().formatHex(next)));
    await(() -> get(server, "/metrics").contains("renewals_total{kind=\"client\"} 1.0"));
    assertThat(run("certificate", "renew", "--data", data.toString(), "pc1"))
        .as(err.toString())
        .isZero();
    assertThat(out.toString()).startsWith("pc1: renewed, ends ");
  }

  private void revoke(MusterServer server) throws Exception {
    assertThat(run("certificate", "revoke", "--data", data.toString(), "pc3"))
        .as(err.toString())
        .isZero();
    await(() -> lastErrors(server).contains("its certificate was revoked"));
    for (var name : List.of("pc1", "pc2")) {
      var list = folder.resolve(name).resolve("config").resolve(ClientFiles.AUTHORITY);
      await(() -> Files.readString(list).contains("X509 CRL"));
    }
    assertThat(run("certificate", "list", "--data", data.toString())).isZero();
    assertThat(out.toString())
        .containsPattern("pc1 +exporter +[0-9a-f]{32} +\\S+Z +good")
        .containsPattern("pc1 +exporter +[0-9a-f]{32} +\\S+Z +replaced")
        .containsPattern("pc3 +exporter +[0-9a-f]{32} +\\S+Z +revoked ");
    assertThat(get(server, "/api/muster/v1/certificates"))
        .contains("\"name\":\"pc1\",\"kind\":\"exporter\"");
    assertThat(run("certificate", "list", "--json", "--data", data.toString())).isZero();
    var listed = new JsonMapper().readTree(out.toString());
    var shown = get(server, "/api/muster/v1/certificates");
    assertThat(
            new JsonMapper().readTree(shown.substring(shown.indexOf('{'))).at("/data/certificates"))
        .isEqualTo(listed);
    assertThat(listed.get(0).get("name").asString()).isEqualTo("authority");
    assertThat(listed.valueStream().filter(one -> one.get("name").asString().equals("pc3")))
        .extracting(one -> one.get("state").asString())
        .contains("revoked")
        .doesNotContain("good");
  }

  private String lastErrors(MusterServer server) throws Exception {
    return get(server, "/api/v1/targets");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "good | ",
        "foreign | is not signed by the fleet's authority",
        "self-signed | is not signed by the fleet's authority",
        "expired | its certificate ended at",
        "not yet | its certificate begins only at",
        "revoked | its certificate was revoked",
        "a client's | is not signed by the fleet's authority",
        "another client's | its certificate names neither"
      })
  void scraper_believesOnlyTheClientsOwnCertificate(String which, String refusal) throws Exception {
    int port =
        start(
            ExporterSettings.of(
                new ListenAddress("127.0.0.1", 0),
                new WebConfig(TlsServer.of(shown(which)), Map.of(), Map.of()),
                folder.resolve("state")));
    var client = ScrapeOnce.clientAt("127.0.0.1:" + port, null);
    Callable<String> scrape =
        () ->
            ScrapeOnce.scrape(
                    client,
                    SETTINGS,
                    authority().trust(),
                    authority().issueClient("scraper"),
                    InstantSource.system())
                .text();
    if (refusal == null) {
      assertThat(scrape.call()).contains("node_uname_info");
    } else {
      assertThatThrownBy(scrape::call)
          .isInstanceOf(ScrapeException.class)
          .hasMessageContaining(refusal);
    }
  }

  private Identity shown(String which) {
    return switch (which) {
      case "foreign" ->
          CertificateAuthority.openOrMake(folder.resolve("foreign")).issueExporter("pc1", HOSTS);
      case "self-signed" -> Identity.readOrMakeSelfSigned(folder.resolve("own"), "exporter");
      case "expired" -> authority(LIFE.multipliedBy(2)).issueExporter("pc1", HOSTS);
      case "not yet" -> authority(LIFE.negated()).issueExporter("pc1", HOSTS);
      case "revoked" -> {
        var identity = authority().issueExporter("pc1", HOSTS);
        authority().revoke(identity.certificate().getSerialNumber());
        yield identity;
      }
      case "a client's" -> authority().issueClient("scraper");
      case "another client's" -> authority().issueExporter("pc2", List.of("192.0.2.7"));
      default -> authority().issueExporter("pc1", HOSTS);
    };
  }

  @Test
  void commands_thatCannotBeDone_sayWhyInASentence() {
    var nowhere = folder.resolve("nowhere").toString();
    assertThat(run("certificate", "list", "--data", nowhere)).isEqualTo(1);
    assertThat(err.toString()).contains("there is no authority in").hasLineCount(1);
    authority();
    assertThat(run("certificate", "revoke", "--data", data.toString(), "pc9")).isEqualTo(1);
    assertThat(err.toString()).contains("has the serial number or name 'pc9'").hasLineCount(1);
    assertThat(run("certificate")).isEqualTo(2);
  }

  @Test
  void renewal_ofAClientThatDoesNotAnswer_failsAndSaysWhy() throws Exception {
    authority();
    Files.writeString(
        data.resolve("fleet.xml"),
        "<fleet><client name=\"pc1\" ip=\"127.0.0.1\" exporter-port=\"1\"/></fleet>");
    assertThat(run("certificate", "renew", "--data", data.toString(), "pc1")).isEqualTo(1);
    assertThat(err.toString()).startsWith("pc1: cannot connect to 127.0.0.1:1").hasLineCount(1);
    assertThat(run("certificate", "renew", "--data", data.toString(), "pc2")).isEqualTo(1);
    assertThat(err.toString()).contains("there is no client 'pc2' in the fleet file");
  }
}
