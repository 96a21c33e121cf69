package dev.muster.alertbridge.api;

import static dev.muster.alertbridge.api.ApiSite.START;
import static dev.muster.alertbridge.api.ApiSite.encoded;
import static org.assertj.core.api.Assertions.assertThat;

import dev.muster.archive.Silence;
import dev.muster.metrics.Matcher;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Silences: made, changed, listed and ended as Alertmanager does. */
final class SilencesApiTest {
  private static final String PC1 = "{\"name\":\"client\",\"value\":\"pc1\",\"isRegex\":false}";
  private static final String LAB =
      "{\"name\":\"group\",\"value\":\"lab-.*\",\"isRegex\":true,\"isEqual\":false}";

  private final ApiSite site = new ApiSite();

  @AfterEach
  void close() {
    site.close();
  }

  private static String body(String id, String matchers, long start, long end, String more) {
    return """
    {"id":"%s","matchers":[%s],"startsAt":"%s","endsAt":"%s","createdBy":"asa","comment":"why"%s}
    """
        .formatted(id, matchers, ApiJson.time(START + start), ApiJson.time(START + end), more);
  }

  private String set(String body) throws Exception {
    var answer = site.post("/api/v2/silences", body);
    assertThat(answer.status()).as(answer.body()).isEqualTo(200);
    return answer.json().get("silenceID").asString();
  }

  private String state(String id) throws Exception {
    var answer = site.get("/api/v2/silence/" + id);
    assertThat(answer.status()).as(answer.body()).isEqualTo(200);
    return answer.json().get("status").get("state").asString();
  }

  @Test
  void silence_isMadeAndShown() throws Exception {
    String id = set(body("", PC1 + "," + LAB, -5000, 60_000, ",\"annotations\":{\"a\":\"b\"}"));
    assertThat(id).hasSize(36);
    assertThat(site.changes).isOne();
    assertThat(site.get("/api/v2/silence/" + id).body())
        .isEqualTo(
            """
            {"id":"%s","status":{"state":"active"},"updatedAt":"2026-11-21T10:00:00.000Z",\
            "annotations":{"a":"b"},"comment":"why","createdBy":"asa",\
            "endsAt":"2026-11-21T10:01:00.000Z","matchers":[\
            {"isEqual":true,"isRegex":false,"name":"client","value":"pc1"},\
            {"isEqual":false,"isRegex":true,"name":"group","value":"lab-.*"}],\
            "startsAt":"2026-11-21T10:00:00.000Z"}
            """
                .formatted(id));
  }

  @Test
  void silence_goesFromPendingToActiveToExpired() throws Exception {
    String id = set(body("", PC1, 1000, 2000, ""));
    assertThat(state(id)).isEqualTo("pending");
    site.now = START + 1000;
    assertThat(state(id)).isEqualTo("active");
    site.now = START + 2000;
    assertThat(state(id)).isEqualTo("expired");
  }

  @Test
  void activeSilence_mayEndAtAnotherTime() throws Exception {
    String id = set(body("", PC1, 0, 60_000, ""));
    site.now += 1000;
    assertThat(set(body(id, PC1, 0, 120_000, ""))).isEqualTo(id);
    assertThat(site.silences).hasSize(1);
    assertThat(site.silence(id).endsAt()).isEqualTo(START + 120_000);
    assertThat(site.silence(id).updatedAt()).isEqualTo(START + 1000);
  }

  @Test
  void activeSilence_withOtherMatchersOrBeginning_endsAndAnotherBegins() throws Exception {
    String id = set(body("", PC1, 0, 60_000, ""));
    site.now += 1000;
    String second = set(body(id, LAB + "," + PC1, 0, 60_000, ""));
    assertThat(second).isNotEqualTo(id);
    assertThat(state(id)).isEqualTo("expired");
    assertThat(site.silence(id).endsAt()).isEqualTo(START + 1000);
    assertThat(site.silence(second).startsAt()).isEqualTo(START + 1000);
    String third = set(body(second, LAB + "," + PC1, 30_000, 60_000, ""));
    assertThat(third).isNotEqualTo(second);
    assertThat(state(second)).isEqualTo("expired");
    assertThat(state(third)).isEqualTo("pending");
    assertThat(set(body(third, LAB + "," + PC1, 40_000, 60_000, ""))).isEqualTo(third);
  }

