package dev.muster.scraper.api;

import static org.assertj.core.api.Assertions.assertThat;

import dev.muster.archive.AlertRecord;
import dev.muster.metrics.Labels;
import dev.muster.metrics.Matcher;
import dev.muster.metrics.MetricType;
import dev.muster.metrics.Series;
import dev.muster.metrics.SeriesReader;
import dev.muster.promql.EngineSettings;
import dev.muster.scraper.FamilyDescription;
import dev.muster.scraper.TargetStatus;
import io.javalin.Javalin;
import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

final class ApiTest {
  private static final Instant NOW = Instant.parse("2026-11-21T10:00:00.250Z");

  private static final AlertRecord ALERT =
      new AlertRecord(
          7,
          "pc",
          "memory",
          AlertRecord.State.FIRING,
          93.25,
          90,
          "",
          NOW.toEpochMilli(),
          NOW.toEpochMilli(),
          null);

  private static final Map<String, List<FamilyDescription>> DESCRIPTIONS =
      new TreeMap<>(
          Map.of(
              "node_load1",
              List.of(new FamilyDescription(MetricType.GAUGE, "1m load average.")),
              "x",
              List.of(
                  new FamilyDescription(MetricType.UNTYPED, ""),
                  new FamilyDescription(MetricType.COUNTER, "A \"b\""))));

  private final Labels up = Labels.of("__name__", "up", "client", "lab-\"1\"", "job", "node");
  private final HttpClient http = HttpClient.newHttpClient();
  private Map<String, String> external = Map.of();
  private Javalin server;

  @BeforeEach
  void start() {
    SeriesReader reader =
        selection ->
            selection.matchers().stream().allMatch(matcher -> matcher.matches(up))
                ? List.of(
                    new Series(up, new long[] {NOW.toEpochMilli() - 1000}, new double[] {1e-7}, 1))
                : List.of();
    var targets =
        List.of(
            new TargetStatus(
                "pc",
                "https://10.1.2.1:10100/metrics",
                Labels.of("job", "node", "client", "pc", "instance", "10.1.2.1:10100"),
                TargetStatus.Health.DOWN,
                "answers with status 500",
                NOW.toEpochMilli(),
                0.25,
                0,
                Duration.ofSeconds(15),
                Duration.ofMillis(1500)));
    server =
        Javalin.create(
                config -> {
                  config.startup.showJavalinBanner = false;
                  new QueryApi(reader, EngineSettings.DEFAULT, InstantSource.fixed(NOW))
                      .addTo(config.routes);
                  new TargetsApi(() -> targets).addTo(config.routes);
                  new MetadataApi(() -> DESCRIPTIONS).addTo(config.routes);
                  new SeriesApi((matchers, from, to) -> find(matchers)).addTo(config.routes);
                  new AlertsApi(() -> List.of(ALERT), List::of, List::of).addTo(config.routes);
                  new RulesApi(List::of).addTo(config.routes);
                  new NotifiersApi().addTo(config.routes);
                  new StatusApi(
                          new StatusApi.Settings(
                              "1.2.3",
                              Map.of("config", "fleet.xml"),
                              () -> Duration.ofDays(400),
                              (matchers, from, to) -> find(matchers),
                              InstantSource.fixed(NOW)))
                      .addTo(config.routes);
                  new Federation(
                          reader, EngineSettings.DEFAULT, InstantSource.fixed(NOW), () -> external)
                      .addTo(config.routes);
                })
            .start("127.0.0.1", 0);
  }

  @AfterEach
  void stop() {
    http.close();
    server.stop();
  }

