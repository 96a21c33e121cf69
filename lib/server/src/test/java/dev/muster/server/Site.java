package dev.muster.server;

import dev.muster.web.BasicAuth;
import dev.muster.web.CertificateAuthority;
import dev.muster.web.Identity;
import dev.muster.web.ListenAddress;
import dev.muster.web.Passwords;
import dev.muster.web.Tls;
import dev.muster.web.WebConfig.TlsServer;
import io.javalin.config.RoutesConfig;
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
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/** A real server on a free port, with user "admin" and password "roll-call", and its clients. */
final class Site implements AutoCloseable {
  static final String ADMIN = basic("admin", "roll-call");
  private static final Map<String, String> USERS = Map.of("admin", Passwords.hash("roll-call"));

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
                new BasicAuth(USERS),
                Set.of("/metrics"),
                () -> ready)
            .withTokens(token ->
                switch (token) {
                  case "let-me-in" -> Optional.of(new TokenUser("robot"));
                  case "let-me-look" ->
                      Optional.of(
                          new TokenUser(
                              "guest",
                              (method, path) -> method.equals("GET") && path.startsWith("/look")));
                  default -> Optional.empty();
                });
    server =
        WebServer.start(
            changes.settings().apply(settings),
            List.of(
                routes,
                all -> {
                  all.get("/metrics", context -> context.result("up 1\n"));
                  all.get("/who", context -> context.result(WebServer.user(context).orElse("-")));
                  all.post("/echo", context -> context.result(context.body()));
                }));
    client = client(null);
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
