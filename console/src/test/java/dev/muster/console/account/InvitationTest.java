package dev.muster.console.account;

import static dev.muster.console.account.AccountSite.API;
import static dev.muster.console.account.AccountSite.PASSWORD;
import static dev.muster.console.account.AccountSite.json;
import static org.assertj.core.api.Assertions.assertThat;

import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(120)
class InvitationTest {
  private static final String NEW = "another one 99";

  private Path folder;
  private AccountSite site;

  @BeforeEach
  void start(@TempDir Path folder) {
    this.folder = folder;
    site = new AccountSite(folder);
  }

  @AfterEach
  void stop() {
    site.close();
  }

  private HttpResponse<String> redeem(String path, String token, String password) throws Exception {
    return site.post(
        API + path, "{\"token\":\"%s\",\"password\":\"%s\"}".formatted(token, password));
  }

  private HttpResponse<String> ask(String name) throws Exception {
    return site.post(API + "password/reset-request", "{\"name\":\"" + name + "\"}");
  }

  @Test
  void reset_isMailed_isGoodOnce_andEndsTheSessions() throws Exception {
    var browser = site.logIn("ann");
    assertThat(ask("ann").statusCode()).isEqualTo(204);
    var letter = site.letter();
    assertThat(letter.mail()).isEqualTo("ann@example.org");
    assertThat(letter.link()).isEqualTo("#/reset/" + letter.secret());
    assertThat(letter.toString()).doesNotContain(letter.secret());
    assertThat(redeem("invite/accept", letter.secret(), NEW).statusCode()).isEqualTo(404);
    var weak = redeem("password/reset", letter.secret(), "short");
    assertThat(weak.statusCode()).isEqualTo(422);
    assertThat(site.look(browser)).isEqualTo(200);
    var done = redeem("password/reset", letter.secret(), NEW);
    assertThat(json(done).path("data").path("name").asString()).isEqualTo("ann");
    assertThat(site.look(browser)).isEqualTo(401);
    assertThat(site.logInAnswer("ann", NEW).statusCode()).isEqualTo(200);
    var again = redeem("password/reset", letter.secret(), NEW);
    assertThat(again.statusCode()).isEqualTo(404);
    assertThat(json(again).path("error").asString()).contains("ask for a new one");
    for (String file : new String[] {"accounts.db", "accounts.db-wal"}) {
      assertThat(Files.readString(folder.resolve(file), StandardCharsets.ISO_8859_1))
          .doesNotContain(letter.secret());
    }
  }

  @Test
  void reset_ofNobody_getsTheSameAnswer_andNoMail() throws Exception {
    var known = ask("ann");
    assertThat(site.letter().name()).isEqualTo("ann");
    var unknown = ask("nobody");
    assertThat(unknown.statusCode()).isEqualTo(known.statusCode());
    assertThat(unknown.body()).isEqualTo(known.body());
    // By address, too; what is queued is worked on in order, so nobody got a mail before.
    assertThat(ask("VIC@example.org").statusCode()).isEqualTo(204);
    assertThat(site.letter().name()).isEqualTo("vic");
    assertThat(site.letters).isEmpty();
  }

  @Test
  void resets_areThreeAnHour_andTheLastOneCounts() throws Exception {
    for (int i = 0; i < 5; i++) {
      ask("ann");
    }
    ask("vic");
    var first = site.letter();
    assertThat(site.letter().name()).isEqualTo("ann");
    var last = site.letter();
    assertThat(last.name()).isEqualTo("ann");
    assertThat(site.letter().name()).isEqualTo("vic");
    assertThat(redeem("password/reset", first.secret(), NEW).statusCode()).isEqualTo(404);
    assertThat(redeem("password/reset", last.secret(), NEW).statusCode()).isEqualTo(200);
    site.pass(Duration.ofHours(1));
    ask("ann");
    assertThat(site.letter().name()).isEqualTo("ann");
  }

  @Test
  void reset_isWorthNothingAfterAnHour() throws Exception {
    ask("ann");
    var letter = site.letter();
    site.pass(Invitations.RESET);
    assertThat(redeem("password/reset", letter.secret(), NEW).statusCode()).isEqualTo(404);
    assertThat(site.logInAnswer("ann", PASSWORD).statusCode()).isEqualTo(200);
  }

  @Test
  void invitation_letsANewUserChooseAPassword() throws Exception {
    var admin = site.logIn("admin");
    var made =
        site.as(
            admin,
            "POST",
            API + "users",
            "{\"name\":\"bob\",\"mail\":\"bob@example.org\",\"role\":\"operator\","
                + "\"groups\":[\"lab\"]}");
    assertThat(made.statusCode()).isEqualTo(201);
    assertThat(json(made).path("data").path("hasPassword").asBoolean()).isFalse();
    assertThat(site.logInAnswer("bob", "").statusCode()).isEqualTo(401);
    assertThat(site.as(admin, "POST", API + "users/bob/invite", "").statusCode()).isEqualTo(204);
    var letter = site.letter();
    assertThat(letter.link()).startsWith("#/invite/");
    site.pass(Duration.ofDays(6));
    assertThat(redeem("password/reset", letter.secret(), NEW).statusCode()).isEqualTo(404);
    assertThat(redeem("invite/accept", letter.secret(), NEW).statusCode()).isEqualTo(200);
    var bob = json(site.logInAnswer("bob", NEW)).path("data").path("user");
    assertThat(bob.toString())
        .isEqualTo("{\"name\":\"bob\",\"role\":\"operator\",\"groups\":[\"lab\"]}");
    assertThat(site.whatWasDone())
        .contains(
            "admin: POST /api/muster/v1/users: user bob: operator of lab",
            "admin: POST /api/muster/v1/users/bob/invite: invitation of bob to bob@example.org",
            "bob: POST /api/muster/v1/invite/accept: chose a password");
  }

  @Test
  void disabledUser_isNeitherMailedNorLetIn() throws Exception {
    ask("ann");
    var letter = site.letter();
    var admin = site.logIn("admin");
    site.as(admin, "PATCH", API + "users/ann", "{\"disabled\":true}");
    assertThat(redeem("password/reset", letter.secret(), NEW).statusCode()).isEqualTo(404);
    ask("ann");
    ask("vic");
    assertThat(site.letter().name()).isEqualTo("vic");
    assertThat(site.as(admin, "POST", API + "users/ann/invite", "").statusCode()).isEqualTo(409);
  }
}
