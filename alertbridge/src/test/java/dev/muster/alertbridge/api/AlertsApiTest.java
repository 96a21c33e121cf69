package dev.muster.alertbridge.api;

import static dev.muster.alertbridge.api.ApiSite.START;
import static dev.muster.alertbridge.api.ApiSite.alert;
import static dev.muster.alertbridge.api.ApiSite.encoded;
import static org.assertj.core.api.Assertions.assertThat;

import dev.muster.metrics.Labels;
import dev.muster.metrics.PostedAlert;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Alerts, groups, receivers and status: what is answered, and what is taken. */
final class AlertsApiTest {
  private final ApiSite site = new ApiSite();

  @AfterEach
  void close() {
    site.close();
  }

  private void add(ShownAlert... some) {
    site.alerts.addAll(List.of(some));
  }

  private static ShownAlert muted(List<String> inhibitedBy, List<String> mutedBy) {
    return new ShownAlert(
        7,
        Labels.of("alertname", "cpu", "client", inhibitedBy.isEmpty() ? "window" : "child"),
        Map.of("summary", "it's \"hot\""),
        START - 1,
        START,
        START + 1,
        "https://p/graph?g0.expr=up",
        List.of("a@example.org", "ops"),
        List.of(),
        inhibitedBy,
        mutedBy);
  }

  private List<String> clients(String query) throws Exception {
    var answer = site.get("/api/v2/alerts" + query);
    assertThat(answer.status()).as(answer.body()).isEqualTo(200);
    var clients = new ArrayList<String>();
    answer.json().forEach(one -> clients.add(one.get("labels").get("client").asString()));
    return clients.stream().sorted().toList();
  }

  @Test
  void alert_isShownAsAlertmanagerShowsIt() throws Exception {
    assertThat(site.get("/api/v2/alerts").body()).isEqualTo("[]\n");
    add(muted(List.of("59773fc3069ad828"), List.of("night")));
    assertThat(site.get("/api/v2/alerts").body())
        .isEqualTo(
            """
            [{"annotations":{"summary":"it's \\"hot\\""},"endsAt":"2026-11-21T10:00:00.001Z",\
            "fingerprint":"%s",\
            "receivers":[{"name":"a@example.org"},{"name":"ops"}],"startsAt":"2026-11-21T09:59:59.999Z",\
            "status":{"inhibitedBy":["59773fc3069ad828"],"mutedBy":["night"],"silencedBy":[],\
            "state":"suppressed"},"updatedAt":"2026-11-21T10:00:00.000Z",\
            "generatorURL":"https://p/graph?g0.expr=up","labels":{"alertname":"cpu","client":"child"}}]
            """
                .formatted(Fingerprint.of(Labels.of("alertname", "cpu", "client", "child"))));
  }

