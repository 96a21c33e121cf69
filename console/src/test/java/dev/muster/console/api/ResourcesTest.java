package dev.muster.console.api;

import static org.assertj.core.api.Assertions.assertThat;

import dev.muster.archive.Acknowledgement;
import dev.muster.archive.AlertRecord;
import dev.muster.archive.AlertRecord.State;
import dev.muster.archive.AlertStore;
import dev.muster.archive.BridgeNews;
import dev.muster.archive.EventRecord;
import dev.muster.archive.HistoryEntry;
import dev.muster.archive.OutgoingMail;
import dev.muster.archive.Silence;
import dev.muster.archive.StoredAlert;
import dev.muster.metrics.Labels;
import dev.muster.metrics.Matcher;
import dev.muster.metrics.PostedAlert;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/** What each resource says of a real archive, and to whom. */
@Timeout(240)
class ResourcesTest {
  private static final long NOW = Stage.NOW.toEpochMilli();
  private static final String HOSTILE = "</script><script>alert(\"1\")</script>\u0000\u2028&'";

  @TempDir Path folder;
  private Stage stage;

  @BeforeEach
  void start() throws IOException {
    stage = new Stage(folder);
  }

  @AfterEach
  void stop() {
    stage.close();
  }

  private void scrapes() {
    for (int i = 0; i <= 60; i++) {
      long time = NOW - 900_000 + i * 15_000L;
      stage.scrape("pc1", time, i * 3.0, 0.25);
    }
    stage.archive.noteScrapeError("pc3", "connection refused");
  }

  private static AlertRecord alert(long id, String client, State state) {
    return new AlertRecord(
        id,
        client,
        "memory",
        state,
        73.4,
        50,
        "",
        NOW - 600_000 + id,
        state == State.PENDING ? null : NOW - 300_000,
        state == State.RESOLVED ? NOW - 60_000 : null);
  }

  /** Alerts 1 (pc1 fires), 2 (pc2 waits), 3 (pc3 over), 4 (posted by a rule); mails 1 and 2. */
  private void alerts() {
    var posted =
        new PostedAlert(
            Labels.of("alertname", "Slow", "client", "pc3", "note", HOSTILE),
            Map.of("summary", HOSTILE),
            NOW - 1000,
            Long.MAX_VALUE,
            "rate(x[5m]) > 1",
            Double.NaN);
    var slow =
        new AlertRecord(
            4, "pc3", "Slow", State.FIRING, Double.NaN, Double.NaN, "", NOW - 1000, NOW, null);
    var news =
        new BridgeNews(
            List.of(
                new StoredAlert(alert(1, "pc1", State.FIRING), "FIRED", null),
                new StoredAlert(alert(2, "pc2", State.PENDING), "", null),
                new StoredAlert(alert(3, "pc3", State.RESOLVED), "CLEARED", null),
                new StoredAlert(slow, "", posted)),
            List.of(),
            List.of(),
            List.of(),
            Map.of(),
            List.of(
                new HistoryEntry(NOW - 299_000, "firing", "pc1", "memory", 1, "<1@x>", "to it"),
                new HistoryEntry(NOW - 200_000, "firing", "pc3", "memory", 3, "<2@x>", "")));
    var mails =
        List.of(
            new OutgoingMail("<1@x>", "it@example.org", "pc1: memory", "words", "<p>words</p>"),
            new OutgoingMail("<2@x>", "hook", "pc3: memory", "words", "{}", "hook"));
    stage.archive.alerts().commit(new AlertStore.Round(List.of(), List.of(), mails, -1, news));
  }

  private static List<String> texts(JsonNode list, String name) {
    return list.valueStream().map(one -> one.get(name).asString()).toList();
  }

  private static @Nullable String text(JsonNode data, String pointer) {
    return data.at(pointer).asString();
  }

