package dev.muster.alertbridge.api;

import static dev.muster.alertbridge.api.ApiSite.START;
import static org.assertj.core.api.Assertions.assertThat;

import dev.muster.metrics.Labels;
import dev.muster.metrics.PostedAlert;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What a real Alertmanager hands on. */
final class WebhookTest {
  private static final String BODY =
      """
      {"receiver":"muster","status":"firing","version":"4","groupKey":"{}:{alertname=\\"A\\"}",
       "truncatedAlerts":0,"groupLabels":{"alertname":"A"},"commonLabels":{},"commonAnnotations":{},
       "externalURL":"http://am:9093","notification_reason":"new","routeLabels":{"a":"b"},
       "alerts":[
        {"status":"firing","labels":{"alertname":"A","client":"pc1"},"annotations":{"summary":"s"},
         "startsAt":"2026-11-21T09:59:00.5Z","endsAt":"0001-01-01T00:00:00Z",
         "generatorURL":"http://p/graph","fingerprint":"59773fc3069ad828","future":1},
        {"status":"resolved","labels":{"alertname":"A","client":"pc2"},"annotations":{},
         "startsAt":"2026-11-21T09:58:00Z","endsAt":"2026-11-21T09:59:30Z","generatorURL":""}]}
      """;

  private final ApiSite site = new ApiSite();

  @AfterEach
  void close() {
    site.close();
  }

  @Test
  void alerts_areTaken() throws Exception {
    assertThat(site.post("/api/v2/webhook", BODY)).isEqualTo(new ApiSite.Answer(200, ""));
    assertThat(site.posted)
        .containsExactly(
            new PostedAlert(
                Labels.of("alertname", "A", "client", "pc1"),
                Map.of("summary", "s"),
                START - 59_500,
                START + Duration.ofDays(5).toMillis(),
                "http://p/graph",
                Double.NaN),
            new PostedAlert(
                Labels.of("alertname", "A", "client", "pc2"),
                Map.of(),
                START - 120_000,
                START - 30_000,
                "",
                Double.NaN));
  }

  @Test
  void firingAlert_whoseEndWasTold_isOld() throws Exception {
    site.ended.add(Labels.of("alertname", "A", "client", "pc1") + " " + (START - 59_500));
    assertThat(site.post("/api/v2/webhook", BODY).status()).isEqualTo(200);
    assertThat(site.posted).hasSize(1);
    assertThat(site.posted.getFirst().labels().get("client")).isEqualTo("pc2");
  }

  @Test
  void resolvedAlert_isOverNow_whateverItsEnd() throws Exception {
    String late = BODY.replace("2026-11-21T09:59:30Z", "2026-11-21T12:00:00Z");
    assertThat(site.post("/api/v2/webhook", late).status()).isEqualTo(200);
    assertThat(site.posted.getLast().endsAt()).isEqualTo(START);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "{",
        "[]",
        "{}",
        "{\"alerts\":{}}",
        "{\"alerts\":[{\"labels\":{\"a\":\"b\"}}]}",
        "{\"alerts\":[{\"status\":\"gone\",\"labels\":{\"a\":\"b\"}}]}",
        "{\"alerts\":[{\"status\":\"firing\"}]}",
        "{\"alerts\":[{\"status\":\"firing\",\"labels\":{}}]}",
        "{\"alerts\":[{\"status\":\"firing\",\"labels\":{\"a\":\"b\"},\"startsAt\":\"soon\"}]}",
      })
  void badBody_isRefusedWithTheReason(String body) throws Exception {
    var answer = site.post("/api/v2/webhook", body);
    assertThat(answer.status()).isEqualTo(400);
    assertThat(answer.json().asString()).hasSizeGreaterThan(10);
    assertThat(site.posted).isEmpty();
  }

  @Test
  void alertsThatCannotBeStored_areToBeSentAgain() throws Exception {
    site.isFull = true;
    assertThat(site.post("/api/v2/webhook", BODY).status()).isEqualTo(500);
    site.isFull = false;
    assertThat(site.post("/api/v2/webhook", BODY).status()).isEqualTo(200);
    assertThat(site.posted).hasSize(2);
  }
}