  @Test
  void alerts_areInTheOrderOfTheirFingerprints() throws Exception {
    for (int i = 0; i < 20; i++) {
      add(alert("pc" + i, "cpu", List.of()));
    }
    var prints = new ArrayList<String>();
    site.get("/api/v2/alerts").json().forEach(one -> prints.add(one.get("fingerprint").asString()));
    assertThat(prints).hasSize(20).isSorted();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "|child,pc1,pc2,window",
        "?active=false|child,pc2,window",
        "?active=no+such+word|child,pc2,window",
        "?active=1&silenced=t&inhibited=yes&unprocessed=true|child,pc1,pc2,window",
        "?silenced=false|child,pc1,window",
        "?inhibited=false|pc1,pc2,window",
        "?silenced=false&inhibited=false&active=false|window",
        "?unprocessed=false|child,pc1,pc2,window",
        "?receiver=ops|child,window",
        "?receiver=.*example.org|child,pc1,pc2,window",
        "?receiver=example|",
      })
  void alerts_areFilteredByStateAndReceiver(String query, String clients) throws Exception {
    add(
        alert("pc1", "cpu", List.of()),
        alert("pc2", "cpu", List.of("id")),
        muted(List.of("x"), List.of()),
        muted(List.of(), List.of("night")));
    assertThat(String.join(",", clients(query == null ? "" : query)))
        .isEqualTo(clients == null ? "" : clients);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '´',
      value = {
        "client=pc1|pc1",
        "client!=pc1|child,pc2",
        "client=~\"pc.\"|pc1,pc2",
        "client!~\"pc.\"|child",
        "type=\"\"|child",
        "type!=\"\"|pc1,pc2",
        "\"client\"=\"pc2\"|pc2",
        "client=pc|",
      })
  void alerts_areFilteredByMatchers(String matcher, String clients) throws Exception {
    add(
        alert("pc1", "cpu", List.of()),
        alert("pc2", "cpu", List.of()),
        muted(List.of("x"), List.of()));
    String expected = clients == null ? "" : clients;
    assertThat(String.join(",", clients("?filter=" + encoded(matcher)))).isEqualTo(expected);
    assertThat(String.join(",", clients("?filter%5B%5D=" + encoded(matcher)))).isEqualTo(expected);
    assertThat(clients("?filter=" + encoded(matcher) + "&filter=client%3Dnobody")).isEmpty();
  }

  @Test
  void wrongFilter_isRefused() throws Exception {
    assertThat(site.get("/api/v2/alerts?filter=foo"))
        .isEqualTo(new ApiSite.Answer(400, "\"bad matcher format: foo\"\n"));
    var receiver = site.get("/api/v2/alerts/groups?receiver=(");
    assertThat(receiver.status()).isEqualTo(400);
    assertThat(receiver.json().asString()).startsWith("failed to parse receiver param: ");
    assertThat(site.get("/api/v2/alerts?" + "filter=a%3Db&".repeat(101)).status()).isEqualTo(400);
  }

  @Test
  void groups_areSortedAndFiltered() throws Exception {
    var one = alert("pc1", "cpu", List.of());
    var two = alert("pc1", "memory", List.of("id"));
    var other = alert("pc2", "cpu", List.of("id"));
    site.groups.add(new ShownGroup(Labels.of("client", "pc2"), "ops", List.of(other)));
    site.groups.add(
        new ShownGroup(
            Labels.of("client", "pc1"), "a@example.org,b@example.org", List.of(two, one)));
    var all = site.get("/api/v2/alerts/groups");
    assertThat(all.body()).startsWith("[{\"alerts\":[{\"annotations\":{}");
    assertThat(all.body())
        .endsWith("],\"labels\":{\"client\":\"pc2\"},\"receiver\":{\"name\":\"ops\"}}]\n");
    assertThat(all.json().get(0).get("labels").get("client").asString()).isEqualTo("pc1");
    assertThat(all.json().get(0).get("alerts").get(0).get("labels").get("type").asString())
        .isEqualTo("cpu");
    assertThat(site.get("/api/v2/alerts/groups?muted=false").json()).hasSize(1);
    assertThat(site.get("/api/v2/alerts/groups?silenced=false").json()).hasSize(1);
    assertThat(site.get("/api/v2/alerts/groups?receiver=b@example.org").json()).hasSize(1);
    assertThat(site.get("/api/v2/alerts/groups?receiver=a").json()).isEmpty();
    var memory = site.get("/api/v2/alerts/groups?filter=type%3Dmemory").json();
    assertThat(memory).hasSize(1);
    assertThat(memory.get(0).get("alerts")).hasSize(1);
  }

  @Test
  void receiversAndStatus_areAlertmanagers() throws Exception {
    assertThat(site.get("/api/v2/receivers").body())
        .isEqualTo("[{\"name\":\"it@example.org\"},{\"name\":\"ops\"}]\n");
    assertThat(site.get("/api/v2/status").body())
        .isEqualTo(
            """
            {"cluster":{"peers":[],"status":"disabled"},\
            "config":{"original":"route:\\n  receiver: x\\n"},"uptime":"2026-11-21T10:00:00.000Z",\
            "versionInfo":{"branch":"","buildDate":"","buildUser":"","goVersion":"",\
            "revision":"muster-1.2.3","version":"0.28.1"}}
            """);
  }

  private static PostedAlert posted(long start, long end) {
    return new PostedAlert(Labels.of("alertname", "A"), Map.of(), start, end, "", Double.NaN);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "'' | 0 | 300000",
        "\"startsAt\":\"2026-11-21T09:59:59Z\" | -1000 | 300000",
        "\"endsAt\":\"2026-11-21T11:00:01+01:00\" | 1000 | 1000",
        "\"startsAt\":\"0001-01-01T00:00:00Z\",\"endsAt\":\"0001-01-01T00:00:00.000Z\" | 0 | 300000",
        "\"startsAt\":\"2026-11-21 09:59:59\",\"endsAt\":\"2026-11-21T09:59:59.5Z\" | -1000 | -500",
      })
  void postedAlert_hasTheTimesThatAreMeant(String fields, long start, long end) throws Exception {
    String more = fields.isEmpty() ? "" : "," + fields;
    assertThat(site.post("/api/v2/alerts", "[{\"labels\":{\"alertname\":\"A\"}" + more + "}]"))
        .isEqualTo(new ApiSite.Answer(200, ""));
    assertThat(site.posted).containsExactly(posted(START + start, START + end));
  }

  @Test
  void postedAlert_losesWhatSaysNothing() throws Exception {
    var answer =
        site.post(
            "/api/v2/alerts",
            """
            [{"labels":{"alertname":"A","x":""},"annotations":{"s":"t","u":""},
              "generatorURL":"http://x/y","unknown":{"more":[1]}}]
            """);
    assertThat(answer.status()).isEqualTo(200);
    assertThat(site.posted)
        .containsExactly(
            new PostedAlert(
                Labels.of("alertname", "A"),
                Map.of("s", "t"),
                START,
                START + 300_000,
                "http://x/y",
                Double.NaN));
  }

  @Test
  void validAlerts_countWhereOthersAreNot() throws Exception {
    var answer =
        site.post(
            "/api/v2/alerts",
            """
            [{"labels":{}},
             {"labels":{"alertname":"A"}},
             {"labels":{"alertname":"B"},"startsAt":"2027-01-01T00:00:00Z","endsAt":"2026-12-01T00:00:00Z"},
             {"labels":{"alertname":"C","":"d"}}]
            """);
    assertThat(answer.status()).isEqualTo(400);
    assertThat(answer.json().asString())
        .isEqualTo(
            "at least one label pair required; start time must be before end time;"
                + " invalid label set: invalid name \"\"");
    assertThat(site.posted).containsExactly(posted(START, START + 300_000));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '´',
      value = {
        "´´|422|{\"code\":602,\"message\":\"alerts in body is required\"}",
        "null|422|{\"code\":602,\"message\":\"alerts in body is required\"}",
        "[{\"annotations\":{}}]|422|{\"code\":602,\"message\":\"0.labels in body is required\"}",
        "{}|400|{\"code\":400,\"message\":\"parsing alerts body from \\\"\\\" failed, because it is {}; give an array\"}",
        "[1]|400|{\"code\":400,\"message\":\"parsing alerts body from \\\"\\\" failed, because 0 is 1; give an object\"}",
        "[{\"labels\":{\"a\":1}}]|400|{\"code\":400,\"message\":\"parsing alerts body from \\\"\\\" failed, because 0.labels.a is 1; give a string\"}",
        "[{\"labels\":{\"a\":\"1\"},\"startsAt\":\"x\"}]|400|{\"code\":400,\"message\":\"parsing alerts body from \\\"\\\" failed, because 0.startsAt \\\"x\\\" is no time; give one such as 2026-11-21T22:56:09Z\"}",
      })
  void bodyThatIsNone_isRefusedWhole(String body, int status, String answer) throws Exception {
    assertThat(site.post("/api/v2/alerts", body))
        .isEqualTo(new ApiSite.Answer(status, answer + "\n"));
    assertThat(site.posted).isEmpty();
  }

  @Test
  void cutOffBody_isRefused() throws Exception {
    for (String body : List.of("{", "[{\"labels\":{\"a\":\"b\"}", "[".repeat(5000), "\u0000")) {
      var answer = site.post("/api/v2/alerts", body);
      assertThat(answer.status()).as(body).isEqualTo(400);
      assertThat(answer.json().get("message").asString()).startsWith("parsing alerts body");
    }
  }

  @Test
  void largeAlert_isLeftOut() throws Exception {
    String big = "x".repeat(70_000);
    var answer =
        site.post(
            "/api/v2/alerts",
            "[{\"labels\":{\"a\":\"b\"},\"annotations\":{\"s\":\"" + big + "\"}}]");
    assertThat(answer.status()).isEqualTo(400);
    assertThat(answer.body()).contains("is longer than 65536");
    var labels = new StringBuilder("\"a\":\"b\"");
    for (int i = 0; i < 64; i++) {
      labels.append(",\"l").append(i).append("\":\"x\"");
    }
    assertThat(site.post("/api/v2/alerts", "[{\"labels\":{" + labels + "}}]").body())
        .contains("65 labels are more than 64");
    String many =
        "[" + "{\"labels\":{\"a\":\"b\"}},".repeat(10_000) + "{\"labels\":{\"a\":\"b\"}}]";
    assertThat(site.post("/api/v2/alerts", many).body())
        .contains("10001 alerts are more than 10000");
    assertThat(site.posted).isEmpty();
  }

  @Test
  void alertsThatCannotBeStored_areAFailure() throws Exception {
    site.isFull = true;
    assertThat(site.post("/api/v2/alerts", "[{\"labels\":{\"a\":\"b\"}}]"))
        .isEqualTo(new ApiSite.Answer(500, "\"the alerts are not stored: the disk is full\"\n"));
    assertThat(site.post("/api/v2/alerts", "[]").status()).isEqualTo(200);
  }
}
