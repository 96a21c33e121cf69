package dev.muster.exporter;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIOException;

import dev.muster.exporter.ExporterSettings.Serving;
import dev.muster.web.CertificateAuthority;
import dev.muster.web.ClientFiles;
import dev.muster.web.Identity;
import dev.muster.web.ListenAddress;
import dev.muster.web.Tls;
import dev.muster.web.WebConfigFile;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** An exporter as the server puts it on a PC: who comes in, and how its certificate is renewed. */
@Timeout(60)
class CertificateEndpointTest {
  private static final List<String> HOSTS = List.of("127.0.0.1");

  @TempDir Path folder;
  private Path config;
  private CertificateAuthority authority;
  private Identity scraper;
  private Identity shown;
  private ExporterApp app;

  @BeforeEach
  void setUp() throws IOException {
    authority = CertificateAuthority.openOrMake(folder.resolve("ca"));
    scraper = authority.issueClient("scraper");
    shown = authority.issueExporter("lab2-01", HOSTS);
    config = Files.createDirectory(folder.resolve("config"));
    Files.writeString(identity(), CertificateAuthority.identityPem(shown));
    Files.writeString(config.resolve(ClientFiles.AUTHORITY), authority.authorityPem());
    Files.writeString(config.resolve(ClientFiles.WEB_CONFIG), ClientFiles.webConfig());
    app = start();
  }

  private Path identity() {
    return config.resolve(ClientFiles.IDENTITY);
  }

  private ExporterApp start() throws IOException {
    var web = WebConfigFile.open(config.resolve(ClientFiles.WEB_CONFIG));
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

  @AfterEach
  void tearDown() {
    app.close();
  }

  private HttpClient client(@Nullable Identity own) {
    return HttpClient.newBuilder()
        .version(HttpClient.Version.HTTP_1_1)
        .sslContext(Tls.context(own, authority.trust()))
        .build();
  }

  private HttpResponse<String> send(HttpClient client, String method, String path, String body)
      throws IOException, InterruptedException {
    var address = URI.create("https://127.0.0.1:%d%s".formatted(app.port(), path));
    var content = body.isEmpty() ? BodyPublishers.noBody() : BodyPublishers.ofString(body);
    return client.send(
        HttpRequest.newBuilder(address).method(method, content).build(), BodyHandlers.ofString());
  }

  private HttpResponse<String> send(@Nullable Identity own, String method, String path, String body)
      throws IOException, InterruptedException {
    try (var client = client(own)) {
      return send(client, method, path, body);
    }
  }

  private HttpResponse<String> ask(String method, String path, String body)
      throws IOException, InterruptedException {
    return send(scraper, method, path, body);
  }

  private String chain(String request) {
    return CertificateAuthority.chainPem(
        authority.sign(request.getBytes(US_ASCII), "lab2-01", HOSTS));
  }

  private X509Certificate seen() throws IOException, InterruptedException {
    var answer = ask("GET", "/metrics", "");
    return (X509Certificate) answer.sslSession().orElseThrow().getPeerCertificates()[0];
  }

  private Identity inFile() {
    return Identity.read(identity(), identity());
  }

  @ParameterizedTest
  @ValueSource(strings = {"scraper", "prometheus"})
  void client_ofTheFleet_isLetIn(String name) throws Exception {
    assertThat(send(authority.issueClient(name), "GET", "/metrics", "").body())
        .contains("test_fine 1");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "none",
        "foreign",
        "expired",
        "not yet",
        "revoked",
        "another client's",
        "an exporter's",
        "self-signed"
      })
  void client_otherThanTheFleets_isRefused(String which) throws Exception {
    @Nullable Identity client = stranger(which);
    assertThatIOException().isThrownBy(() -> send(client, "GET", "/metrics", ""));
    assertThat(ask("GET", "/metrics", "").statusCode()).isEqualTo(200);
  }

  private @Nullable Identity stranger(String which) throws Exception {
    return switch (which) {
      case "none" -> null;
      case "foreign" ->
          CertificateAuthority.openOrMake(folder.resolve("foreign")).issueClient("scraper");
      case "expired" -> at(Instant.now().minus(Duration.ofDays(2)));
      case "not yet" -> at(Instant.now().plus(Duration.ofDays(2)));
      case "revoked" -> revoked();
      case "another client's" -> authority.issueClient("backup");
      case "an exporter's" -> authority.issueExporter("lab2-02", HOSTS);
      default -> Identity.readOrMakeSelfSigned(folder.resolve("own"), "scraper");
    };
  }

