package dev.muster.scraper.api;

import static org.assertj.core.api.Assertions.assertThat;

import dev.muster.archive.AlertRecord;
import dev.muster.fleet.FleetFile;
import dev.muster.metrics.Labels;
import dev.muster.metrics.Matcher;
import dev.muster.metrics.Selection;
import dev.muster.metrics.Series;
import dev.muster.promql.EngineSettings;
import dev.muster.rules.AlertState;
import dev.muster.rules.GroupStatus;
import dev.muster.rules.Rule;
import dev.muster.rules.RuleGroup;
import dev.muster.rules.RuleStatus;
import dev.muster.scraper.TargetStatus;
import dev.muster.server.Principal;
import dev.muster.server.Role;
import dev.muster.server.WebServer;
import io.javalin.Javalin;
import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A viewer of the group {@code lab.1} among clients of {@code lab.1}, {@code labx1} and none. */
final class SightTest {
  private static final Instant NOW = Instant.parse("2026-11-21T10:00:00Z");
  private static final List<Labels> UP =
      List.of(up("own", "lab.1"), up("other", "labx1"), up("alone", ""));

  private final HttpClient http = HttpClient.newHttpClient();
  private Principal viewer = new Principal("vic", Role.VIEWER, Set.of("lab.1"));
  private Javalin server;

  private static Labels up(String client, String group) {
    var labels = Labels.builder().set("__name__", "up").set("client", client).set("job", "node");
    return (group.isEmpty() ? labels : labels.set("group", group)).build();
  }

  private static List<Series> select(Selection selection) {
    return find(selection.matchers())
        .map(labels -> new Series(labels, new long[] {NOW.toEpochMilli()}, new double[] {1}, 1))
        .toList();
  }

  private static Stream<Labels> find(List<Matcher> matchers) {
    return UP.stream().filter(labels -> matchers.stream().allMatch(one -> one.matches(labels)));
  }

  private static TargetStatus target(Labels labels) {
    return new TargetStatus(
        labels.get("client"),
        "https://" + labels.get("client") + "/metrics",
        labels,
        TargetStatus.Health.UP,
        "",
        NOW.toEpochMilli(),
        0.25,
        0,
        Duration.ofSeconds(15),
        Duration.ofSeconds(10));
  }

  private static List<GroupStatus> rules() {
    var rule = new Rule.Alerting("Up", "up", Duration.ZERO, Duration.ZERO, Map.of(), Map.of());
    var alerts =
        UP.stream()
            .map(labels ->
                new RuleStatus.Alert(
                    labels.withoutName(),
                    Map.of(),
                    AlertState.FIRING,
                    NOW.toEpochMilli(),
                    Long.MIN_VALUE,
                    1))
            .toList();
    var status = new RuleStatus(rule, "ok", "", Duration.ZERO, 0, AlertState.FIRING, alerts);
    var group = new RuleGroup("a.yml", "g", null, Duration.ZERO, 0, List.of(rule));
    return List.of(
        new GroupStatus(group, Duration.ofMinutes(1), Duration.ZERO, 0, List.of(status)));
  }

  private static List<AlertRecord> limits() {
    return Stream.of("own", "other", "alone", "gone")
        .map(client ->
            new AlertRecord(
                1,
                client,
                "cpu",
                AlertRecord.State.FIRING,
                1,
                1,
                "",
                NOW.toEpochMilli(),
                NOW.toEpochMilli(),
                null))
        .toList();
  }

  @BeforeEach
  void start(@TempDir Path folder) throws Exception {
    var file =
        Files.writeString(
            folder.resolve("fleet.xml"),
            """
            <fleet>
              <group name="lab.1"><client name="own" ip="10.0.0.1"/></group>
              <group name="labx1"><client name="other" ip="10.0.0.2"/></group>
              <client name="alone" ip="10.0.0.3"/>
            </fleet>
            """);
    var clients = FleetFile.read(file, Map.of()).clients();
    var clock = InstantSource.fixed(NOW);
    var targets = UP.stream().map(SightTest::target).toList();
    server =
        Javalin.create(
                config -> {
                  config.startup.showJavalinBanner = false;
                  var routes = config.routes;
                  routes.before(context -> WebServer.setPrincipal(context, viewer));
                  new QueryApi(SightTest::select, EngineSettings.DEFAULT, clock).addTo(routes);
                  new SeriesApi((matchers, from, to) -> find(matchers).toList()).addTo(routes);
                  new Federation(SightTest::select, EngineSettings.DEFAULT, clock, Map::of)
                      .addTo(routes);
                  new TargetsApi(() -> targets).addTo(routes);
                  new TargetMetadataApi(
                          () -> targets,
                          Map::of,
                          (matchers, from, to) -> find(matchers).toList(),
                          clock)
                      .addTo(routes);
                  new AlertsApi(SightTest::limits, () -> clients, SightTest::rules).addTo(routes);
                  new RulesApi(SightTest::rules).addTo(routes);
                  new StatusApi(
                          new StatusApi.Settings(
                              "1",
                              Map.of(),
                              () -> Duration.ofDays(1),
                              (matchers, from, to) -> find(matchers).toList(),
                              clock))
                      .addTo(routes);
                })
            .start("127.0.0.1", 0);
  }

