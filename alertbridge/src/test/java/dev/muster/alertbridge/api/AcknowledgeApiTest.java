package dev.muster.alertbridge.api;

import static dev.muster.alertbridge.api.ApiSite.START;
import static org.assertj.core.api.Assertions.assertThat;

import dev.muster.archive.Acknowledgement;
import dev.muster.metrics.Labels;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Acknowledging an alert. */
final class AcknowledgeApiTest {
  private final ApiSite site = new ApiSite();

  @BeforeEach
  void add() {
    site.alerts.add(
        new ShownAlert(
            12,
            Labels.of("alertname", "cpu", "client", "<pc1>"),
            Map.of("summary", "a & b"),
            START,
            START,
            START + 1,
            "",
            List.of(),
            List.of(),
            List.of(),
            List.of("night")));
  }

  @AfterEach
  void close() {
    site.close();
  }

  @Test
  void alertThatIsNotThere_isNotFound() throws Exception {
    for (String id : List.of("13", "x", "-1", "99999999999999999999")) {
      var answer = site.post("/api/muster/v1/alerts/" + id + "/acknowledge", "");
      assertThat(answer.status()).as(id).isEqualTo(404);
      assertThat(answer.json().get("errorType").asString()).isEqualTo("not_found");
    }
    assertThat(site.acknowledgements).isEmpty();
  }

  @Test
  void program_acknowledges() throws Exception {
    var answer = site.post("/api/muster/v1/alerts/12/acknowledge", "{\"comment\":\"mine\"}");
    assertThat(answer)
        .isEqualTo(
            new ApiSite.Answer(
                200,
                """
                {"status":"success","data":{"alert":12,"author":"","comment":"mine",\
                "time":"2026-11-21T10:00:00.000Z"}}
                """));
    assertThat(site.post("/api/muster/v1/alerts/12/acknowledge", "").status()).isEqualTo(200);
    assertThat(site.acknowledgements)
        .containsExactly(Map.entry(12L, new Acknowledgement(12, START, "", "")));
  }

  @Test
  void longComment_isRefused() throws Exception {
    String longer = "x".repeat(1001);
    assertThat(
            site.post("/api/muster/v1/alerts/12/acknowledge", "{\"comment\":\"" + longer + "\"}")
                .status())
        .isEqualTo(400);
    assertThat(site.post("/api/muster/v1/alerts/12/acknowledge", "[]").status()).isEqualTo(400);
    assertThat(site.acknowledgements).isEmpty();
  }
}