  /** The fleet's own certificate for the scraper, of a day only. */
  private Identity at(Instant start) throws IOException {
    var twin = Files.createDirectory(folder.resolve("twin"));
    Files.copy(folder.resolve("ca/ca.pem"), twin.resolve("ca.pem"));
    Files.copy(folder.resolve("ca/ca.key"), twin.resolve("ca.key"));
    return CertificateAuthority.openOrMake(twin, () -> start, Duration.ofDays(1))
        .issueClient("scraper");
  }

  private Identity revoked() throws Exception {
    var old = scraper;
    assertThat(send(old, "GET", "/metrics", "").statusCode()).isEqualTo(200);
    authority.revoke(old.certificate().getSerialNumber());
    scraper = authority.issueClient("scraper");
    assertThat(ask("PUT", "/-/authority", authority.authorityPem()).statusCode()).isEqualTo(200);
    awaitReload();
    return old;
  }

  /** Files are looked at once a second at most. */
  private static void awaitReload() throws InterruptedException {
    TimeUnit.MILLISECONDS.sleep(1100);
  }

  @Test
  void revoked_onAConnectionKeptOpen_isRefused_afterARestartToo() throws Exception {
    try (var kept = client(scraper)) {
      assertThat(send(kept, "GET", "/metrics", "").statusCode()).isEqualTo(200);
      var old = revoked();
      assertThat(send(kept, "GET", "/metrics", "").statusCode()).isEqualTo(401);
      assertThat(send(kept, "GET", "/events", "").statusCode()).isEqualTo(401);
      assertThat(send(kept, "POST", "/-/certificate/request", "").statusCode()).isEqualTo(401);
      app.close();
      app = start();
      assertThatIOException().isThrownBy(() -> send(old, "GET", "/metrics", ""));
      assertThat(ask("GET", "/metrics", "").statusCode()).isEqualTo(200);
    }
  }

  @Test
  void certificate_isRenewed_whileAnOldConnectionGoesOn() throws Exception {
    try (var kept = client(scraper)) {
      assertThat(send(kept, "GET", "/metrics", "").statusCode()).isEqualTo(200);
      var request = ask("POST", "/-/certificate/request", "");
      assertThat(request.statusCode()).isEqualTo(200);
      assertThat(request.body()).startsWith("-----BEGIN CERTIFICATE REQUEST-----");
      var chain = chain(request.body());
      assertThat(ask("PUT", "/-/certificate", chain).statusCode()).isEqualTo(200);
      assertThat(ask("PUT", "/-/certificate", chain).statusCode())
          .as("the answer was lost, so it is sent again")
          .isEqualTo(200);
      awaitReload();
      assertThat(seen()).isEqualTo(inFile().certificate()).isNotEqualTo(shown.certificate());
      assertThat(seen().getPublicKey()).isNotEqualTo(shown.certificate().getPublicKey());
      assertThat(send(kept, "GET", "/metrics", "").statusCode()).isEqualTo(200);
      assertThat(config.resolve("identity.pem.next")).doesNotExist();
    }
  }

  @Test
  @DisabledOnOs(OS.WINDOWS)
  void keys_areTheirOwnersAlone() throws Exception {
    var request = ask("POST", "/-/certificate/request", "").body();
    assertThat(permissions(config.resolve("identity.pem.next"))).isEqualTo("rw-------");
    ask("PUT", "/-/certificate", chain(request));
    assertThat(permissions(identity())).isEqualTo("rw-------");
  }

  private static String permissions(Path file) throws IOException {
    return PosixFilePermissions.toString(Files.getPosixFilePermissions(file));
  }

  @Test
  void request_askedAgain_isForTheSameKey() throws Exception {
    var first = chain(ask("POST", "/-/certificate/request", "").body());
    app.close();
    app = start();
    assertThat(chain(ask("POST", "/-/certificate/request", "").body())).isEqualTo(first);
    assertThat(ask("PUT", "/-/certificate", first).statusCode()).isEqualTo(200);
  }