  @Test
  void fleet_showsEveryClientAsItIs() {
    scrapes();
    alerts();
    stage.mutes.put(1L, new Mute(List.of("s1"), List.of(), List.of(), false));
    var data = stage.data("admin", "/fleet");
    assertThat(data.get("now").asDouble()).isEqualTo(NOW / 1000.0);
    assertThat(data.get("interval").asDouble()).isEqualTo(15);
    assertThat(data.get("groups").toString()).isEqualTo("[\"lab-1\",\"lab-2\"]");
    var clients = data.get("clients");
    assertThat(texts(clients, "name")).containsExactly("pc1", "pc2", "pc3");
    // Sunday: pc2 is expected on workdays alone.
    assertThat(texts(clients, "state")).containsExactly("up", "off", "down");
    var first = clients.get(0);
    assertThat(first.get("cpuPercent").asDouble()).isEqualTo(20);
    assertThat(first.get("memoryPercent").asDouble()).isEqualTo(75);
    assertThat(first.get("lastSeen").asDouble()).isEqualTo(NOW / 1000.0);
    assertThat(first.at("/drive/drive").asString()).isEqualTo("/");
    assertThat(first.get("alerts").toString())
        .isEqualTo("{\"firing\":0,\"pending\":0,\"silenced\":1}");
    assertThat(first.get("spark")).hasSize(30);
    assertThat(first.at("/spark/29").asDouble()).isEqualTo(20);
    assertThat(first.at("/labels/instance").asString()).isEqualTo("10.0.0.1:10100");
    assertThat(clients.get(1).get("lastSeen").isNull()).isTrue();
    assertThat(clients.get(1).at("/spark/29").isNull()).isTrue();
    assertThat(text(clients.get(2), "/error")).isEqualTo("connection refused");
  }

  @Test
  void groups_hideWhatIsNotOnesOwn() {
    scrapes();
    alerts();
    var event = new EventRecord(NOW, "syslog", "error", "cron", "", "x");
    stage.archive.events().append("pc1", List.of(event), "1").join();
    stage.archive.events().append("pc3", List.of(event), "1").join();
    assertThat(texts(stage.data("lab", "/fleet").get("clients"), "name"))
        .containsExactly("pc1", "pc2");
    assertThat(stage.data("lab", "/fleet").get("groups").toString()).isEqualTo("[\"lab-1\"]");
    assertThat(stage.get("lab", "/clients/pc1").statusCode()).isEqualTo(200);
    assertThat(stage.get("lab", "/clients/pc3").statusCode()).isEqualTo(404);
    assertThat(texts(stage.data("lab", "/alerts?state=all").get("alerts"), "client"))
        .containsExactly("pc2", "pc1");
    assertThat(stage.get("lab", "/alerts?client=pc3").statusCode()).isEqualTo(404);
    assertThat(stage.get("lab", "/alerts/3").statusCode()).isEqualTo(404);
    assertThat(stage.data("lab", "/alerts?group=lab-2").get("alerts")).isEmpty();
    assertThat(texts(stage.data("lab", "/events").get("events"), "client")).containsExactly("pc1");
    assertThat(texts(stage.data("lab", "/mails").get("mails"), "subject"))
        .containsExactly("pc1: memory");
    assertThat(stage.get("lab", "/mails/2").statusCode()).isEqualTo(404);
    assertThat(stage.get("lab", "/mails/2/html").statusCode()).isEqualTo(404);
  }

  @Test
  void client_showsDrivesLimitsAndWhy() {
    scrapes();
    alerts();
    var silence =
        new Silence(
            "00000000-0000-0000-0000-000000000001",
            List.of(Matcher.equal("client", "pc1")),
            NOW - 1000,
            NOW + 1000,
            NOW,
            "me",
            "",
            "");
    stage.archive.silences().save(silence);
    var data = stage.data("viewer", "/clients/pc1");
    assertThat(text(data, "/client/name")).isEqualTo("pc1");
    assertThat(data.at("/drives/0/totalBytes").asDouble()).isEqualTo(1e12);
    assertThat(texts(data.get("limits"), "type")).containsExactly("memory", "offline");
    var memory = data.at("/limits/0");
    assertThat(memory.get("limit").asDouble()).isEqualTo(50);
    assertThat(memory.get("unit").asString()).isEqualTo("percent");
    assertThat(memory.get("for").asDouble()).isEqualTo(300);
    assertThat(memory.get("clear").asDouble()).isEqualTo(45);
    assertThat(memory.get("value").asDouble()).isEqualTo(75);
    assertThat(memory.get("state").asString()).isEqualTo("firing");
    assertThat(memory.at("/why/0/text").asString()).isEqualTo("pc1: memory");
    assertThat(text(data, "/limits/1/state")).isEqualTo("ok");
    assertThat(data.at("/limits/1/limit").isNull()).isTrue();
    assertThat(data.get("alerts")).hasSize(1);
    assertThat(data.get("mail").toString()).isEqualTo("[\"it@example.org\"]");
    assertThat(data.get("silences").asInt()).isEqualTo(1);
    assertThat(text(data, "/os")).isEqualTo("Debian 12");
    assertThat(data.at("/hardware/cpus").asDouble()).isEqualTo(1);
    assertThat(data.at("/hardware/memoryBytes").asDouble()).isEqualTo(8e9);
    assertThat(data.at("/hardware/model").isNull()).isTrue();
    assertThat(stage.get("viewer", "/clients/none").statusCode()).isEqualTo(404);
  }

