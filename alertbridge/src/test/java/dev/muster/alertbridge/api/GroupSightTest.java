package dev.muster.alertbridge.api;

import static dev.muster.alertbridge.api.ApiSite.START;
import static org.assertj.core.api.Assertions.assertThat;

import dev.muster.metrics.Labels;
import dev.muster.server.Principal;
import dev.muster.server.Role;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** An operator of one group, or two, among alerts and silences of others. */
final class GroupSightTest {
  private static final Principal LAB = new Principal("ann", Role.OPERATOR, Set.of("lab"));
  private static final Principal BOTH = new Principal("bob", Role.OPERATOR, Set.of("lab", "a.b"));

  private final ApiSite site = new ApiSite();

  @BeforeEach
  void fill() {
    site.alerts.addAll(List.of(alert(1, "lab"), alert(2, "hall"), alert(3, "")));
    site.groups.add(new ShownGroup(Labels.of("type", "cpu"), "it@example.org", site.alerts));
    site.groups.add(
        new ShownGroup(Labels.of("type", "hall"), "it@example.org", List.of(alert(2, "hall"))));
  }

  @AfterEach
  void close() {
    site.close();
  }

  private static ShownAlert alert(long episode, String group) {
    var labels =
        group.isEmpty()
            ? Labels.of("alertname", "cpu", "client", "pc" + episode)
            : Labels.of("alertname", "cpu", "client", "pc" + episode, "group", group);
    return new ShownAlert(
        episode,
        labels,
        Map.of(),
        START,
        START,
        START + 300_000,
        "",
        List.of("it@example.org"),
        List.of(),
        List.of(),
        List.of());
  }

  private static String silence(String id, String... nameAndValue) {
    return """
    {"id":"%s","matchers":[{"name":"%s","value":"%s","isRegex":false}],"startsAt":"%s",
     "endsAt":"%s","createdBy":"x","comment":"why"}
    """
        .formatted(
            id,
            nameAndValue[0],
            nameAndValue[1],
            ApiJson.time(START),
            ApiJson.time(START + 60_000));
  }

  private String set(String body) throws Exception {
    var answer = site.post("/api/v2/silences", body);
    assertThat(answer.status()).as(answer.body()).isEqualTo(200);
    return answer.json().get("silenceID").asString();
  }

  @Test
  void alertsAndGroups_ofOthers_areNotShown() throws Exception {
    assertThat(site.get("/api/v2/alerts").json().size()).isEqualTo(3);
    site.viewer = LAB;
    assertThat(site.get("/api/v2/alerts").body()).contains("pc1").doesNotContain("pc2", "pc3");
    assertThat(site.get("/api/v2/alerts/groups").body())
        .contains("pc1")
        .doesNotContain("pc2", "pc3", "hall");
    assertThat(site.get("/api/v2/status").body()).doesNotContain("receiver: x");
  }

  @Test
  void silence_isBoundToTheGroupsOfItsAuthor() throws Exception {
    site.viewer = LAB;
    var one = set(silence("", "alertname", "cpu"));
    assertThat(site.silence(one).matchers().toString())
        .isEqualTo("[alertname=\"cpu\", group=\"lab\"]");
    var hall = set(silence("", "group", "hall"));
    assertThat(site.silence(hall).matchers().toString())
        .isEqualTo("[group=\"hall\", group=\"lab\"]");
    var own = set(silence("", "group", "lab"));
    assertThat(site.silence(own).matchers()).hasSize(1);
    site.viewer = BOTH;
    var two = set(silence("", "alertname", "cpu"));
    assertThat(site.silence(two).matchers().toString()).contains("group=~");
    assertThat(site.silence(two).matchers())
        .allSatisfy(matcher -> assertThat(matcher.matches("axb")).isFalse());
    assertThat(site.get("/api/v2/silence/" + two).status()).isEqualTo(200);
  }

  @Test
  void silence_ofOthers_isNotThere() throws Exception {
    var all = set(silence("", "alertname", "cpu"));
    site.viewer = LAB;
    assertThat(site.get("/api/v2/silences").json().size()).isZero();
    assertThat(site.get("/api/v2/silence/" + all).status()).isEqualTo(404);
    assertThat(site.delete("/api/v2/silence/" + all).status()).isEqualTo(404);
    assertThat(site.post("/api/v2/silences", silence(all, "group", "lab")).status()).isEqualTo(404);
    assertThat(site.silence(all).endsAt()).isEqualTo(START + 60_000);
    var mine = set(silence("", "client", "pc1"));
    assertThat(site.get("/api/v2/silences").json().size()).isOne();
    assertThat(site.delete("/api/v2/silence/" + mine).status()).isEqualTo(200);
  }

  @Test
  void alertOfOthers_isNotAcknowledged() throws Exception {
    site.viewer = LAB;
    assertThat(site.post("/api/muster/v1/alerts/2/acknowledge", "").status()).isEqualTo(404);
    assertThat(site.acknowledgements).isEmpty();
    assertThat(site.post("/api/muster/v1/alerts/1/acknowledge", "").status()).isEqualTo(200);
    assertThat(site.acknowledgements).containsOnlyKeys(1L);
  }

  @Test
  void postedAlert_mustBeOfOnesOwnGroup() throws Exception {
    site.viewer = LAB;
    var hall = "[{\"labels\":{\"alertname\":\"x\",\"group\":\"hall\"}}]";
    var none = "[{\"labels\":{\"alertname\":\"x\"}}]";
    var lab = "[{\"labels\":{\"alertname\":\"x\",\"group\":\"lab\"}}]";
    assertThat(site.post("/api/v2/alerts", hall).status()).isEqualTo(403);
    assertThat(site.post("/api/v2/alerts", none).status()).isEqualTo(403);
    var webhook = "{\"alerts\":[{\"status\":\"firing\",\"labels\":{\"group\":\"hall\"}}]}";
    assertThat(site.post("/api/v2/webhook", webhook).status()).isEqualTo(403);
    assertThat(site.posted).isEmpty();
    assertThat(site.post("/api/v2/alerts", lab).status()).isEqualTo(200);
    assertThat(site.posted).hasSize(1);
  }
}
