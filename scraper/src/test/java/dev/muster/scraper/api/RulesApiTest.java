package dev.muster.scraper.api;

import static org.assertj.core.api.Assertions.assertThat;

import dev.muster.metrics.Labels;
import dev.muster.rules.AlertState;
import dev.muster.rules.GroupStatus;
import dev.muster.rules.Rule;
import dev.muster.rules.RuleGroup;
import dev.muster.rules.RuleStatus;
import io.javalin.Javalin;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Rules and their alerts as Prometheus answers them. */
class RulesApiTest {
  private static final long NOW = Instant.parse("2026-11-21T10:00:00.250Z").toEpochMilli();

  private static final RuleStatus ALERTING =
      new RuleStatus(
          new Rule.Alerting(
              "Down",
              "up == 0",
              Duration.ofMinutes(2),
              Duration.ZERO,
              Map.of("severity", "page"),
              Map.of("summary", "{{ $value }}")),
          "ok",
          "",
          Duration.ofMillis(250),
          NOW,
          AlertState.FIRING,
          List.of(
              new RuleStatus.Alert(
                  Labels.of("alertname", "Down", "severity", "page"),
                  Map.of("summary", "1"),
                  AlertState.FIRING,
                  NOW,
                  NOW,
                  1)));
  private static final RuleStatus RECORDING =
      new RuleStatus(
          new Rule.Recording("job:up:sum", "sum(up)", Map.of()),
          "err",
          "no",
          Duration.ZERO,
          0,
          AlertState.UNKNOWN,
          List.of());
  private static final List<GroupStatus> GROUPS =
      List.of(group("a.yml", ALERTING), group("b.yml", RECORDING));

  private final HttpClient http = HttpClient.newHttpClient();
  private Javalin server;

  private static GroupStatus group(String file, RuleStatus rule) {
    var group = new RuleGroup(file, "g-" + file, null, Duration.ZERO, 3, List.of(rule.rule()));
    return new GroupStatus(
        group, Duration.ofMinutes(1), Duration.ofMillis(500), NOW, List.of(rule));
  }

  @BeforeEach
  void start() {
    server =
        Javalin.create(
                config -> {
                  config.startup.showJavalinBanner = false;
                  new RulesApi(() -> GROUPS).addTo(config.routes);
                  new AlertsApi(List::of, List::of, () -> GROUPS).addTo(config.routes);
                })
            .start("127.0.0.1", 0);
  }

  @AfterEach
  void stop() {
    http.close();
    server.stop();
  }

  private String get(String path) throws IOException, InterruptedException {
    var address = URI.create("http://127.0.0.1:" + server.port() + "/api/v1/" + path);
    var request = HttpRequest.newBuilder(address).build();
    return http.send(request, HttpResponse.BodyHandlers.ofString()).body();
  }

  @Test
  void rules_asPrometheusAnswers() throws Exception {
    assertThat(get("rules"))
        .isEqualTo(
            """
            {"status":"success","data":{"groups":[{"name":"g-a.yml","file":"a.yml","rules":[\
            {"state":"firing","name":"Down","query":"up == 0","duration":120,"keepFiringFor":0,\
            "labels":{"severity":"page"},"annotations":{"summary":"{{ $value }}"},"alerts":[\
            {"labels":{"alertname":"Down","severity":"page"},"annotations":{"summary":"1"},\
            "state":"firing","activeAt":"2026-11-21T10:00:00.250Z",\
            "keepFiringSince":"2026-11-21T10:00:00.250Z","value":"1e+00"}],"health":"ok",\
            "evaluationTime":0.25,"lastEvaluation":"2026-11-21T10:00:00.250Z",\
            "type":"alerting"}],"interval":60,"limit":3,"evaluationTime":0.5,\
            "lastEvaluation":"2026-11-21T10:00:00.250Z"},\
            {"name":"g-b.yml","file":"b.yml","rules":[{"name":"job:up:sum","query":"sum(up)",\
            "health":"err","lastError":"no","evaluationTime":0,\
            "lastEvaluation":"0001-01-01T00:00:00Z","type":"recording"}],"interval":60,"limit":3,\
            "evaluationTime":0.5,"lastEvaluation":"2026-11-21T10:00:00.250Z"}]}}\
            """);
  }

  @Test
  void alerts_ofRules() throws Exception {
    assertThat(get("alerts")).contains("\"alertname\":\"Down\"", "\"state\":\"firing\"");
  }

  @Test
  void filters_chooseRules() throws Exception {
    assertThat(get("rules?type=alert")).contains("Down").doesNotContain("job:up:sum");
    assertThat(get("rules?type=record")).contains("job:up:sum").doesNotContain("Down");
    assertThat(get("rules?rule_name[]=Down")).contains("Down").doesNotContain("job:up:sum");
    assertThat(get("rules?rule_group[]=g-b.yml")).contains("job:up:sum").doesNotContain("Down");
    assertThat(get("rules?file[]=a.yml")).contains("Down").doesNotContain("job:up:sum");
    assertThat(get("rules?match[]=%7Bseverity%3D%22page%22%7D"))
        .contains("Down")
        .doesNotContain("job:up:sum");
    assertThat(get("rules?exclude_alerts=true")).contains("\"alerts\":null");
    assertThat(get("rules?rule_name[]=none")).contains("\"groups\":[]");
  }

  @Test
  void pages_followEachOther() throws Exception {
    String first = get("rules?group_limit=1");
    var token = Pattern.compile("\"groupNextToken\":\"(\\w+)\"").matcher(first);
    assertThat(token.find()).isTrue();
    assertThat(first).contains("Down").doesNotContain("job:up:sum");
    assertThat(get("rules?group_limit=1&group_next_token=" + token.group(1)))
        .contains("job:up:sum")
        .doesNotContain("Down", "groupNextToken");
  }

  @Test
  void wrongParameters_areNamed() throws Exception {
    assertThat(get("rules?type=all")).contains("\"bad_data\"", "not supported value");
    assertThat(get("rules?exclude_alerts=maybe")).contains("exclude_alerts");
    assertThat(get("rules?group_limit=0")).contains("greater than 0");
    assertThat(get("rules?group_next_token=x")).contains("group_limit needs to be present");
    assertThat(get("rules?group_limit=1&group_next_token=x")).contains("no such group");
  }
}
