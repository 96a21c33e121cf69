package dev.muster.console.account;

import dev.muster.archive.account.Account;
import dev.muster.archive.account.AccountStore;
import dev.muster.archive.account.AuditStore;
import dev.muster.console.account.AccountMails.Letter;
import dev.muster.server.AccessTable;
import dev.muster.server.JsonAnswer;
import dev.muster.server.LogIns;
import dev.muster.server.WebServer;
import dev.muster.web.CertificateAuthority;
import dev.muster.web.ListenAddress;
import dev.muster.web.Passwords;
import dev.muster.web.Tls;
import dev.muster.web.WebConfig.TlsServer;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Base64;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * A real server with users {@code admin}, {@code ann} (an operator) and {@code vic} (a viewer of
 * group {@code lab}), the password of each being {@link #PASSWORD}, and a clock that is set.
 */
final class AccountSite implements AutoCloseable {
  static final String API = "/api/muster/v1/";
  static final String PASSWORD = "correct horse 7";

  private static final JsonMapper JSON = JsonMapper.builder().build();
  private static final String HASH = Passwords.hash(PASSWORD);
  private static final String TABLE =
      """
      GET    /look                                   viewer
      POST   /look                                   operator
      POST   /api/muster/v1/session                  open
      GET    /api/muster/v1/session                  viewer
      DELETE /api/muster/v1/session                  viewer
      POST   /api/muster/v1/password/reset-request   open reads
      POST   /api/muster/v1/password/reset           open
      POST   /api/muster/v1/invite/accept            open
      PUT    /api/muster/v1/users/{name}/password    viewer
      """;

  final AccountStore store;
  final BlockingQueue<Letter> letters = new LinkedBlockingQueue<>();
  private volatile Instant now = Instant.parse("2026-11-22T08:00:00Z");
  private final InstantSource clock = () -> now;
  private final Path file;
  private final CertificateAuthority authority;
  private final HttpClient client;
  private Accounts accounts;
  private Invitations invitations;
  private WebServer server;

  AccountSite(Path folder) {
    file = folder.resolve("accounts.db");
    store = AccountStore.open(file);
    store.add(
        List.of(
            account("admin", "admin", List.of()),
            account("ann", "operator", List.of()),
            account("vic", "viewer", List.of("lab"))));
    authority = CertificateAuthority.openOrMake(folder.resolve("ca"));
    client =
        HttpClient.newBuilder()
            .sslContext(Tls.context(null, Tls.trusting(List.of(authority.certificate()))))
            .build();
    accounts = new Accounts(store, clock);
    invitations = new Invitations(accounts, letters::add);
    server = serve();
  }

  private static Account account(String name, String role, List<String> groups) {
    return new Account(name, name + "@example.org", role, groups, HASH, false, 0, null);
  }

  private WebServer serve() {
    var settings =
        new WebServer.Settings(
            ListenAddress.parse("127.0.0.1:0"),
            TlsServer.of(authority.issueServer("server", List.of("localhost"))),
            accounts,
            AccessTable.parse(TABLE),
            accounts::note,
            () -> true);
    return WebServer.start(
        settings,
        List.of(
            new SessionRoutes(accounts, "1.2.3", () -> "")::addTo,
            new PasswordRoutes(accounts, invitations)::addTo,
            new UserRoutes(accounts, invitations)::addTo,
            new TokenRoutes(accounts)::addTo,
            new AuditRoutes(accounts)::addTo,
            routes -> {
              routes.get("/look", context -> context.result("seen"));
              routes.post("/look", context -> context.result("done"));
            }));
  }

  /** As after a restart: nothing that was in memory is left. */
  void restart() {
    server.close();
    invitations.close();
    accounts = new Accounts(store, clock);
    invitations = new Invitations(accounts, letters::add);
    server = serve();
  }

  Accounts accounts() {
    return accounts;
  }

  /** What a command beside the server works on. */
  AccountStore besides() {
    return AccountStore.open(file);
  }

  /** As on a full disk: what is there can be read. */
  void refuseWrites(boolean refused) throws SQLException {
    try (var connection = DriverManager.getConnection("jdbc:sqlite:" + file);
        var statement = connection.createStatement()) {
      for (String what :
          List.of(
              "INSERT ON session",
              "UPDATE ON session",
              "DELETE ON session",
              "UPDATE ON account",
              "INSERT ON audit")) {
        String name = what.replace(" ON ", "_");
        statement.executeUpdate(
            refused
                ? "CREATE TRIGGER full_%s BEFORE %s BEGIN SELECT RAISE(ABORT, 'full'); END"
                    .formatted(name, what)
                : "DROP TRIGGER full_" + name);
      }
    }
  }

  void pass(Duration time) {
    now = now().plus(time);
  }

  Instant now() {
    return now;
  }

  /** A letter that was sent within 10 s. */
  Letter letter() throws InterruptedException {
    return Objects.requireNonNull(letters.poll(10, TimeUnit.SECONDS), "no letter was sent");
  }

  /** A log-in of a browser: its cookie and what it sends besides. */
  record Browser(String cookie, String csrf) {}

  HttpRequest.Builder request(String path) {
    return HttpRequest.newBuilder(URI.create("https://localhost:" + server.port() + path))
        .timeout(Duration.ofSeconds(30));
  }

  HttpRequest.Builder request(Browser browser, String path) {
    return request(path)
        .header("Cookie", LogIns.COOKIE + "=" + browser.cookie())
        .header("X-CSRF-Token", browser.csrf());
  }

  HttpRequest.Builder basic(String user, String password, String path) {
    var bytes = (user + ":" + password).getBytes(StandardCharsets.UTF_8);
    return request(path)
        .header("Authorization", "Basic " + Base64.getEncoder().encodeToString(bytes));
  }

  HttpResponse<String> send(HttpRequest.Builder request) throws IOException, InterruptedException {
    return client.send(request.build(), BodyHandlers.ofString());
  }

  HttpResponse<String> post(String path, String json) throws IOException, InterruptedException {
    return send(request(path).POST(BodyPublishers.ofString(json)));
  }

  HttpResponse<String> as(Browser browser, String method, String path, String json)
      throws IOException, InterruptedException {
    return send(request(browser, path).method(method, BodyPublishers.ofString(json)));
  }

  HttpResponse<String> logInAnswer(String name, String password)
      throws IOException, InterruptedException {
    return post(API + "session", credentials(name, password));
  }

  static String credentials(String name, String password) {
    return JSON.writeValueAsString(JsonAnswer.ordered("name", name, "password", password));
  }

  Browser logIn(String name) throws IOException, InterruptedException {
    return browser(logInAnswer(name, PASSWORD));
  }

  static Browser browser(HttpResponse<String> answer) {
    return new Browser(cookie(answer), json(answer).path("data").path("csrf").asString(""));
  }

  /** The cookie that an answer sets, or "". */
  static String cookie(HttpResponse<String> answer) {
    var set = answer.headers().firstValue("Set-Cookie").orElse("");
    return set.isEmpty() ? "" : set.substring(set.indexOf('=') + 1, set.indexOf(';'));
  }

  static JsonNode json(HttpResponse<String> answer) {
    return JSON.readTree(answer.body());
  }

  /** Whether a browser is still in. */
  int look(Browser browser) throws IOException, InterruptedException {
    return send(request(browser, "/look")).statusCode();
  }

  Set<String> whatWasDone() {
    return Set.copyOf(
        store
            .audit()
            .list(new AuditStore.Filter(Long.MIN_VALUE, Long.MAX_VALUE, "", Long.MAX_VALUE, 1000))
            .stream()
            .map(entry -> entry.user() + ": " + entry.what() + ": " + entry.detail())
            .toList());
  }

  @Override
  public void close() {
    client.shutdownNow();
    server.close();
    invitations.close();
    store.close();
  }
}
