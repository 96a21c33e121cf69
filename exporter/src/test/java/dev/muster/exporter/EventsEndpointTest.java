package dev.muster.exporter;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIOException;

import dev.muster.web.CertificateAuthority;
import dev.muster.web.Identity;
import dev.muster.web.Passwords;
import dev.muster.web.WebConfig;
import dev.muster.web.WebConfig.ClientAuth;
import dev.muster.web.WebConfig.TlsServer;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class EventsEndpointTest {
  private static final Pattern CURSOR = Pattern.compile("\\{\"cursor\":\"([A-Za-z0-9_-]+)\"\\}\n$");

  @TempDir static Path certificates;
  private static CertificateAuthority authority;
  private static Identity server;
  private static String hash;

  @TempDir Path folder;

  @BeforeAll
  static void setUp() {
    authority = CertificateAuthority.openOrMake(certificates);
    server = authority.issueServer("server", List.of("127.0.0.1"));
    hash = Passwords.hash("secret");
  }

  private Exporter withUsers() throws IOException {
    var web = new WebConfig(null, Map.of("scraper", hash), Map.of());
    return Exporter.start(Exporter.withWeb(Exporter.settings(folder), web), Exporter.plain("one"));
  }

  private Exporter withClientAuth(ClientAuth mode, @Nullable Identity client) throws IOException {
    var tls =
        new TlsServer(
            server,
            mode,
            List.of(authority.certificate()),
            List.of("TLSv1.3", "TLSv1.2"),
            List.of());
    return Exporter.start(
        Exporter.withWeb(Exporter.settings(folder), new WebConfig(tls, Map.of(), Map.of())),
        CollectorRuns.DEFAULT,
        client);
  }

  private void log(String text) throws IOException {
    Files.writeString(
        folder.resolve("app.log"), text, StandardOpenOption.CREATE, StandardOpenOption.APPEND);
  }

  private static String cursor(HttpResponse<String> answer) {
    assertThat(answer.statusCode()).isEqualTo(200);
    Matcher last = CURSOR.matcher(answer.body());
    assertThat(last.find()).as(answer.body()).isTrue();
    return last.group(1);
  }

  @Test
  void events_fromNowOn() throws Exception {
    log("old\n");
    try (Exporter exporter = withUsers()) {
      HttpResponse<String> start = exporter.get("/events", "scraper", "secret");
      assertThat(start.body()).startsWith("{\"cursor\":").hasLineCount(1);
      assertThat(start.headers().firstValue("Content-Type"))
          .hasValue("application/x-ndjson; charset=utf-8");

      log("2023-11-14T22:13:20.1234Z host sshd[7]: error: \"q\" \\ \u00fc\u0007\u2028!\n");
      HttpResponse<String> news =
          exporter.get("/events?after=" + cursor(start), "scraper", "secret");

      assertThat(news.body().replaceAll("\"cursor\":\"[^\"]+\"", "C"))
          .isEqualTo(
              """
              {C,"time":1700000000.123,"log":"app","level":"error","source":"sshd","event_id":"","message":"error: \\"q\\" \\\\ \u00fc\\u0007\\u2028!"}
              {C}
              """);
      String after = cursor(news);
      assertThat(exporter.get("/events?after=" + after, "scraper", "secret").body())
          .isEqualTo("{\"cursor\":\"" + after + "\"}\n");
    }
  }

  @Test
  void events_limitAndEachRecordsCursor() throws Exception {
    try (Exporter exporter = withUsers()) {
      String start = cursor(exporter.get("/events", "scraper", "secret"));
      log("a\nb\nc\n");
      HttpResponse<String> two =
          exporter.get("/events?limit=2&after=" + start, "scraper", "secret");
      assertThat(two.body()).contains("\"a\"", "\"b\"").doesNotContain("\"c\"");
      assertThat(exporter.get("/events?after=" + cursor(two), "scraper", "secret").body())
          .contains("\"c\"")
          .doesNotContain("\"a\"", "\"b\"");
      String afterFirst = two.body().split("\"", -1)[3];
      assertThat(exporter.get("/events?after=" + afterFirst, "scraper", "secret").body())
          .contains("\"b\"", "\"c\"")
          .doesNotContain("\"a\"");
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"after=bogus", "after=MQ%3D%3D%3D", "limit=0", "limit=1001", "limit=x"})
  void events_badQuery(String query) throws Exception {
    try (Exporter exporter = withUsers()) {
      HttpResponse<String> answer = exporter.get("/events?" + query, "scraper", "secret");
      assertThat(answer.statusCode()).isEqualTo(400);
      assertThat(answer.body()).hasLineCount(1).endsWith(".\n");
    }
  }

  @Test
  void events_nobodyConfigured() throws Exception {
    try (Exporter exporter = Exporter.start(Exporter.settings(folder))) {
      for (HttpResponse<String> answer :
          List.of(exporter.get("/events"), exporter.get("/events", "scraper", "secret"))) {
        assertThat(answer.statusCode()).isEqualTo(401);
        assertThat(answer.body())
            .isEqualTo(
                "Event logs need a log-in: set basic_auth_users, or client_ca_file with"
                    + " client_auth_type, in the file of --web.config.file.\n");
      }
    }
  }

  @Test
  void users_askedForEverythingButHealth() throws Exception {
    try (Exporter exporter = withUsers()) {
      for (String path : List.of("/metrics", "/", "/events", "/nowhere")) {
        HttpResponse<String> answer = exporter.get(path);
        assertThat(answer.statusCode()).as(path).isEqualTo(401);
        assertThat(answer.headers().firstValue("WWW-Authenticate").orElse("")).startsWith("Basic");
        assertThat(exporter.get(path, "scraper", "wrong").statusCode()).isEqualTo(401);
      }
      assertThat(exporter.get("/metrics", "scraper", "secret").body()).contains("test_one");
      assertThat(exporter.get("/-/healthy").statusCode()).isEqualTo(200);
      assertThat(exporter.get("/-/ready").statusCode()).isEqualTo(200);
    }
  }

  @ParameterizedTest
  @EnumSource(value = ClientAuth.class, mode = EnumSource.Mode.EXCLUDE, names = "NO_CLIENT_CERT")
  void clientCertificate_ofTheAuthority(ClientAuth mode) throws Exception {
    try (Exporter exporter = withClientAuth(mode, authority.issueClient("scraper"))) {
      assertThat(exporter.get("/events").statusCode()).isEqualTo(200);
      assertThat(exporter.get("/metrics").statusCode()).isEqualTo(200);
    }
  }

  @ParameterizedTest
  @EnumSource(
      value = ClientAuth.class,
      names = {"REQUEST_CLIENT_CERT", "REQUIRE_ANY_CLIENT_CERT"})
  void clientCertificate_ofAnotherAuthority(ClientAuth mode) throws Exception {
    Identity foreign =
        CertificateAuthority.openOrMake(folder.resolve("foreign")).issueClient("scraper");
    try (Exporter exporter = withClientAuth(mode, foreign)) {
      assertThat(exporter.get("/metrics").statusCode()).isEqualTo(200);
      assertThat(exporter.get("/events").statusCode()).isEqualTo(401);
    }
  }

  @ParameterizedTest
  @EnumSource(
      value = ClientAuth.class,
      names = {"REQUEST_CLIENT_CERT", "VERIFY_CLIENT_CERT_IF_GIVEN"})
  void clientCertificate_none(ClientAuth mode) throws Exception {
    try (Exporter exporter = withClientAuth(mode, null)) {
      assertThat(exporter.get("/metrics").statusCode()).isEqualTo(200);
      assertThat(exporter.get("/events").statusCode()).isEqualTo(401);
    }
  }

  @Test
  void clientCertificate_requiredButNone() throws Exception {
    try (Exporter exporter = withClientAuth(ClientAuth.REQUIRE_AND_VERIFY_CLIENT_CERT, null)) {
      assertThatIOException().isThrownBy(() -> exporter.get("/metrics"));
    }
  }

  @Test
  void events_gzip() throws Exception {
    try (Exporter exporter =
        withClientAuth(
            ClientAuth.REQUIRE_AND_VERIFY_CLIENT_CERT, authority.issueClient("scraper"))) {
      HttpResponse<byte[]> answer =
          exporter.send(
              exporter.request("/events").header("Accept-Encoding", "br, gzip;q=0.5").build(),
              BodyHandlers.ofByteArray());
      assertThat(answer.headers().firstValue("Content-Encoding")).hasValue("gzip");
    }
  }
}