  @Test
  void expiredSilence_isMadeAnewUnderAnotherId() throws Exception {
    String id = set(body("", PC1, 0, 1000, ""));
    site.now += 2000;
    var before = site.silence(id);
    String again = set(body(id, PC1, 0, 60_000, ""));
    assertThat(again).isNotEqualTo(id);
    assertThat(site.silence(id)).isEqualTo(before);
  }

  @Test
  void ending_isNow_andOnce() throws Exception {
    String active = set(body("", PC1, 0, 60_000, ""));
    String pending = set(body("", PC1, 30_000, 60_000, ""));
    site.now += 1000;
    assertThat(site.delete("/api/v2/silence/" + active)).isEqualTo(new ApiSite.Answer(200, ""));
    assertThat(site.delete("/api/v2/silence/" + pending).status()).isEqualTo(200);
    assertThat(site.changes).isEqualTo(4);
    var ended = site.silence(pending);
    assertThat(ended.startsAt()).isEqualTo(START + 1000);
    assertThat(ended.endsAt()).isEqualTo(START + 1000);
    assertThat(state(active)).isEqualTo("expired");
    site.now += 1000;
    assertThat(site.delete("/api/v2/silence/" + active).status()).isEqualTo(200);
    assertThat(site.silence(active).endsAt()).isEqualTo(START + 1000);
  }

  @Test
  void unknownSilence_isNotFound() throws Exception {
    var unknown = UUID.randomUUID();
    assertThat(site.get("/api/v2/silence/" + unknown).status()).isEqualTo(404);
    assertThat(site.delete("/api/v2/silence/" + unknown).status()).isEqualTo(404);
    assertThat(site.post("/api/v2/silences", body(unknown.toString(), PC1, 0, 1000, "")))
        .isEqualTo(new ApiSite.Answer(404, "\"silence not found\"\n"));
    assertThat(site.get("/api/v2/silence/x"))
        .isEqualTo(
            new ApiSite.Answer(
                422,
                "{\"code\":601,\"message\":\"silenceID in path must be of type uuid: \\\"x\\\"\"}\n"));
  }

  @Test
  void list_isInOrderAndFiltered() throws Exception {
    String later = set(body("", PC1, 20_000, 90_000, ""));
    String sooner = set(body("", PC1, 10_000, 90_000, ""));
    String longer = set(body("", PC1, 0, 90_000, ""));
    String shorter = set(body("", LAB + "," + PC1, 0, 80_000, ""));
    String first = set(body("", PC1, 0, 1000, ""));
    String second = set(body("", PC1, 0, 2000, ""));
    site.now += 3000;
    assertThat(ids("")).containsExactly(shorter, longer, sooner, later, second, first);
    assertThat(ids("?active=false&expired=false")).containsExactly(sooner, later);
    assertThat(ids("?pending=false&expired=false")).containsExactly(shorter, longer);
    assertThat(ids("?pending=false&active=false")).containsExactly(second, first);
    assertThat(ids("?filter=" + encoded("group!~\"lab-.*\""))).containsExactly(shorter);
    assertThat(ids("?filter=client%3D~pc1")).isEmpty();
    assertThat(ids("?filter=client%3Dpc1&expired=false")).hasSize(4);
    assertThat(site.get("/api/v2/silences?filter=x").status()).isEqualTo(400);
  }

  private List<String> ids(String query) throws Exception {
    var ids = new ArrayList<String>();
    site.get("/api/v2/silences" + query).json().forEach(one -> ids.add(one.get("id").asString()));
    return ids;
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '´',
      value = {
        "{}|422|{\"code\":602,\"message\":\"comment in body is required\"}",
        "{\"comment\":\"\"}|422|{\"code\":602,\"message\":\"createdBy in body is required\"}",
        "{\"comment\":\"\",\"createdBy\":\"\"}|422|{\"code\":602,\"message\":\"endsAt in body is required\"}",
        "{\"comment\":\"\",\"createdBy\":\"\",\"endsAt\":\"2026-12-01T00:00:00Z\",\"startsAt\":\"2026-12-01T00:00:00Z\",\"matchers\":[]}|422|{\"code\":612,\"message\":\"matchers in body should have at least 1 items\"}",
      })
  void missingField_isNamed(String body, int status, String answer) throws Exception {
    assertThat(site.post("/api/v2/silences", body))
        .isEqualTo(new ApiSite.Answer(status, answer + "\n"));
  }

