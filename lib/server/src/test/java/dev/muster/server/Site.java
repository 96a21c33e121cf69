package dev.muster.server;

import dev.muster.web.BasicAuth;
import dev.muster.web.CertificateAuthority;
import dev.muster.web.Identity;
import dev.muster.web.ListenAddress;
import dev.muster.web.Passwords;
import dev.muster.web.Tls;
import dev.muster.web.WebConfig.TlsServer;
import io.javalin.config.RoutesConfig;
import io.javalin.http.Context;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/** A real server on a free port, with user "admin" and password "roll-call", and its clients. */
final class Site implements AutoCloseable {
  static final String SESSION = "s".repeat(43);
  static final String ADMIN = basic("admin", "roll-call");
  private static final Map<String, String> USERS = Map.of("admin", Passwords.hash("roll-call"));

  private static final String TABLE =
      """
      GET   /metrics        open
      GET   /open/{name}    open
      GET   /files/<path>   open
      GET   /look           viewer
      GET   /all            viewer    whole
      GET   /who            viewer
      POST  /ask            viewer    reads
      POST  /look           operator
      POST  /alerts         operator  alerts
      POST  /echo           admin
      """;

  final List<Deed> deeds = new CopyOnWriteArrayList<>();
  final CertificateAuthority authority;
  final WebServer server;
  final HttpClient client;
  volatile boolean ready = true;

  Site(Path folder) {
    this(folder, new Changes(settings -> settings, tls -> tls), routes -> {});
  }

  Site(Path folder, Consumer<RoutesConfig> routes) {
    this(folder, new Changes(settings -> settings, tls -> tls), routes);
  }

  Site(Path folder, Changes changes, Consumer<RoutesConfig> routes) {
    authority = CertificateAuthority.openOrMake(folder);
    var identity = authority.issueServer("server", List.of("localhost", "127.0.0.1"));
    var settings =
        new WebServer.Settings(
            ListenAddress.parse("127.0.0.1:0"),
            changes.tls().apply(TlsServer.of(identity)),
            new People(),
            AccessTable.parse(TABLE),
            deeds::add,
            () -> ready);
    server =
        WebServer.start(
            changes.settings().apply(settings),
            List.of(
                routes,
                all -> {
                  all.get("/metrics", context -> context.result("up 1\n"));
                  all.get("/who", context -> context.result(WebServer.user(context).orElse("-")));
                  all.post("/echo", context -> context.result(context.body()));
                  for (String path : List.of("/look", "/all", "/unlisted", "/open/{name}")) {
                    all.get(path, context -> context.result("seen"));
                  }
                  all.get("/files/<path>", context -> context.result("file"));
                  for (String path : List.of("/look", "/alerts", "/ask")) {
                    all.post(path, Site::done);
                  }
                }));
    client = client(null);
  }

  private static void done(Context context) {
    WebServer.audit(context, "line one\nline two");
    context.result("done");
  }

  /**
   * The administrator by password, others by a token or session that begins with their role, and
   * those who see one group.
   */
  private static final class People implements LogIns {
    private final LogIns admin = LogIns.of(new BasicAuth(USERS));

    @Override
    public Outcome basic(String authorization, String address) {
      return authorization.equals("Basic later")
          ? new Outcome.Wait(Duration.ofMillis(4_200))
          : admin.basic(authorization, address);
    }

    @Override
    public Outcome bearer(String token) {
      return switch (token) {
        case "let-me-in" -> in("robot", Role.ADMIN, Set.of(), "");
        case "viewer" -> in("viewer", Role.VIEWER, Set.of(), "");
        case "operator" -> in("operator", Role.OPERATOR, Set.of(), "");
        case "lab-viewer" -> in("lab-viewer", Role.VIEWER, Set.of("lab"), "");
        case "alerts" -> in("alerts", Role.ALERTS, Set.of(), "");
        case "samples" -> in("samples", Role.SAMPLES, Set.of(), "");
        default -> new Outcome.Out();
      };
    }

    @Override
    public Outcome session(String cookie) {
      return cookie.equals(SESSION)
          ? in("ann", Role.OPERATOR, Set.of(), "right-csrf")
          : new Outcome.Out();
    }

    private static Outcome in(String name, Role role, Set<String> groups, String csrf) {
      return new Outcome.In(new Principal(name, role, groups), csrf, () -> true);
    }
  }

  record Changes(UnaryOperator<WebServer.Settings> settings, UnaryOperator<TlsServer> tls) {}

  HttpClient client(@Nullable Identity identity) {
    var trust = Tls.trusting(List.of(authority.certificate()));
    return HttpClient.newBuilder()
        .sslContext(Tls.context(identity, trust))
        .connectTimeout(Duration.ofSeconds(10))
        .build();
  }

  static String basic(String user, String password) {
    var bytes = (user + ":" + password).getBytes(StandardCharsets.UTF_8);
    return "Basic " + Base64.getEncoder().encodeToString(bytes);
  }

  HttpRequest.Builder request(String path) {
    return HttpRequest.newBuilder(URI.create("https://localhost:" + server.port() + path))
        .timeout(Duration.ofSeconds(20));
  }

  /** A request of the administrator's. */
  HttpRequest.Builder admin(String path) {
    return request(path).header("Authorization", ADMIN);
  }

  /** A request with a token. */
  HttpRequest.Builder bearer(String token, String path) {
    return request(path).header("Authorization", "Bearer " + token);
  }

  /** A request of a browser with a session. */
  HttpRequest.Builder browser(String path) {
    return request(path)
        .header("Cookie", LogIns.COOKIE + "=" + SESSION)
        .header("Sec-Fetch-Mode", "cors");
  }

  HttpResponse<String> send(HttpRequest.Builder request) throws IOException, InterruptedException {
    return client.send(request.build(), BodyHandlers.ofString());
  }

  HttpResponse<String> get(String path) throws IOException, InterruptedException {
    return send(request(path));
  }

  @Override
  public void close() {
    client.shutdownNow();
    server.close();
  }
}