  /** As after a kill between the rename and the end of the key that waited. */
  @Test
  void request_withAKeyThatIsInForce_isForAnotherKey() throws Exception {
    var waiting = config.resolve("identity.pem.next");
    var first = chain(ask("POST", "/-/certificate/request", "").body());
    var key = Files.readString(waiting);
    ask("PUT", "/-/certificate", first);
    Files.writeString(waiting, key);
    var second = chain(ask("POST", "/-/certificate/request", "").body());
    assertThat(second).isNotEqualTo(first);
    assertThat(ask("PUT", "/-/certificate", second).statusCode()).isEqualTo(200);
  }

  /** As after a kill, or a full disk, while it was written. */
  @Test
  void request_withADamagedKeyThatWaits_isForAnother() throws Exception {
    Files.writeString(config.resolve("identity.pem.next"), "-----BEGIN PRIVATE KEY-----\nhalf");
    Files.writeString(config.resolve("identity.pem.tmp"), "half", StandardOpenOption.CREATE);
    var chain = chain(ask("POST", "/-/certificate/request", "").body());
    assertThat(ask("PUT", "/-/certificate", chain).statusCode()).isEqualTo(200);
    assertThat(inFile().certificate()).isNotEqualTo(shown.certificate());
  }

  @Test
  void certificate_thatDoesNotFit_isNotTaken() throws Exception {
    var other = CertificateAuthority.chainPem(authority.issueExporter("lab2-01", HOSTS).chain());
    assertRefused("/-/certificate", other, "fits no key that waits here");
    var request = ask("POST", "/-/certificate/request", "").body().getBytes(US_ASCII);
    assertRefused("/-/certificate", other, "fits no key that waits here");
    var foreign = CertificateAuthority.openOrMake(folder.resolve("foreign"));
    assertRefused("/-/certificate", pem(foreign, request, "lab2-01"), "which is not trusted here");
    assertRefused(
        "/-/certificate", pem(authority, request, "lab2-02"), "lab2-02.exporter.muster.invalid");
    assertRefused("/-/certificate", "garbage", "no certificate in it");
    assertThat(inFile()).isEqualTo(shown);
    assertThat(ask("PUT", "/-/certificate", pem(authority, request, "lab2-01")).statusCode())
        .isEqualTo(200);
  }

  private static String pem(CertificateAuthority authority, byte[] request, String name) {
    return CertificateAuthority.chainPem(authority.sign(request, name, HOSTS));
  }

  private void assertRefused(String path, String body, String why) throws Exception {
    var answer = ask("PUT", path, body);
    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(409);
    assertThat(answer.body()).contains(why).hasLineCount(1);
  }

  @Test
  void authority_thatWouldLockTheServerOut_isNotTaken() throws Exception {
    var foreign = CertificateAuthority.openOrMake(folder.resolve("foreign"));
    foreign.revoke(foreign.issueClient("old").certificate().getSerialNumber());
    assertRefused("/-/authority", foreign.authorityPem(), "would not be let in");
    assertRefused(
        "/-/authority",
        authority.authorityPem() + foreign.revocationListPem(),
        "signed by none of the authorities");
    assertRefused(
        "/-/authority",
        authority.authorityPem() + CertificateAuthority.chainPem(scraper.chain()),
        "not one of them");
    authority.revoke(scraper.certificate().getSerialNumber());
    assertRefused("/-/authority", authority.authorityPem(), "was revoked");
  }

  @Test
  void others_mayScrapeAtMost() throws Exception {
    var prometheus = authority.issueClient("prometheus");
    assertThat(send(prometheus, "POST", "/-/certificate/request", "").statusCode()).isEqualTo(403);
    assertThat(send(prometheus, "PUT", "/-/authority", authority.authorityPem()).statusCode())
        .isEqualTo(403);
    assertThat(ask("PUT", "/-/certificate/request", "").statusCode()).isEqualTo(405);
    assertThat(ask("PUT", "/-/certificate", "x".repeat((1 << 20) + 1)).statusCode()).isEqualTo(400);
  }

  @Test
  void files_thatAreTwo_areNotRenewed() throws Exception {
    Files.writeString(config.resolve("key.pem"), CertificateAuthority.identityPem(shown));
    var file = config.resolve(ClientFiles.WEB_CONFIG);
    Files.writeString(
        file, Files.readString(file).replace("key_file: identity.pem", "key_file: key.pem"));
    var answer = ask("POST", "/-/certificate/request", "");
    assertThat(answer.statusCode()).isEqualTo(404);
    assertThat(answer.body()).contains("one file as cert_file and key_file");
  }
}