  @AfterEach
  void stop() {
    http.close();
    server.stop();
  }

  private HttpResponse<String> get(String path) throws IOException, InterruptedException {
    var address = URI.create("http://127.0.0.1:" + server.port() + path);
    return http.send(HttpRequest.newBuilder(address).build(), HttpResponse.BodyHandlers.ofString());
  }

  private String query(String expression) throws IOException, InterruptedException {
    var time = "&time=" + NOW.getEpochSecond();
    return get("/api/v1/query?query="
            + URLEncoder.encode(expression, StandardCharsets.UTF_8)
            + time)
        .body();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "up",
        "{__name__=~\".+\"}",
        "up{group=\"labx1\"} or up",
        "up{group=~\".*\"}",
        "up{group!=\"lab.1\"} or up{group=\"lab.1\"}",
        "up{client=\"other\"} or up{client=\"own\"}",
        "label_replace(up, \"group\", \"lab.1\", \"client\", \".*\")",
        "max_over_time(up[5m:1m])",
        "up @ end()",
        "last_over_time(up[1h])"
      })
  void query_seesOnesOwnGroups_whateverItAsks(String expression) throws Exception {
    assertThat(query(expression))
        .contains("\"own\"")
        .doesNotContain("\"other\"")
        .doesNotContain("\"alone\"");
  }

  @Test
  void sum_isOfOnesOwnGroups() throws Exception {
    assertThat(query("count(up)")).contains("\"1\"]");
    assertThat(query("count(up{group=\"labx1\"} offset 0s)")).contains("\"result\":[]");
    assertThat(query("absent(up{client=\"other\"})")).contains("\"1\"]");
    viewer = new Principal("ann", Role.VIEWER, Set.of());
    assertThat(query("count(up)")).contains("\"3\"]");
    viewer = new Principal("bob", Role.VIEWER, Set.of("lab.1", "labx1"));
    assertThat(query("count(up)")).contains("\"2\"]");
    viewer = new Principal("cy", Role.VIEWER, Set.of(".*"));
    assertThat(query("count(up)")).contains("\"result\":[]");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "/api/v1/query_range?query=up&start=1795255140&end=1795255200&step=60",
        "/api/v1/series?match[]=up",
        "/api/v1/series?match[]={client=\"other\"}&match[]=up",
        "/api/v1/labels",
        "/api/v1/label/client/values",
        "/api/v1/label/group/values",
        "/federate?match[]=up",
        "/api/v1/targets",
        "/api/v1/targets/metadata",
        "/api/v1/alerts",
        "/api/v1/rules",
        "/api/v1/status/tsdb"
      })
  void list_showsNothingOfOthers(String path) throws Exception {
    var answer = get(path.replace("{", "%7B").replace("}", "%7D").replace("\"", "%22"));
    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
    assertThat(answer.body())
        .doesNotContain("other")
        .doesNotContain("labx1")
        .doesNotContain("alone")
        .doesNotContain("gone");
  }

  @Test
  void alerts_ofOnesOwnGroup_areShown() throws Exception {
    assertThat(get("/api/v1/alerts").body().split("\"own\"", -1)).hasSize(3);
    assertThat(get("/api/v1/rules").body()).contains("\"own\"");
    assertThat(get("/api/v1/targets").body()).contains("\"own\"");
    assertThat(get("/api/v1/series?match[]=up").body()).contains("\"own\"");
    viewer = new Principal("ann", Role.VIEWER, Set.of());
    assertThat(get("/api/v1/alerts").body()).contains("\"gone\"").contains("\"alone\"");
  }
}