  @Test
  void alerts_arePaged_andToldInFull() {
    alerts();
    stage.archive.alerts().acknowledge(new Acknowledgement(1, NOW, "anna", "mine"));
    stage.mutes.put(1L, new Mute(List.of(), List.of(), List.of("backup"), false));
    var open = stage.data("viewer", "/alerts").get("alerts");
    assertThat(texts(open, "id")).containsExactly("4", "2", "1");
    assertThat(texts(open, "state")).containsExactly("firing", "pending", "firing");
    assertThat(texts(open, "mutedBy")).containsExactly("", "", "window");
    assertThat(texts(open, "source")).containsExactly("rule", "limit", "limit");
    assertThat(texts(open, "acknowledgedBy")).containsExactly("", "", "anna");
    assertThat(open.get(0).get("value").isNull()).isTrue();
    assertThat(texts(open, "unit")).containsExactly("", "percent", "percent");
    assertThat(texts(stage.data("viewer", "/alerts?state=ended").get("alerts"), "id"))
        .containsExactly("3");
    var first = stage.data("viewer", "/alerts?state=all&limit=3");
    assertThat(texts(first.get("alerts"), "id")).containsExactly("4", "3", "2");
    var next = stage.data("viewer", "/alerts?state=all&cursor=" + text(first, "/next"));
    assertThat(texts(next.get("alerts"), "id")).containsExactly("1");
    assertThat(next.get("next").isNull()).isTrue();
    assertThat(texts(stage.data("viewer", "/alerts?type=memory&group=lab-1").get("alerts"), "id"))
        .containsExactly("2", "1");
    String before = "/alerts?state=all&to=" + (NOW - 1000_000) / 1000;
    assertThat(stage.data("viewer", before).get("alerts")).isEmpty();
    var whole = stage.data("viewer", "/alerts/1");
    assertThat(text(whole, "/fingerprint")).isEqualTo("0123456789abcdef");
    assertThat(whole.get("acknowledgedAt").asDouble()).isEqualTo(NOW / 1000.0);
    assertThat(texts(whole.get("history"), "what")).containsExactly("acknowledged", "firing");
    assertThat(texts(whole.get("mails"), "subject")).containsExactly("pc1: memory");
    assertThat(text(whole, "/query")).contains("{job=\"node\",client=\"pc1\"}");
    assertThat(text(whole, "/why/0/name")).isEqualTo("alert");
    assertThat(text(stage.data("viewer", "/alerts/4"), "/query")).isEqualTo("rate(x[5m]) > 1");
    assertThat(stage.get("viewer", "/alerts/99").statusCode()).isEqualTo(404);
    assertThat(stage.get("viewer", "/alerts/x").statusCode()).isEqualTo(404);
  }