  private HttpRequest.Builder request(String path) {
    return HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + server.port() + path));
  }

  private HttpResponse<String> get(String path) throws IOException, InterruptedException {
    return http.send(request(path).build(), HttpResponse.BodyHandlers.ofString());
  }

  private HttpResponse<String> query(String expression, String time)
      throws IOException, InterruptedException {
    return get("/api/v1/query?query=" + encoded(expression) + "&time=" + encoded(time));
  }

  private static String encoded(String text) {
    return URLEncoder.encode(text, StandardCharsets.UTF_8);
  }

  @Test
  void vector_now() throws Exception {
    var answer = get("/api/v1/query?query=up");
    assertThat(answer.statusCode()).isEqualTo(200);
    assertThat(answer.headers().firstValue("Content-Type").orElse(""))
        .startsWith("application/json");
    assertThat(answer.body())
        .isEqualTo(
            """
            {"status":"success","data":{"resultType":"vector","result":[\
            {"metric":{"__name__":"up","client":"lab-\\"1\\"","job":"node"},\
            "value":[1795255200.25,"1e-07"]}]}}\
            """);
  }

  @Test
  void value_ofEachType() throws Exception {
    assertThat(query("1+1", "4").body())
        .isEqualTo(
            "{\"status\":\"success\",\"data\":{\"resultType\":\"scalar\",\"result\":[4,\"2\"]}}");
    assertThat(query("\"text\"", "1.5").body())
        .contains("\"resultType\":\"string\",\"result\":[1.5,\"text\"]");
    assertThat(query("up[1m]", String.valueOf(NOW.getEpochSecond())).body())
        .contains("\"resultType\":\"matrix\"", "\"values\":[[1795255199.25,\"1e-07\"]]");
    assertThat(query("1", "1e-99999999").body()).contains("[0,\"1\"]");
    assertThat(query("nothing", "4").body()).contains("\"result\":[]");
  }

  @Test
  void time_rfc3339() throws Exception {
    assertThat(query("1", "2026-11-21T11:00:00+01:00").body()).contains("[1795255200,\"1\"]");
  }

  @Test
  void form_posted() throws Exception {
    var request =
        request("/api/v1/query")
            .header("Content-Type", "application/x-www-form-urlencoded")
            .POST(HttpRequest.BodyPublishers.ofString("query=1%2B1&time=4"));
    var answer = http.send(request.build(), HttpResponse.BodyHandlers.ofString());
    assertThat(answer.body()).contains("\"result\":[4,\"2\"]");
  }

  @Test
  void query_wrong() throws Exception {
    for (String path :
        List.of(
            "/api/v1/query",
            "/api/v1/query?query=",
            "/api/v1/query?query=up%7B",
            "/api/v1/query?query=1&time=noon",
            "/api/v1/query?query=1&time=1e99999999",
            "/api/v1/query?query=1&time=NaN",
            "/api/v1/query?query=1&time=99999999999999")) {
      var answer = get(path);
      assertThat(answer.statusCode()).as(path).isEqualTo(400);
      assertThat(answer.body())
          .startsWith("{\"status\":\"error\",\"errorType\":\"bad_data\",\"error\":\"");
    }
    assertThat(get("/api/v1/query?query=1&time=noon").body())
        .contains("invalid parameter \\\"time\\\": cannot parse \\\"noon\\\"");
  }

  @Test
  void targets_active() throws Exception {
    assertThat(get("/api/v1/targets?state=any").body())
        .isEqualTo(
            """
            {"status":"success","data":{"activeTargets":[{\
            "discoveredLabels":{"__address__":"10.1.2.1:10100"},\
            "labels":{"client":"pc","instance":"10.1.2.1:10100","job":"node"},\
            "scrapePool":"node",\
            "scrapeUrl":"https://10.1.2.1:10100/metrics",\
            "globalUrl":"https://10.1.2.1:10100/metrics",\
            "lastError":"answers with status 500",\
            "lastScrape":"2026-11-21T10:00:00.250Z",\
            "lastScrapeDuration":0.25,\
            "health":"down",\
            "scrapeInterval":"15s",\
            "scrapeTimeout":"1500ms"}],\
            "droppedTargets":[],"droppedTargetCounts":{"node":0}}}\
            """);
    assertThat(get("/api/v1/targets?state=dropped").body()).contains("\"activeTargets\":[]");
  }

  private List<Labels> find(List<Matcher> matchers) {
    return Stream.of(up, Labels.of("__name__", "node.load", "client", "lab-2"))
        .filter(labels -> matchers.stream().allMatch(matcher -> matcher.matches(labels)))
        .toList();
  }

  @Test
  void labels_andTheirValues() throws Exception {
    assertThat(get("/api/v1/labels").body()).contains("\"data\":[\"__name__\",\"client\",\"job\"]");
    assertThat(get("/api/v1/label/U______name____/values").body())
        .contains("\"data\":[\"node.load\",\"up\"]");
    assertThat(get("/api/v1/label/client/values?limit=1").body())
        .contains("\"data\":[\"lab-\\\"1\\\"\"]", "results truncated due to limit");
    assertThat(get("/api/v1/label/client/values?limit=-1").body())
        .contains("invalid parameter \\\"limit\\\"");
    assertThat(get("/api/v1/series?limit=1&match[]=" + encoded("{__name__!=\"\"}")).body())
        .contains("results truncated due to limit", "\"__name__\":\"node.load\"")
        .doesNotContain("\"__name__\":\"up\"");
  }

  @Test
  void escapedName_isReadBack() {
    assertThat(EscapedNames.read("U__node_2e_load")).isEqualTo("node.load");
    assertThat(EscapedNames.read("U__a__b_1f600_")).isEqualTo("a_b😀");
    assertThat(EscapedNames.read("U__a_zz_")).isEqualTo("U__a_zz_");
    assertThat(EscapedNames.read("U__a_2e")).isEqualTo("U__a_2e");
    assertThat(EscapedNames.read("plain")).isEqualTo("plain");
  }

  @Test
  void range_withLookbackAndLimit() throws Exception {
    var path = "/api/v1/query_range?query=up&start=1795255199&end=1795255202&step=1";
    assertThat(get(path).body()).contains("[1795255200,\"1e-07\"],[1795255201,\"1e-07\"]");
    assertThat(get(path + "&lookback_delta=1s").body())
        .contains("\"values\":[[1795255200,\"1e-07\"]]");
    assertThat(get(path + "&lookback_delta=0s").statusCode()).isEqualTo(400);
    assertThat(get(path + "&timeout=0s").statusCode()).isEqualTo(400);
    assertThat(get("/api/v1/query?query=up&limit=1").body()).doesNotContain("warnings");
  }

  @Test
  void metadata_ofFamilies() throws Exception {
    String load =
        "\"node_load1\":[{\"type\":\"gauge\",\"help\":\"1m load average.\",\"unit\":\"\"}]";
    String unknown = "{\"type\":\"unknown\",\"help\":\"\",\"unit\":\"\"}";
    String counter = "{\"type\":\"counter\",\"help\":\"A \\\"b\\\"\",\"unit\":\"\"}";
    assertThat(get("/api/v1/metadata").body())
        .contains("\"data\":{" + load + ",\"x\":[" + unknown + "," + counter + "]}");
    assertThat(get("/api/v1/metadata?limit=1").body()).contains("\"data\":{" + load + "}");
    assertThat(get("/api/v1/metadata?metric=x&limit_per_metric=1").body())
        .contains("\"data\":{\"x\":[" + unknown + "]}");
    assertThat(get("/api/v1/metadata?metric=y").body()).contains("\"data\":{}");
    assertThat(get("/api/v1/metadata?limit=x").statusCode()).isEqualTo(400);
  }

  @Test
  void tree_ofSelectors() throws Exception {
    assertThat(tree("up{job=~\"n.*\"}[5m] offset -1m"))
        .isEqualTo(
            """
            {"type":"matrixSelector","range":300000,"rangeExpr":null,"name":"up",\
            "offset":-60000,"offsetExpr":null,"matchers":[\
            {"name":"job","value":"n.*","type":"=~"},\
            {"name":"__name__","value":"up","type":"="}],\
            "timestamp":null,"startOrEnd":null,"anchored":false,"smoothed":false}\
            """);
    assertThat(tree("up @ 1.5")).contains("\"timestamp\":1500,\"startOrEnd\":null");
    assertThat(tree("(-up)[1h:] @ end()"))
        .isEqualTo(
            """
            {"type":"subquery","expr":{"type":"parenExpr","expr":\
            {"type":"unaryExpr","op":"-","expr":%s}},\
            "range":3600000,"rangeExpr":null,"offset":0,"offsetExpr":null,\
            "step":0,"stepExpr":null,"timestamp":null,"startOrEnd":"end"}\
            """
                .formatted(tree("up")));
  }

  @Test
  void tree_ofOperatorsAndCalls() throws Exception {
    assertThat(tree("topk by (job) (3, round(up, 0.00001))"))
        .isEqualTo(
            """
            {"type":"aggregation","op":"topk","expr":{"type":"call","func":{"name":"round",\
            "argTypes":["vector","scalar"],"variadic":1,"returnType":"vector"},\
            "args":[%s,{"type":"numberLiteral","val":"0.00001"}]},\
            "param":{"type":"numberLiteral","val":"3"},"grouping":["job"],"without":false}\
            """
                .formatted(tree("up")));
    assertThat(tree("up and up")).contains("\"card\":\"many-to-many\"", "\"on\":false");
    assertThat(tree("up > bool on(job) group_left(client) up"))
        .contains(
            "\"op\":\">\"",
            """
            "matching":{"card":"many-to-one","labels":["job"],"on":true,"include":["client"],\
            "fillValues":{"lhs":null,"rhs":null}},"bool":true}\
            """);
    assertThat(tree("up * 1e21"))
        .contains("\"val\":\"1000000000000000000000\"", "\"matching\":null,\"bool\":false");
    assertThat(tree("label_join(up, \"a\", \",\", \"b\")"))
        .contains("\"variadic\":-1", "{\"type\":\"stringLiteral\",\"val\":\",\"}");
    assertThat(get("/api/v1/parse_query?query=" + encoded("up{")).statusCode()).isEqualTo(400);
  }

  private String tree(String expression) throws IOException, InterruptedException {
    String start = "{\"status\":\"success\",\"data\":";
    String body = get("/api/v1/parse_query?query=" + encoded(expression)).body();
    assertThat(body).startsWith(start).endsWith("}");
    return body.substring(start.length(), body.length() - 1);
  }

  @Test
  void alert_inPrometheusForm() throws Exception {
    assertThat(get("/api/v1/alerts").body())
        .contains(
            """
            {"labels":{"alertname":"memory","client":"pc","job":"node","type":"memory"},"annotations":{"detail":""},\
            "state":"firing","activeAt":"2026-11-21T10:00:00.250Z","value":"9.325e+01"}\
            """);
    assertThat(get("/api/v1/rules").body()).contains("\"data\":{\"groups\":[]}");
  }

  @Test
  void status_asGrafanaAsks() throws Exception {
    assertThat(get("/api/v1/status/buildinfo").body())
        .contains("\"version\":\"3.0.0\"", "\"revision\":\"muster-1.2.3\"")
        .doesNotContain("features");
    assertThat(get("/api/v1/status/flags").body()).contains("{\"config\":\"fleet.xml\"}");
    assertThat(get("/api/v1/status/runtimeinfo").body())
        .contains("\"storageRetention\":\"400d\"", "\"startTime\":\"2026-11-21T10:00:00.250Z\"");
    assertThat(get("/api/v1/status/tsdb?limit=1").body())
        .contains(
            "\"numSeries\":2",
            "\"seriesCountByMetricName\":[{\"name\":\"node.load\",\"value\":1}]",
            "\"labelValueCountByLabelName\":[{\"name\":\"__name__\",\"value\":2}]");
    assertThat(get("/api/v1/status/tsdb?limit=many").statusCode()).isEqualTo(400);
  }

  @Test
  void federation_newestSamples() throws Exception {
    var answer = get("/federate?match[]=up");
    assertThat(answer.headers().firstValue("Content-Type").orElse(""))
        .startsWith("text/plain; version=0.0.4");
    assertThat(answer.body())
        .isEqualTo(
            """
            # TYPE up untyped
            up{client="lab-\\"1\\"",job="node"} 1e-07 1795255199250
            """);
    assertThat(get("/federate?match[]=" + encoded("up{")).statusCode()).isEqualTo(400);
    assertThat(get("/federate").body()).isEmpty();
    external = Map.of("site", "north", "job", "not this");
    assertThat(get("/federate?match[]=up").body())
        .contains("up{client=\"lab-\\\"1\\\"\",job=\"node\",site=\"north\"} 1e-07 1795255199250");
  }

  @Test
  void notifiers_areNone_inPrometheussForm() throws Exception {
    assertThat(get("/api/v1/alertmanagers").body())
        .isEqualTo(
            "{\"status\":\"success\",\"data\":{\"activeAlertmanagers\":[],\"droppedAlertmanagers\":[]}}");
    assertThat(get("/api/v1/notifications").body())
        .isEqualTo("{\"status\":\"success\",\"data\":[]}");
    assertThat(get("/api/v1/notifications/live").statusCode()).isEqualTo(404);
  }
}
