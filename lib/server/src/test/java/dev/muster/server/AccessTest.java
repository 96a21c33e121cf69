package dev.muster.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.http.HttpRequest.BodyPublishers;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Who may ask what, by the table of {@link Site}. */
class AccessTest {
  private Site site;

  @BeforeEach
  void start(@TempDir Path folder) {
    site = new Site(folder, routes -> routes.delete("/look", context -> context.result("gone")));
  }

  @AfterEach
  void stop() {
    site.close();
  }

  @ParameterizedTest
  @CsvSource({
    "viewer, GET, /look, 200",
    "viewer, HEAD, /look, 200",
    "viewer, POST, /ask, 200",
    "viewer, POST, /look, 403",
    "viewer, POST, /alerts, 403",
    "viewer, GET, /all, 200",
    "viewer, GET, /unlisted, 403",
    "viewer, DELETE, /look, 403",
    "viewer, GET, /nowhere, 404",
    "operator, POST, /look, 200",
    "operator, POST, /alerts, 200",
    "operator, POST, /echo, 403",
    "operator, DELETE, /look, 403",
    "lab-viewer, GET, /look, 200",
    "lab-viewer, GET, /all, 403",
    "alerts, POST, /alerts, 200",
    "alerts, GET, /look, 403",
    "alerts, POST, /ask, 403",
    "alerts, POST, /look, 403",
    "samples, POST, /alerts, 403",
    "samples, GET, /look, 403",
    "let-me-in, DELETE, /look, 200",
    "let-me-in, GET, /unlisted, 200",
    "nobody, GET, /look, 401",
  })
  void table_decides(String token, String method, String path, int status) throws Exception {
    var request = site.bearer(token, path).method(method, BodyPublishers.noBody());
    assertThat(site.send(request).statusCode()).isEqualTo(status);
  }

  @ParameterizedTest
  @CsvSource({"/open/a-1.js, 200", "/files/a/b.js, 200", "/look, 401", "/open/, 401"})
  void headWithoutLogIn_isAnsweredWhereThePathIsOpen(String path, int status) throws Exception {
    var head = site.request(path).method("HEAD", BodyPublishers.noBody());
    assertThat(site.send(head).statusCode()).isEqualTo(status);
  }

  @ParameterizedTest
  @ValueSource(strings = {"/%6cook", "/look/", "//look", "/./look", "/x/../look", "/look;a=b"})
  void path_spelledOtherwise_opensNothing(String path) throws Exception {
    var delete = site.bearer("viewer", path).DELETE();
    assertThat(site.send(delete).statusCode()).isIn(400, 403, 404, 405);
    assertThat(site.get(path).statusCode()).isIn(400, 401);
  }

  @ParameterizedTest
  @CsvSource({
    "/open/a-1.js, 200",
    "/files/a/b.js, 200",
    "/open/%2e%2e, 401",
    "/open/a%2fb, 401",
    "/open/.., 401",
    "/files/../who, 401",
    "/files/a/%2e%2e/who, 401",
    "/files/a//b, 401",
    "/files/a/..;/who, 401",
    "/open/, 401"
  })
  void openPattern_hasOneSpelling(String path, int status) throws Exception {
    var answer = site.get(path).statusCode();
    if (status == 200) {
      assertThat(answer).isEqualTo(200);
    } else {
      assertThat(answer).isIn(400, 401);
    }
  }

  @ParameterizedTest
  @CsvSource({"'', 403", "wrong-csrf, 403", "right-csrf, 200"})
  void changeByCookie_takesTheCsrfToken(String csrf, int status) throws Exception {
    var post = site.browser("/look").POST(BodyPublishers.noBody());
    if (!csrf.isEmpty()) {
      post.header("X-CSRF-Token", csrf);
    }
    assertThat(site.send(post).statusCode()).isEqualTo(status);
    assertThat(site.send(site.browser("/look")).statusCode()).isEqualTo(200);
  }

  @Test
  void changeByAFormOfOurs_takesTheCsrfFieldOfItsPage() throws Exception {
    var form =
        site.browser("/look")
            .header("Content-Type", "application/x-www-form-urlencoded")
            .POST(BodyPublishers.ofString("csrf=right-csrf"));
    assertThat(site.send(form).statusCode()).isEqualTo(200);
    var wrong =
        site.browser("/look")
            .header("Content-Type", "application/x-www-form-urlencoded")
            .POST(BodyPublishers.ofString("csrf=x"));
    assertThat(site.send(wrong).statusCode()).isEqualTo(403);
  }

  @Test
  void cookie_thatIsThereTwice_countsForNothing() throws Exception {
    var twice =
        site.request("/look")
            .header("Cookie", LogIns.COOKIE + "=" + Site.SESSION + "; " + LogIns.COOKIE + "=x");
    assertThat(site.send(twice).statusCode()).isEqualTo(401);
    var other = site.request("/look").header("Cookie", "muster-session=" + Site.SESSION);
    assertThat(site.send(other).statusCode()).isEqualTo(401);
  }

  @Test
  void browser_isNotAskedByItsOwnPrompt() throws Exception {
    var script = site.send(site.request("/api/x").header("Sec-Fetch-Mode", "cors"));
    assertThat(script.statusCode()).isEqualTo(401);
    assertThat(script.headers().firstValue("WWW-Authenticate")).isEmpty();
    var link = site.send(site.request("/alerts/5?x=1").header("Sec-Fetch-Mode", "navigate"));
    assertThat(link.statusCode()).isEqualTo(303);
    assertThat(link.headers().firstValue("Location")).contains("/?next=%2Falerts%2F5%3Fx%3D1");
    var program = site.get("/api/x");
    assertThat(program.headers().firstValue("WWW-Authenticate")).isPresent();
  }

  @Test
  void tooManyWrongPasswords_areToldToWait() throws Exception {
    var answer = site.send(site.request("/look").header("Authorization", "Basic later"));
    assertThat(answer.statusCode()).isEqualTo(429);
    assertThat(answer.headers().firstValue("Retry-After")).contains("5");
  }

  @Test
  void whatWasChanged_isTold_andWhatWasRefusedIsNot() throws Exception {
    assertThat(site.send(site.bearer("operator", "/look").POST(BodyPublishers.noBody())).body())
        .isEqualTo("done");
    site.send(site.bearer("viewer", "/look").POST(BodyPublishers.noBody()));
    site.send(site.bearer("viewer", "/ask").POST(BodyPublishers.noBody()));
    site.send(site.bearer("alerts", "/alerts").POST(BodyPublishers.noBody()));
    assertThat(site.deeds)
        .containsExactly(new Deed("operator", "127.0.0.1", "POST /look", "line one line two"));
  }

  @Test
  void privateAnswer_isKeptNowhere() throws Exception {
    assertThat(site.send(site.browser("/look")).headers().firstValue("Cache-Control"))
        .contains("no-store");
    assertThat(site.get("/look").headers().firstValue("Cache-Control")).contains("no-store");
  }

  @Test
  void lineThatIsNone_isNamed() {
    assertThatThrownBy(() -> AccessTable.parse("GET look viewer"))
        .hasMessageContaining("'GET look viewer' is no line");
    assertThatThrownBy(() -> AccessTable.parse("GET /look guest"))
        .hasMessageContaining("'guest' is no role; give viewer");
    assertThatThrownBy(() -> AccessTable.parse("GET /look viewer all"))
        .hasMessageContaining("a word that is none of");
    assertThatThrownBy(() -> AccessTable.parse("GET /look viewer\nGET /look admin"))
        .hasMessageContaining("GET /look stands twice");
  }
}
