package dev.muster.console.account;

import static dev.muster.console.account.AccountSite.API;
import static dev.muster.console.account.AccountSite.PASSWORD;
import static dev.muster.console.account.AccountSite.cookie;
import static dev.muster.console.account.AccountSite.json;
import static org.assertj.core.api.Assertions.assertThat;

import dev.muster.archive.account.Account;
import dev.muster.archive.account.SessionStore;
import dev.muster.server.LogIns;
import dev.muster.web.Passwords;
import java.net.http.HttpRequest.BodyPublishers;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(120)
class SessionTest {
  private AccountSite site;

  @BeforeEach
  void start(@TempDir Path folder) {
    site = new AccountSite(folder);
  }

  @AfterEach
  void stop() {
    site.close();
  }

  @Test
  void logIn_givesACookieForThisHostAlone_andSaysWhoIsIn() throws Exception {
    var answer = site.logInAnswer("vic", PASSWORD);
    assertThat(answer.statusCode()).isEqualTo(200);
    assertThat(answer.headers().allValues("Set-Cookie")).hasSize(1);
    assertThat(answer.headers().firstValue("Set-Cookie").orElseThrow())
        .matches(
            LogIns.COOKIE
                + "=[A-Za-z0-9_-]{43}; Path=/; Secure; HttpOnly; SameSite=Strict; Max-Age=604800");
    assertThat(answer.headers().firstValue("Cache-Control")).contains("no-store");
    var data = json(answer).path("data");
    assertThat(data.path("user").toString())
        .isEqualTo("{\"name\":\"vic\",\"role\":\"viewer\",\"groups\":[\"lab\"]}");
    assertThat(data.path("version").asString()).isEqualTo("1.2.3");
    var browser = AccountSite.browser(answer);
    var again = site.send(site.request(browser, API + "session"));
    assertThat(json(again).path("data").path("csrf").asString()).isEqualTo(browser.csrf());
    assertThat(json(again).path("data").path("now").asDouble())
        .isEqualTo(site.now().toEpochMilli() / 1000.0);
    assertThat(site.send(site.request(API + "session")).statusCode()).isEqualTo(401);
  }

  @Test
  void diskFull_sessionsGoOn_andNewOnesAreInMemoryUntilThereIsRoom() throws Exception {
    var before = site.logIn("ann");
    site.pass(Duration.ofMinutes(2));
    site.refuseWrites(true);
    assertThat(site.look(before)).isEqualTo(200);
    var answer = site.logInAnswer("vic", PASSWORD);
    assertThat(answer.statusCode()).isEqualTo(200);
    var browser = AccountSite.browser(answer);
    assertThat(site.look(browser)).isEqualTo(200);
    site.pass(Duration.ofMinutes(2));
    assertThat(site.look(browser)).isEqualTo(200);
    assertThat(site.store.sessions().all(10)).hasSize(1);
    site.refuseWrites(false);
    site.pass(Duration.ofMinutes(2));
    assertThat(site.look(browser)).isEqualTo(200);
    assertThat(site.store.sessions().all(10)).hasSize(2);
  }

  @Test
  void diskFull_sessionInMemory_endsWithTheLogOutOrThePassword() throws Exception {
    site.refuseWrites(true);
    var browser = AccountSite.browser(site.logInAnswer("vic", PASSWORD));
    var other = AccountSite.browser(site.logInAnswer("vic", PASSWORD));
    assertThat(site.look(browser)).isEqualTo(200);
    assertThat(site.as(browser, "DELETE", API + "session", "").statusCode()).isEqualTo(204);
    assertThat(site.look(browser)).isEqualTo(401);
    assertThat(site.look(other)).isEqualTo(200);
    site.refuseWrites(false);
    assertThat(site.store.setPassword("vic", Passwords.hash("another one 8"))).isTrue();
    assertThat(site.look(other)).isEqualTo(401);
  }

  @Test
  void wrongNameOrPassword_isOneAnswer() throws Exception {
    var password = site.logInAnswer("ann", "wrong");
    var name = site.logInAnswer("nobody", PASSWORD);
    assertThat(password.statusCode()).isEqualTo(401);
    assertThat(json(password).path("error").asString()).isEqualTo("wrong name or password");
    assertThat(name.body()).isEqualTo(password.body());
    assertThat(name.statusCode()).isEqualTo(401);
    assertThat(cookie(name)).isEmpty();
    // bcrypt ran for both, so that neither can be told by the time it took.
    assertThat(site.accounts().passwords().checked()).isEqualTo(2);
  }