  @Test
  void wrongSilence_isRefusedWithTheReason() throws Exception {
    refused(body("", PC1, 1000, 1000, ""), "start time must be before end time");
    refused(body("", PC1, -2000, -1000, ""), "end time can't be in the past");
    String empty = "{\"name\":\"a\",\"value\":\"\",\"isRegex\":false}";
    String any = "{\"name\":\"a\",\"value\":\".*\",\"isRegex\":true}";
    refused(body("", empty + "," + any, 0, 1000, ""), "must not match the empty string");
    String wrong = "{\"name\":\"a\",\"value\":\"(\",\"isRegex\":true}";
    refused(body("", PC1 + "," + wrong, 0, 1000, ""), "invalid label matcher 1: invalid regular");
    String nameless = "{\"name\":\"\",\"value\":\"b\",\"isRegex\":false}";
    refused(body("", nameless, 0, 1000, ""), "invalid label matcher 0: invalid label name");
    refused(body("", PC1 + ("," + PC1).repeat(100), 0, 1000, ""), "101 matchers are more than 100");
    refused(body("", PC1.replace("pc1", "x".repeat(20_000)), 0, 1000, ""), "exceeded maximum size");
    assertThat(site.silences).isEmpty();
    assertThat(site.changes).isZero();
  }

  private void refused(String body, String reason) throws Exception {
    var answer = site.post("/api/v2/silences", body);
    assertThat(answer.status()).isEqualTo(400);
    assertThat(answer.json().asString()).contains(reason);
  }

  @Test
  void silences_areNotWithoutNumber() throws Exception {
    for (int i = 0; i < SilenceDesk.MOST_OPEN; i++) {
      site.save(silence(i, START + 60_000));
    }
    refused(body("", PC1, 0, 1000, ""), "exceeded maximum number of silences: 1000 (limit: 1000)");
    String id = site.silences.keySet().iterator().next();
    assertThat(set(body(id, PC1, 0, 1000, ""))).as("one in place of another").isNotEqualTo(id);
    assertThat(site.delete("/api/v2/silence/" + new UUID(0, 5)).status()).isEqualTo(200);
    site.now++;
    set(body("", PC1, 0, 1000, ""));
    for (int i = 1000; i <= SilenceDesk.MOST; i++) {
      site.save(silence(i, START));
    }
    site.delete("/api/v2/silence/" + new UUID(0, 6));
    refused(body("", PC1, 0, 1000, ""), "limit: 20000");
  }

  private static Silence silence(int number, long end) {
    return new Silence(
        new UUID(0, number).toString(),
        List.of(Matcher.equal("a", "b")),
        START - 1,
        end,
        START,
        "",
        "",
        "");
  }

  @Test
  void silenceThatComesBack_isPendingBetweenItsWindows() throws Exception {
    String id = set(body("", PC1, 0, 86_400_000, ",\"schedule\":\"hourly at 0\""));
    assertThat(state(id)).isEqualTo("active");
    site.now = START + 600_000;
    assertThat(state(id)).isEqualTo("pending");
    site.now = START + 3_600_000;
    assertThat(state(id)).isEqualTo("active");
    var shown = site.get("/api/v2/silence/" + id).json();
    assertThat(shown.get("annotations").get("schedule").asString()).isEqualTo("hourly");
    assertThat(shown.get("comment").asString()).isEqualTo("why (recurs: hourly)");
    assertThat(site.silence(id).comment()).isEqualTo("why");
    site.now = START + 86_400_000;
    assertThat(state(id)).isEqualTo("expired");
  }

  @Test
  void silenceThatComesBack_keepsItsScheduleWhereAmtoolChangesItsEnd() throws Exception {
    String id = set(body("", PC1, 0, 60_000, ",\"annotations\":{\"schedule\":\"hourly\"}"));
    String shown = body(id, PC1, 0, 90_000, "").replace("why", "why (recurs: hourly)");
    assertThat(set(shown)).isEqualTo(id);
    var silence = site.silence(id);
    assertThat(silence.schedule()).isEqualTo("hourly");
    assertThat(silence.comment()).isEqualTo("why");
    assertThat(silence.annotations()).isEmpty();
    assertThat(silence.endsAt()).isEqualTo(START + 90_000);
  }

  @Test
  void wrongSchedule_isRefused() throws Exception {
    refused(body("", PC1, 0, 1000, ",\"schedule\":\"often\""), "is no schedule; use hourly");
  }
}