  @Test
  void events_areFound_andHostileTextIsPlainJson() {
    for (int i = 0; i < 5; i++) {
      var event =
          new EventRecord(
              NOW - i * 1000L, i % 2 == 0 ? "syslog" : "auth", "error", "cron", "7", HOSTILE + i);
      stage.archive.events().append("pc1", List.of(event), "c" + i).join();
    }
    var answer = stage.get("viewer", "/events?limit=2");
    assertThat(answer.headers().firstValue("Content-Type").orElse(""))
        .isEqualTo("application/json");
    assertThat(answer.headers().firstValue("X-Content-Type-Options").orElse(""))
        .isEqualTo("nosniff");
    assertThat(answer.body()).doesNotContain("\u0000");
    var data = Stage.data(answer);
    assertThat(texts(data.get("events"), "message")).containsExactly(HOSTILE + 4, HOSTILE + 3);
    assertThat(texts(data.get("events"), "eventId")).containsExactly("7", "7");
    var next = stage.data("viewer", "/events?limit=3&cursor=" + text(data, "/next"));
    assertThat(next.get("events")).hasSize(3);
    assertThat(next.get("next").isNull()).isTrue();
    assertThat(stage.data("viewer", "/events?log=auth").get("events")).hasSize(2);
    assertThat(stage.data("viewer", "/events?log=auth,syslog&level=error,critical").get("events"))
        .hasSize(5);
    assertThat(stage.data("viewer", "/events?level=warning").get("events")).isEmpty();
    assertThat(stage.data("viewer", "/events?text=SCRIPT").get("events")).hasSize(5);
    assertThat(stage.data("viewer", "/events?text=%25").get("events")).isEmpty();
    assertThat(stage.data("viewer", "/events?from=" + (NOW / 1000 - 2) + ".5").get("events"))
        .hasSize(2);
  }

  @Test
  void mails_areToldWithTheirHtml_inASandbox() {
    alerts();
    var list = stage.data("viewer", "/mails").get("mails");
    assertThat(texts(list, "subject")).containsExactly("pc3: memory", "pc1: memory");
    assertThat(texts(list, "receiver")).containsExactly("hook", "");
    assertThat(stage.data("viewer", "/mails?state=sent").get("mails")).isEmpty();
    assertThat(stage.data("viewer", "/mails?state=queued&limit=1").get("next").asString())
        .isEqualTo("2");
    var mail = stage.data("viewer", "/mails/1");
    assertThat(text(mail, "/text")).isEqualTo("words");
    assertThat(mail.get("hasHtml").asBoolean()).isTrue();
    assertThat(stage.data("viewer", "/mails/2").get("hasHtml").asBoolean()).isFalse();
    var html = stage.get("viewer", "/mails/1/html");
    assertThat(html.body()).isEqualTo("<p>words</p>");
    assertThat(html.headers().allValues("Content-Security-Policy"))
        .singleElement()
        .asString()
        .startsWith("sandbox; default-src 'none'; img-src data:");
    assertThat(stage.get("viewer", "/mails/2/html").statusCode()).isEqualTo(404);
    assertThat(stage.get("viewer", "/mails/9").statusCode()).isEqualTo(404);
  }

  @Test
  void maintenance_saysWhatIsActive() {
    var window = stage.data("viewer", "/maintenance").at("/windows/0");
    assertThat(text(window, "/name")).isEqualTo("backup");
    assertThat(window.get("active").asBoolean()).isTrue();
    assertThat(window.get("until").asDouble()).isEqualTo(NOW / 1000.0 + 3600);
    assertThat(window.get("next").asDouble()).isEqualTo(NOW / 1000.0 + 23 * 3600);
    assertThat(window.get("matchers").toString()).isEqualTo("[\"type=\\\"cpu\\\"\"]");
  }

  @Test
  void health_andCertificates_areTold() {
    assertThat(stage.data("viewer", "/health").at("/archive/series").asInt()).isEqualTo(3);
    assertThat(stage.data("viewer", "/certificates").at("/certificates/0/sha256").asString())
        .isEqualTo("00ff");
  }

  @Test
  void wrongParameters_areOneSentence() {
    for (String path :
        List.of(
            "/alerts?limit=0",
            "/alerts?limit=1001",
            "/alerts?limit=x",
            "/alerts?state=perhaps",
            "/alerts?cursor=-1",
            "/alerts?from=noon",
            "/alerts?type=a&type=b",
            "/events?text=" + "x".repeat(1001),
            "/events?log=" + "x,".repeat(30),
            "/mails?state=lost")) {
      var answer = stage.get("viewer", path);
      assertThat(answer.statusCode()).as(path).isEqualTo(400);
      assertThat(answer.body())
          .startsWith("{\"status\":\"error\",\"errorType\":\"bad_data\",\"error\":\"");
    }
  }
}