  @Test
  void cookieThatSomebodyPlanted_isNotTheOneOfTheLogIn() throws Exception {
    var planted = "A".repeat(43);
    var answer =
        site.send(
            site.request(API + "session")
                .header("Cookie", LogIns.COOKIE + "=" + planted)
                .POST(BodyPublishers.ofString(AccountSite.credentials("ann", PASSWORD))));
    assertThat(cookie(answer)).isNotEmpty().isNotEqualTo(planted);
    assertThat(site.look(new AccountSite.Browser(planted, ""))).isEqualTo(401);
    var first = AccountSite.browser(answer);
    var again = site.as(first, "POST", API + "session", AccountSite.credentials("ann", PASSWORD));
    assertThat(cookie(again)).isNotEqualTo(first.cookie());
    assertThat(site.look(first)).isEqualTo(401);
    assertThat(site.look(AccountSite.browser(again))).isEqualTo(200);
  }

  @Test
  void logOut_endsTheSession() throws Exception {
    var browser = site.logIn("ann");
    var answer = site.as(browser, "DELETE", API + "session", "");
    assertThat(answer.statusCode()).isEqualTo(204);
    assertThat(answer.headers().firstValue("Set-Cookie").orElseThrow())
        .startsWith(LogIns.COOKIE + "=;")
        .contains("Max-Age=0");
    assertThat(site.look(browser)).isEqualTo(401);
  }

  @Test
  void session_outlivesARestart_andEndsIdleOrOld() throws Exception {
    var browser = site.logIn("ann");
    site.restart();
    site.pass(Duration.ofHours(7));
    assertThat(site.look(browser)).isEqualTo(200);
    site.pass(Duration.ofHours(7));
    assertThat(site.look(browser)).isEqualTo(200);
    site.pass(Duration.ofHours(8));
    assertThat(site.look(browser)).isEqualTo(401);
    var other = site.logIn("ann");
    for (int hours = 0; hours < 7 * 24 - 6; hours += 6) {
      assertThat(site.look(other)).as("after %d hours", hours).isEqualTo(200);
      site.pass(Duration.ofHours(6));
    }
    site.pass(Duration.ofHours(6));
    assertThat(site.look(other)).isEqualTo(401);
  }

  @Test
  void changeByCookie_withoutTheCsrfToken_isRefused() throws Exception {
    var browser = site.logIn("ann");
    var without = new AccountSite.Browser(browser.cookie(), "");
    assertThat(site.as(without, "POST", "/look", "").statusCode()).isEqualTo(403);
    var others = new AccountSite.Browser(browser.cookie(), site.logIn("admin").csrf());
    assertThat(site.as(others, "POST", "/look", "").statusCode()).isEqualTo(403);
    assertThat(site.as(browser, "POST", "/look", "").statusCode()).isEqualTo(200);
    var basic = site.basic("ann", PASSWORD, "/look").POST(BodyPublishers.noBody());
    assertThat(site.send(basic).statusCode()).isEqualTo(200);
  }

  @Test
  void role_thatIsTakenAway_countsFromTheNextRequest() throws Exception {
    var browser = site.logIn("ann");
    var ann = site.store.account("ann").orElseThrow();
    site.store.change(
        AccountForm.changed(ann, new AccountForm.Wish("", "viewer", List.of(), false)));
    assertThat(site.as(browser, "POST", "/look", "").statusCode()).isEqualTo(403);
    assertThat(site.look(browser)).isEqualTo(200);
    try (var besides = site.besides()) {
      besides.change(AccountForm.changed(ann, new AccountForm.Wish("", "viewer", List.of(), true)));
    }
    assertThat(site.look(browser)).isEqualTo(401);
    assertThat(site.logInAnswer("ann", PASSWORD).statusCode()).isEqualTo(401);
    assertThat(site.send(site.basic("ann", PASSWORD, "/look")).statusCode()).isEqualTo(401);
  }

