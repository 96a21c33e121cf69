package dev.muster.console.account;

import static dev.muster.console.account.AccountSite.API;
import static dev.muster.console.account.AccountSite.PASSWORD;
import static dev.muster.console.account.AccountSite.json;
import static org.assertj.core.api.Assertions.assertThat;

import dev.muster.archive.account.AuditEntry;
import dev.muster.archive.account.AuditStore;
import java.net.http.HttpRequest.BodyPublishers;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Users, tokens and the audit log, as the administrator has them and others have not. */
@Timeout(120)
class UserRoutesTest {
  private AccountSite site;
  private AccountSite.Browser admin = new AccountSite.Browser("", "");

  @BeforeEach
  void start(@TempDir Path folder) throws Exception {
    site = new AccountSite(folder);
    admin = site.logIn("admin");
  }

  @AfterEach
  void stop() {
    site.close();
  }

  @Test
  void users_areListedAddedChangedAndRemoved() throws Exception {
    var added =
        site.as(
            admin,
            "POST",
            API + "users",
            "{\"name\":\"bob\",\"role\":\"viewer\",\"groups\":[\"lab\",\"hall\"],"
                + "\"password\":\"something 22\"}");
    assertThat(added.statusCode()).isEqualTo(201);
    assertThat(added.body()).doesNotContain("$2").doesNotContain("something");
    assertThat(site.logInAnswer("bob", "something 22").statusCode()).isEqualTo(200);
    var changed =
        site.as(admin, "PATCH", API + "users/bob", "{\"role\":\"operator\",\"groups\":[]}");
    assertThat(json(changed).path("data").path("role").asString()).isEqualTo("operator");
    assertThat(json(changed).path("data").path("groups").size()).isZero();
    assertThat(json(changed).path("data").path("lastLogin").asLong())
        .isEqualTo(site.now().getEpochSecond());
    var list = json(site.send(site.request(admin, API + "users"))).path("data").path("users");
    assertThat(list.findValuesAsString("name")).containsExactly("admin", "ann", "bob", "vic");
    assertThat(site.as(admin, "DELETE", API + "users/bob", "").statusCode()).isEqualTo(204);
    assertThat(site.as(admin, "DELETE", API + "users/bob", "").statusCode()).isEqualTo(404);
    assertThat(site.logInAnswer("bob", "something 22").statusCode()).isEqualTo(401);
    assertThat(site.whatWasDone())
        .contains(
            "admin: PATCH /api/muster/v1/users/bob: user bob: operator of all groups",
            "admin: DELETE /api/muster/v1/users/bob: user bob removed");
  }

