package dev.muster.app;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.muster.archive.account.Account;
import dev.muster.archive.account.AccountStore;
import dev.muster.console.account.TokenRoutes;
import dev.muster.server.AccessTable;
import dev.muster.server.Role;
import dev.muster.web.BearerTokens;
import dev.muster.web.ListenAddress;
import dev.muster.web.Passwords;
import dev.muster.web.Tls;
import java.io.IOException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Each route of a running server, asked by each role: what the table says is what happens. */
@Timeout(240)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class PermissionsTest {
  private static final Set<String> READING = Set.of("GET", "HEAD");
  private static final String NOBODY = "nobody";
  private static final String SCOPED = "scoped";

  /** What a stream sends goes on, so its status is all that is read. */
  private static final Duration PATIENCE = Duration.ofSeconds(30);

  private final Map<String, String> tokens = new HashMap<>();
  private MusterServer server;
  private HttpClient http;

  @BeforeAll
  void start(@TempDir Path folder) throws Exception {
    var data = folder.resolve("data");
    var fleet = folder.resolve("fleet.xml");
    Files.writeString(fleet, "<fleet><scrape interval=\"1h\"/></fleet>");
    server =
        MusterServer.start(
            new ServerSettings(
                data,
                fleet,
                ListenAddress.parse("127.0.0.1:0"),
                Set.of(),
                Map.of(Users.FIRST_PASSWORD, "correct horse battery staple")),
            InstantSource.system());
    try (var store = AccountStore.open(data.resolve(Users.FILE))) {
      for (var role : Role.values()) {
        tokens.put(role.word(), token(store, role.word(), role, List.of()));
      }
      tokens.put(SCOPED, token(store, SCOPED, Role.OPERATOR, List.of("lab")));
      store.add(
          List.of(
              new Account(
                  "vic", "", "viewer", List.of(), Passwords.hash("something 22"), false, 0, null)));
    }
    try (var pem = Files.newInputStream(data.resolve("ca").resolve("ca.pem"))) {
      var authority =
          (X509Certificate) CertificateFactory.getInstance("X.509").generateCertificate(pem);
      http =
          HttpClient.newBuilder()
              .sslContext(Tls.context(null, Tls.trusting(List.of(authority))))
              .build();
    }
  }

  private static String token(AccountStore store, String name, Role role, List<String> groups) {
    var token = BearerTokens.generate();
    var wish = new TokenRoutes.Wish(name, role.word(), groups, null);
    store.tokens().add(List.of(TokenRoutes.stored(wish, token, 1)));
    return token;
  }

  @AfterAll
  void stop() {
    http.shutdownNow();
    server.close();
  }

  private HttpRequest.Builder request(String path) {
    return HttpRequest.newBuilder(server.address().resolve(path)).timeout(PATIENCE);
  }

  /** The status of a request whose body does nothing anywhere, whatever it is for. */
  private int status(String who, String method, String path)
      throws IOException, InterruptedException {
    var request = request(path).method(method, BodyPublishers.ofString("{\"name\":\"?\""));
    if (!who.equals(NOBODY)) {
      request.header("Authorization", "Bearer " + tokens.get(who));
    }
    var answer = http.send(request.build(), BodyHandlers.ofInputStream());
    answer.body().close();
    return answer.statusCode();
  }

  private static String example(String pattern) {
    return pattern.replaceAll("\\{[^}]*}|<[^>]*>", "none");
  }

  @Test
  void everyRoute_hasALineInTheTable() {
    assertThat(server.routes())
        .isNotEmpty()
        .allSatisfy(route -> {
          int space = route.indexOf(' ');
          assertThat(Permissions.TABLE.has(route.substring(0, space), route.substring(space + 1)))
              .as(route + " needs a line in Permissions")
              .isTrue();
        });
  }

  @Test
  void everyRoute_opensToTheRolesOfItsLineAlone() throws Exception {
    var served = Set.copyOf(server.routes());
    var wrong = new ArrayList<String>();
    for (var row : Permissions.TABLE.rows()) {
      var route = row.method() + " " + row.path();
      if (served.contains(route) && !row.path().startsWith("/-/")) {
        for (var who : whoMay(row).entrySet()) {
          int status = status(who.getKey(), row.method(), example(row.path()));
          boolean refused = status == 401 || status == 403;
          if (refused == who.getValue()) {
            wrong.add(route + " by " + who.getKey() + ": " + status);
          }
        }
      }
    }
    assertThat(wrong).isEmpty();
  }

  private static Map<String, Boolean> whoMay(AccessTable.Row row) {
    var may = new HashMap<String, Boolean>();
    boolean ownsAnswer = row.path().endsWith("/password");
    may.put(NOBODY, row.isOpen());
    for (var role : Role.values()) {
      if (!ownsAnswer || role.isOfTokens()) {
        may.put(role.word(), row.isOpen() || row.admits(role));
      }
    }
    may.put(SCOPED, row.isOpen() || (row.admits(Role.OPERATOR) && !row.isWhole()));
    if (ownsAnswer) {
      may.remove(SCOPED);
    }
    return may;
  }

  @Test
  void whatChangesSomething_isNoViewers() {
    var changing =
        Permissions.TABLE.rows().stream()
            .filter(row -> !READING.contains(row.method()) && !row.flags().contains("reads"))
            .filter(row -> row.isOpen() || row.admits(Role.VIEWER))
            .map(row -> row.method() + " " + row.path())
            .collect(Collectors.toSet());
    assertThat(changing)
        .containsExactlyInAnyOrder(
            "POST /api/muster/v1/session",
            "POST /api/muster/v1/enroll",
            "DELETE /api/muster/v1/session",
            "POST /api/muster/v1/password/reset",
            "POST /api/muster/v1/invite/accept",
            "PUT /api/muster/v1/users/{name}/password");
  }

  @Test
  void table_isTheOneOfTheDocuments() throws IOException {
    var documented =
        Files.readAllLines(Path.of("..", "docs", "security.md")).stream()
            .filter(line -> line.matches("\\| `[A-Z]+ /.*"))
            .toList();
    var lines =
        Permissions.TABLE.rows().stream()
            .map(row ->
                "| `%s %s` | %s | %s |"
                    .formatted(
                        row.method(),
                        row.path(),
                        row.least() == null ? "open" : row.least().word(),
                        row.flags().stream().sorted().collect(Collectors.joining(", "))))
            .toList();
    assertThat(documented).containsExactlyInAnyOrderElementsOf(lines);
  }

  @Test
  void unknownRoute_isTheAdministrators() {
    assertThat(Permissions.TABLE.has("GET", "/api/muster/v1/something-new")).isFalse();
  }

  @Test
  void answers_carryNoSecretsIntoCaches_andNoCookieForPrograms() throws Exception {
    for (String path : List.of("/api/v1/query?query=1", "/api/muster/v1/users", "/metrics")) {
      var answer = send("admin", request(path));
      assertThat(answer.statusCode()).as(path).isEqualTo(200);
      assertThat(answer.headers().firstValue("Cache-Control")).as(path).contains("no-store");
      assertThat(answer.headers().firstValue("Set-Cookie")).as(path).isEmpty();
    }
    assertThat(send("admin", request("/api/muster/v1/users")).body()).doesNotContain("$2");
    assertThat(send("admin", request("/api/v1/status/config")).body())
        .doesNotContain(tokens.get("admin"));
  }

  @Test
  void session_worksThroughTheServer() throws Exception {
    var logIn =
        request("/api/muster/v1/session")
            .POST(BodyPublishers.ofString("{\"name\":\"vic\",\"password\":\"something 22\"}"));
    var answer = http.send(logIn.build(), BodyHandlers.ofString(UTF_8));
    assertThat(answer.statusCode()).isEqualTo(200);
    var cookie = answer.headers().firstValue("Set-Cookie").orElseThrow();
    var mine =
        request("/api/v1/query?query=1").header("Cookie", cookie.substring(0, cookie.indexOf(';')));
    assertThat(http.send(mine.build(), BodyHandlers.ofString()).statusCode()).isEqualTo(200);
    assertThat(answer.body()).doesNotContain("something 22");
  }

  private HttpResponse<String> send(String who, HttpRequest.Builder request)
      throws IOException, InterruptedException {
    return http.send(
        request.header("Authorization", "Bearer " + tokens.get(who)).build(),
        BodyHandlers.ofString());
  }
}