  @Test
  void ownPassword_takesTheOneBefore_andEndsEveryOtherSession() throws Exception {
    var browser = site.logIn("ann");
    var elsewhere = site.logIn("ann");
    var path = API + "users/ann/password";
    var wrong =
        site.as(browser, "PUT", path, "{\"current\":\"x\",\"password\":\"a better one 8\"}");
    assertThat(wrong.statusCode()).isEqualTo(403);
    var weak =
        site.as(browser, "PUT", path, "{\"current\":\"" + PASSWORD + "\",\"password\":\"short\"}");
    assertThat(weak.statusCode()).isEqualTo(422);
    assertThat(json(weak).path("error").asString()).contains("give at least 10 characters");
    var right =
        site.as(
            browser,
            "PUT",
            path,
            "{\"current\":\"" + PASSWORD + "\",\"password\":\"a better one 8\"}");
    assertThat(right.statusCode()).isEqualTo(200);
    assertThat(site.look(browser)).isEqualTo(401);
    assertThat(site.look(elsewhere)).isEqualTo(401);
    assertThat(site.look(AccountSite.browser(right))).isEqualTo(200);
    assertThat(site.logInAnswer("ann", "a better one 8").statusCode()).isEqualTo(200);
  }

  @Test
  void othersPassword_isTheAdministratorsToGive() throws Exception {
    var path = API + "users/vic/password";
    var body = "{\"password\":\"a better one 8\"}";
    assertThat(site.as(site.logIn("ann"), "PUT", path, body).statusCode()).isEqualTo(403);
    var vic = site.logIn("vic");
    assertThat(site.as(site.logIn("admin"), "PUT", path, body).statusCode()).isEqualTo(204);
    assertThat(site.look(vic)).isEqualTo(401);
    assertThat(site.logInAnswer("vic", "a better one 8").statusCode()).isEqualTo(200);
  }

  @Test
  void basic_paysForBcryptOnce_andAChangedPasswordCountsAtOnce() throws Exception {
    var request = site.basic("ann", PASSWORD, "/look");
    for (int i = 0; i < 5; i++) {
      assertThat(site.send(request).statusCode()).isEqualTo(200);
    }
    assertThat(site.accounts().passwords().checked()).isEqualTo(1);
    try (var besides = site.besides()) {
      besides.setPassword("ann", PasswordPolicy.hash("ann", "a better one 8"));
    }
    assertThat(site.send(request).statusCode()).isEqualTo(401);
    assertThat(site.send(site.basic("ann", "a better one 8", "/look")).statusCode()).isEqualTo(200);
  }

  @Test
  void sessionsOfAUser_areBounded() throws Exception {
    var first = site.logIn("vic");
    site.pass(Duration.ofSeconds(1));
    for (int i = 0; i < SessionStore.MOST_OF_A_USER; i++) {
      site.accounts().sessions().begin("vic", "10.0.0.1", "browser");
    }
    assertThat(site.look(first)).isEqualTo(401);
    assertThat(site.store.sessions().all(1000)).hasSize(SessionStore.MOST_OF_A_USER);
  }

  @Test
  void sessions_areSeenAndEndedByTheAdministrator() throws Exception {
    var ann = site.logIn("ann");
    var admin = site.logIn("admin");
    var list = json(site.send(site.request(admin, API + "sessions"))).path("data").path("sessions");
    assertThat(list.findValuesAsString("user")).containsExactlyInAnyOrder("ann", "admin");
    assertThat(list.toString()).doesNotContain(ann.cookie());
    for (var session : list) {
      boolean own = session.path("user").asString().equals("admin");
      assertThat(session.path("current").asBoolean()).isEqualTo(own);
      if (!own) {
        var path = API + "sessions/" + session.path("id").asString();
        assertThat(site.as(admin, "DELETE", path, "").statusCode()).isEqualTo(204);
        assertThat(site.as(admin, "DELETE", path, "").statusCode()).isEqualTo(404);
      }
    }
    assertThat(site.look(ann)).isEqualTo(401);
    assertThat(site.send(site.request(site.logIn("ann"), API + "sessions")).statusCode())
        .isEqualTo(403);
  }

  @Test
  void nothingOfTheCookieOrPassword_isInTheFile() throws Exception {
    var browser = site.logIn("ann");
    var ann = site.store.account("ann").map(Account::toString).orElseThrow();
    assertThat(ann).doesNotContain("$2");
    assertThat(site.store.sessions().all(10).toString()).doesNotContain(browser.cookie());
  }
}
