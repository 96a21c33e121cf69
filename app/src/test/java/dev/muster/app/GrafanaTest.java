package dev.muster.app;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import dev.muster.archive.account.AccountStore;
import dev.muster.console.account.TokenRoutes;
import dev.muster.console.api.MusterApi;
import dev.muster.web.BearerTokens;
import dev.muster.web.ListenAddress;
import dev.muster.web.Tls;
import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.snakeyaml.engine.v2.api.Load;
import org.snakeyaml.engine.v2.api.LoadSettings;

/** The requests of a Grafana data source's life, over HTTPS with a token that may only read. */
@Timeout(240)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class GrafanaTest {
  private static final Duration PATIENCE = Duration.ofMinutes(2);
  private static final String METRIC = "muster_heap_used_bytes";

  private MusterServer server;
  private HttpClient http;
  private String token = "";

  @BeforeAll
  void start(@TempDir Path folder) throws Exception {
    var data = folder.resolve("data");
    var fleet = folder.resolve("fleet.xml");
    Files.writeString(fleet, "<fleet><scrape interval=\"1s\" timeout=\"1s\"/></fleet>");
    server =
        MusterServer.start(
            new ServerSettings(
                data,
                fleet,
                ListenAddress.parse("127.0.0.1:0"),
                Set.of(),
                Map.of(Users.FIRST_PASSWORD, "correct horse battery staple")),
            InstantSource.system());
    try (var accounts = AccountStore.open(data.resolve(Users.FILE))) {
      token = BearerTokens.generate();
      var wish = new TokenRoutes.Wish("grafana", "viewer", List.of(), null);
      accounts.tokens().add(List.of(TokenRoutes.stored(wish, token, 1)));
    }
    try (var pem = Files.newInputStream(data.resolve("ca").resolve("ca.pem"))) {
      var authority =
          (X509Certificate) CertificateFactory.getInstance("X.509").generateCertificate(pem);
      http =
          HttpClient.newBuilder()
              .sslContext(Tls.context(null, Tls.trusting(List.of(authority))))
              .build();
    }
    var end = Instant.now().plus(PATIENCE);
    while (!get("/api/v1/query?query=" + METRIC).body().contains(METRIC)) {
      assertThat(Instant.now()).as("the server's own samples").isBefore(end);
      TimeUnit.MILLISECONDS.sleep(100);
    }
  }

  @AfterAll
  void stop() {
    http.close();
    server.close();
  }

  private HttpRequest.Builder request(String path) {
    return HttpRequest.newBuilder(server.address().resolve(path))
        .header("Authorization", "Bearer " + token);
  }

  private HttpResponse<String> get(String path) throws IOException, InterruptedException {
    return http.send(request(path).build(), BodyHandlers.ofString());
  }

  private HttpResponse<String> post(String path, String... form)
      throws IOException, InterruptedException {
    return http.send(
        request(path)
            .header("Content-Type", "application/x-www-form-urlencoded")
            .POST(HttpRequest.BodyPublishers.ofString(form(form)))
            .build(),
        BodyHandlers.ofString());
  }

  /** Names and values in turn. */
  private static String form(String... parameters) {
    var pairs = new ArrayList<String>();
    for (int i = 0; i < parameters.length; i += 2) {
      pairs.add(encoded(parameters[i]) + "=" + encoded(parameters[i + 1]));
    }
    return String.join("&", pairs);
  }

  private static String encoded(String text) {
    return URLEncoder.encode(text, UTF_8);
  }

  /** The same request as a form and, where that is refused, as an address: both are answered. */
  private String both(String path, String... parameters) throws Exception {
    var posted = post(path, parameters);
    var got = get(path + "?" + form(parameters));
    assertThat(posted.statusCode()).as(posted.body()).isEqualTo(200);
    assertThat(got.statusCode()).as(got.body()).isEqualTo(200);
    assertThat(got.body()).startsWith("{\"status\":\"success\",\"data\":");
    assertThat(posted.body()).startsWith("{\"status\":\"success\",\"data\":");
    return posted.body();
  }

  private static String seconds(int before) {
    return Long.toString(Instant.now().getEpochSecond() - before);
  }

  @Test
  void saveAndTest_asksForASum() throws Exception {
    assertThat(both("/api/v1/query", "query", "1+1", "time", "4"))
        .isEqualTo(
            "{\"status\":\"success\",\"data\":{\"resultType\":\"scalar\",\"result\":[4,\"2\"]}}");
  }

  @Test
  void saveAndTest_findsAPrometheusWithoutARuler() throws Exception {
    var answer = get("/api/v1/status/buildinfo");
    assertThat(answer.statusCode()).isEqualTo(200);
    assertThat(answer.body())
        .contains("\"version\":\"3.", "\"revision\"", "\"branch\"", "\"goVersion\"")
        .doesNotContain("features");
  }

  @Test
  void dataSourceLoad_asksForRulesAndExemplars() throws Exception {
    assertThat(get("/api/v1/rules").body()).contains("\"groups\":[");
    assertThat(get("/api/v1/alerts").body()).contains("\"alerts\":[");
    String millis = Long.toString(Instant.now().toEpochMilli());
    assertThat(both("/api/v1/query_exemplars", "query", "test", "start", millis, "end", millis))
        .isEqualTo("{\"status\":\"success\",\"data\":[]}");
  }

  @Test
  void panel_asksForARange() throws Exception {
    assertThat(
            both(
                "/api/v1/query_range",
                "query",
                METRIC + "{job=\"muster\"}",
                "start",
                seconds(300) + ".000",
                "end",
                seconds(-15),
                "step",
                "15",
                "timeout",
                "60s"))
        .contains("\"resultType\":\"matrix\"", "\"__name__\":\"" + METRIC + "\"", "\"values\":[[");
    var tooFine =
        post("/api/v1/query_range", "query", "up", "start", "0", "end", "11001", "step", "1");
    assertThat(tooFine.statusCode()).isEqualTo(400);
    assertThat(tooFine.body()).contains("exceeded maximum resolution of 11,000 points");
  }

  @Test
  void table_asksForAnInstant() throws Exception {
    assertThat(both("/api/v1/query", "query", METRIC, "time", seconds(-1) + ".5"))
        .contains("\"resultType\":\"vector\"", "\"job\":\"muster\"");
    assertThat(both("/api/v1/query", "query", "\"text\"")).contains("\"resultType\":\"string\"");
    assertThat(both("/api/v1/query", "query", METRIC + "[1m]", "time", seconds(-1)))
        .contains("\"resultType\":\"matrix\"");
  }

  @Test
  void editor_asksForMetricsAndLabels() throws Exception {
    String range = "&" + form("start", seconds(600), "end", seconds(-60));
    assertThat(get("/api/v1/label/__name__/values?limit=40000" + range).body()).contains(METRIC);
    assertThat(get("/api/v1/label/__name__/values?limit=0" + range).body()).contains(METRIC);
    String some = form("match[]", "{__name__=~\"muster_heap.*\"}");
    assertThat(get("/api/v1/label/__name__/values?" + some + range).body())
        .isEqualTo("{\"status\":\"success\",\"data\":[\"" + METRIC + "\"]}");
    assertThat(get("/api/v1/label/job/values?" + some).body())
        .isEqualTo("{\"status\":\"success\",\"data\":[\"muster\"]}");
    assertThat(get("/api/v1/label/U__job/values").body()).contains("muster");
    assertThat(both("/api/v1/labels", "limit", "40000", "match[]", METRIC))
        .contains("\"__name__\",\"instance\",\"job\"");
    assertThat(both("/api/v1/labels", "limit", "1", "match[]", METRIC))
        .contains("\"warnings\":[\"results truncated due to limit\"]");
  }

  @Test
  void variables_askForSeriesAndResults() throws Exception {
    assertThat(both("/api/v1/series", "match[]", METRIC, "start", seconds(600), "limit", "40000"))
        .contains("\"__name__\":\"" + METRIC + "\"");
    assertThat(both("/api/v1/series", "match[]", "{__name__!=\"\"}", "limit", "40000"))
        .contains(METRIC);
    assertThat(post("/api/v1/series").statusCode()).isEqualTo(400);
    assertThat(both("/api/v1/query", "query", "count(up)", "time", seconds(0)))
        .contains("\"resultType\":\"vector\"");
  }

  @Test
  void hints_askForMetadata() throws Exception {
    var answer = get("/api/v1/metadata?limit=40000");
    assertThat(answer.statusCode()).isEqualTo(200);
    assertThat(answer.body()).startsWith("{\"status\":\"success\",\"data\":{");
    assertThat(post("/api/v1/metadata").statusCode()).isIn(403, 405);
  }

  @Test
  void tools_askForStatusAndTargets() throws Exception {
    for (var path :
        List.of(
            "/api/v1/status/config",
            "/api/v1/status/flags",
            "/api/v1/status/runtimeinfo",
            "/api/v1/status/tsdb",
            "/api/v1/status/walreplay",
            "/api/v1/targets",
            "/api/v1/targets/metadata",
            "/api/v1/scrape_pools",
            "/api/v1/openapi.yaml",
            "/sd/targets?job=node",
            "/federate?match[]=up")) {
      assertThat(get(path).statusCode()).as(path).isEqualTo(200);
    }
    assertThat(both("/api/v1/format_query", "query", "sum( up )")).contains("sum(up)");
    assertThat(both("/api/v1/parse_query", "query", "up")).contains("vectorSelector");
    assertThat(get("/api/v1/status/config").body()).contains("scrape_interval: 1000ms");
  }

  /** What Grafana asks of a data source of type Alertmanager, implementation Prometheus. */
  @Test
  void alertmanagerDataSource_isAnswered() throws Exception {
    assertThat(get("/alertmanager/api/v2/status").statusCode())
        .as("that of Mimir is not taken for it")
        .isNotEqualTo(200);
    var status = get("/api/v2/status");
    assertThat(status.statusCode()).isEqualTo(200);
    assertThat(status.body())
        .contains("\"cluster\":{", "\"original\":\"global:", "\"versionInfo\":{");
    for (var list :
        List.of(
            "/api/v2/alerts",
            "/api/v2/alerts?silenced=true&active=true&inhibited=true",
            "/api/v2/alerts?filter=" + encoded("alertname=~\".*\""),
            "/api/v2/alerts/groups",
            "/api/v2/alerts/groups?receiver=x",
            "/api/v2/silences",
            "/api/v2/receivers")) {
      var answer = get(list);
      assertThat(answer.statusCode()).as(list).isEqualTo(200);
      assertThat(answer.body()).as(list).startsWith("[").endsWith("]\n");
    }
    assertThat(post("/api/v2/silences").statusCode()).as("a token that reads").isEqualTo(403);
  }

  @Test
  void wrongQuery_isAnEnvelopeWithAStatusThatGrafanaShows() throws Exception {
    var wrong = post("/api/v1/query", "query", "sum(");
    assertThat(wrong.statusCode()).isEqualTo(400);
    assertThat(wrong.body()).startsWith("{\"status\":\"error\",\"errorType\":\"bad_data\"");
    var failing = post("/api/v1/query", "query", "up + on(job) group_left() {job=\"muster\"}");
    assertThat(failing.statusCode()).isEqualTo(422);
  }

  @Test
  void token_changesNothing() throws Exception {
    assertThat(post("/-/reload").statusCode()).isEqualTo(403);
    assertThat(get("/api/muster/v1/users").statusCode()).isEqualTo(403);
    assertThat(get("/api/muster/v1/audit").statusCode()).isEqualTo(403);
    assertThat(post("/api/v1/write").statusCode()).isEqualTo(403);
    var guessed =
        http.send(
            HttpRequest.newBuilder(server.address().resolve("/api/v1/query?query=1"))
                .header("Authorization", "Bearer " + token + "x")
                .build(),
            BodyHandlers.ofString());
    assertThat(guessed.statusCode()).isEqualTo(401);
  }

  @Test
  void routes_areThoseOfTheOpenApiDocument() throws Exception {
    var documented = new TreeSet<String>();
    documented.addAll(operations("/api/v1/openapi.yaml"));
    assertThat(documented).doesNotContainAnyElementsOf(operations("/api/v2/openapi.yaml"));
    documented.addAll(operations("/api/v2/openapi.yaml"));
    documented.addAll(paths(consoleDocument()));
    var served =
        server.routes().stream()
            .filter(route -> isApi(URI.create(route.split(" ", 2)[1].replaceAll("[{}<>]", ""))))
            .collect(Collectors.toCollection(TreeSet::new));
    assertThat(served).hasSizeGreaterThan(25).isEqualTo(documented);
  }

  private static String consoleDocument() throws IOException {
    try (var file =
        requireNonNull(MusterApi.class.getResourceAsStream("openapi.yaml"), "openapi.yaml")) {
      return new String(file.readAllBytes(), UTF_8);
    }
  }

  private List<String> operations(String file) throws Exception {
    return paths(get(file).body());
  }

  private static List<String> paths(String yaml) {
    var document = (Map<?, ?>) new Load(LoadSettings.builder().build()).loadFromString(yaml);
    var operations = new ArrayList<String>();
    for (var path : ((Map<?, ?>) requireNonNull(document.get("paths"))).entrySet()) {
      for (var method : ((Map<?, ?>) path.getValue()).keySet()) {
        operations.add(method.toString().toUpperCase(Locale.ROOT) + " " + path.getKey());
      }
    }
    return operations;
  }

  /** Pages for people are not part of the API. */
  private static boolean isApi(URI path) {
    String text = path.getPath();
    return text.startsWith("/api/")
        || text.startsWith("/-/")
        || Set.of("/metrics", "/federate").contains(text);
  }
}