  @Test
  void lastAdministrator_stays() throws Exception {
    for (String body : new String[] {"{\"role\":\"viewer\"}", "{\"disabled\":true}"}) {
      var answer = site.as(admin, "PATCH", API + "users/admin", body);
      assertThat(answer.statusCode()).as(body).isEqualTo(409);
      assertThat(json(answer).path("error").asString()).contains("the last administrator");
    }
    assertThat(site.as(admin, "DELETE", API + "users/admin", "").statusCode()).isEqualTo(409);
    site.as(admin, "PATCH", API + "users/ann", "{\"role\":\"admin\"}");
    assertThat(site.as(admin, "DELETE", API + "users/admin", "").statusCode()).isEqualTo(204);
    assertThat(site.look(admin)).isEqualTo(401);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "POST   | users                | {\"name\":\"x\",\"role\":\"admin\"}",
        "PATCH  | users/ann            | {\"role\":\"admin\"}",
        "PATCH  | users/vic            | {\"groups\":[]}",
        "PUT    | users/admin/password | {\"password\":\"taken over 1\"}",
        "DELETE | users/vic            | {}",
        "POST   | users/vic/invite     | {}",
        "POST   | tokens               | {\"name\":\"x\",\"role\":\"admin\"}",
        "GET    | users                | {}",
        "GET    | tokens               | {}",
        "GET    | sessions             | {}",
        "GET    | audit                | {}"
      })
  void others_raiseThemselvesToNothing(String method, String path, String body) throws Exception {
    for (String name : new String[] {"ann", "vic"}) {
      var answer = site.as(site.logIn(name), method, API + path, body);
      assertThat(answer.statusCode()).as("%s by %s", path, name).isEqualTo(403);
    }
    assertThat(site.store.accounts()).hasSize(3);
    assertThat(site.store.account("ann").orElseThrow().role()).isEqualTo("operator");
    assertThat(site.store.account("vic").orElseThrow().groups()).containsExactly("lab");
    assertThat(site.store.tokens().all()).isEmpty();
    assertThat(site.logInAnswer("admin", PASSWORD).statusCode()).isEqualTo(200);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "{\"name\":\"a b\"}                                 | 422 | is no name of a user",
        "{\"name\":\"a\\r\\nSet-Cookie: x\"}                | 422 | is no name of a user",
        "{\"name\":\"../ann\"}                              | 422 | is no name of a user",
        "{\"name\":\"token:x\"}                             | 422 | is no name of a user",
        "{\"name\":\"ANN\"}                                 | 409 | there is a user 'ann'",
        "{\"name\":\"x\",\"mail\":\"a@b\\r\\nBcc: c@d\"}    | 422 | is no mail address",
        "{\"name\":\"x\",\"mail\":\"a@b,c@d\"}              | 422 | is no mail address",
        "{\"name\":\"x\",\"role\":\"root\"}                 | 422 | is no role; give",
        "{\"name\":\"x\",\"role\":\"alerts\"}               | 422 | is for tokens",
        "{\"name\":\"x\",\"role\":\"admin\",\"groups\":[\"a\"]} | 422 | sees all groups",
        "{\"name\":\"x\",\"groups\":[\"\"]}                 | 422 | none empty",
        "{\"name\":\"x\",\"groups\":\"lab\"}                | 400 | is no list of texts",
        "{\"name\":7}                                       | 400 | name is no text",
        "{\"name\":\"x\",\"password\":\"short\"}            | 422 | at least 10 characters",
        "{\"name\":\"xenophon\",\"password\":\"Xenophon12\"} | 422 | the user's name in it",
        "{\"name\":\"x\",\"password\":\"aaaaaaaaaaaa\"}     | 422 | repeats itself",
        "[1]                                                | 400 | no JSON object",
        "{                                                  | 400 | no JSON object"
      })
  void userThatCannotBe_isRefusedInASentence(String body, int status, String words)
      throws Exception {
    var answer = site.as(admin, "POST", API + "users", body);
    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(status);
    assertThat(json(answer).path("status").asString()).isEqualTo("error");
    assertThat(json(answer).path("error").asString()).contains(words);
    assertThat(answer.headers().firstValue("Set-Cookie")).isEmpty();
    assertThat(site.store.accounts()).hasSize(3);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "users/..%2fann",
        "users/%2e%2e",
        "users/ann%00",
        "users/ann;x=y",
        "sessions/%25",
        "sessions/../users/ann",
        "users/ann%0d%0aSet-Cookie:%20a=b"
      })
  void pathThatLeavesItsPlace_doesNothing(String path) throws Exception {
    var answer = site.as(admin, "DELETE", API + path, "");
    assertThat(answer.statusCode()).isIn(400, 404, 405);
    assertThat(answer.headers().firstValue("Set-Cookie")).isEmpty();
    assertThat(site.store.accounts()).hasSize(3);
  }

  @Test
  void token_isShownOnce_hasItsRole_andIsGoneAtOnce() throws Exception {
    var expires = site.now().getEpochSecond() + 60;
    var made =
        site.as(
            admin,
            "POST",
            API + "tokens",
            "{\"name\":\"grafana\",\"groups\":[\"lab\"],\"expires\":" + expires + "}");
    assertThat(made.statusCode()).isEqualTo(201);
    var token = json(made).path("data").path("token").asString();
    var look = site.request("/look").header("Authorization", "Bearer " + token);
    assertThat(site.send(look).statusCode()).isEqualTo(200);
    assertThat(site.send(look.POST(BodyPublishers.noBody())).statusCode()).isEqualTo(403);
    var list = site.send(site.request(admin, API + "tokens"));
    assertThat(list.body()).doesNotContain(token);
    var listed = json(list).path("data").path("tokens").get(0);
    assertThat(listed.path("name").asString()).isEqualTo("grafana");
    assertThat(listed.path("role").asString()).isEqualTo("viewer");
    assertThat(listed.path("groups").toString()).isEqualTo("[\"lab\"]");
    assertThat(listed.path("expires").asLong()).isEqualTo(expires);
    site.pass(Duration.ofSeconds(61));
    assertThat(
            site.send(site.request("/look").header("Authorization", "Bearer " + token))
                .statusCode())
        .isEqualTo(401);
    assertThat(site.as(admin, "DELETE", API + "tokens/grafana", "").statusCode()).isEqualTo(204);
    assertThat(site.as(admin, "DELETE", API + "tokens/grafana", "").statusCode()).isEqualTo(404);
    assertThat(site.whatWasDone().toString()).doesNotContain(token);
  }

  @Test
  void audit_isNewestFirst_inPages_andForAUser() throws Exception {
    site.pass(Duration.ofMinutes(1));
    site.as(site.logIn("ann"), "POST", "/look", "");
    var first = json(site.send(site.request(admin, API + "audit?limit=1"))).path("data");
    assertThat(first.path("entries").get(0).path("what").asString()).isEqualTo("POST /look");
    assertThat(first.path("entries").get(0).path("user").asString()).isEqualTo("ann");
    assertThat(first.path("entries").get(0).path("address").asString()).isEqualTo("127.0.0.1");
    var next = first.path("next").asString();
    var second =
        json(site.send(site.request(admin, API + "audit?limit=1&cursor=" + next))).path("data");
    assertThat(second.path("entries").get(0).path("detail").asString()).isEqualTo("logged in");
    var since = site.now().getEpochSecond();
    var some = site.send(site.request(admin, API + "audit?user=ann&from=" + since));
    assertThat(json(some).path("data").path("entries").size()).isEqualTo(2);
    assertThat(json(some).path("data").path("next").isNull()).isTrue();
    var wrong = site.send(site.request(admin, API + "audit?limit=many"));
    assertThat(wrong.statusCode()).isEqualTo(400);
    assertThat(json(wrong).path("error").asString()).isEqualTo("limit is no number from 1 to 1000");
  }

  @Test
  void audit_isKept400Days() {
    site.pass(Duration.ofDays(401));
    site.accounts()
        .note(new AuditEntry(0, site.now().toEpochMilli(), "ann", "::1", "now", "", false));
    var all =
        site.store.audit().list(new AuditStore.Filter(0, Long.MAX_VALUE, "", Long.MAX_VALUE, 100));
    assertThat(all).extracting(AuditEntry::what).containsExactly("now");
  }
}
