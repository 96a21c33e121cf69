package dev.muster.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.LocalDateTime;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.openqa.selenium.By;
import org.openqa.selenium.Keys;
import org.openqa.selenium.interactions.Actions;

/** The console in a real browser, on this machine watched by a real server. */
class ConsoleTest {
  private static final String HOSTILE = "<img src=x onerror=\"window.broken=1\">";
  private static final Pattern SPAN = Pattern.compile("from (\\S+ \\S+) to (\\S+ \\S+) UTC");
  private static final DateTimeFormatter TIME = DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm:ss");
  private static final List<String> VIEWS =
      List.of(
          "",
          "clients/this-pc",
          "alerts",
          "alerts/history",
          "alerts/silences",
          "alerts/mails",
          "events",
          "explore?q=node_load1&as=table",
          "admin/fleet-file",
          "admin/health",
          "admin/users",
          "admin/audit",
          "admin/certificates",
          "admin/enrolment");

  @TempDir static Path folder;
  private static MusterProcess muster;
  private static Browser browser;

  @BeforeAll
  static void start() throws Exception {
    assumeTrue(
        Browser.isHere(),
        "skipped: there is no chromium; apt-get install chromium chromium-driver");
    var fleet = folder.resolve("fleet.xml");
    Fleets.write(fleet, MusterProcess.freePort(), 0, Fleets.CROSSED);
    muster = MusterProcess.up(folder.resolve("data"), fleet);
    postHostileAlert();
    browser = new Browser("https://127.0.0.1:" + muster.port() + "/", folder.resolve("profile"));
    browser.logIn("admin", MusterProcess.PASSWORD);
  }

  /** As another program would: its texts go through the archive to the page. */
  private static void postHostileAlert() throws Exception {
    String quoted = HOSTILE.replace("\"", "\\\"");
    String alert =
        "[{\"labels\":{\"alertname\":\"%s\",\"client\":\"this-pc\"},\"annotations\":{\"summary\":\"%s\"}}]"
            .formatted(quoted, quoted);
    assertThat(muster.send("POST", "/api/v2/alerts", alert).statusCode()).isEqualTo(200);
  }

  @AfterAll
  static void stop() {
    if (browser != null) {
      browser.close();
    }
    if (muster != null) {
      muster.close();
    }
  }

  @Test
  void wrongPassword_isOneSentence() {
    try (var other =
        new Browser("https://127.0.0.1:" + muster.port() + "/", folder.resolve("other"))) {
      other.driver().get("https://127.0.0.1:" + muster.port() + "/alerts/1");
      other.await(By.name("username")).sendKeys("admin");
      other.find("input[type=password]").sendKeys("wrong");
      other.find("button[type=submit]").click();
      other.awaitText("p.trouble", "rong");
      assertThat(other.violations()).isEmpty();
    }
  }

  @Test
  void machine_isSeenLive_withoutReload() {
    browser.go("");
    browser.awaitText("tr .state", "up");
    browser.run("window.sameLoad = true");
    browser.click("tbody th a", "this-pc");
    browser.awaitText("h1", "this-pc");
    String fact = "[data-fact=cpu] dd";
    String before = browser.find(fact).getText();
    browser.await("another reading", () -> !browser.find(fact).getText().equals(before));
    browser.await(
        "readings in the charts",
        () ->
            browser.label("CPU busy").contains("core 0: last")
                && browser.label("Memory").contains("last"));
    assertThat(browser.find(".scroll[aria-label=Drives] tbody").getText()).contains("this-pc", "%");
    assertThat(browser.run("return window.sameLoad")).isEqualTo(true);
  }

  private static Duration span(String chart) {
    var found = SPAN.matcher(browser.label(chart));
    return found.find()
        ? Duration.between(
            LocalDateTime.parse(found.group(1), TIME), LocalDateTime.parse(found.group(2), TIME))
        : Duration.ZERO;
  }

  @Test
  void history_zoomsByButtonAndByDragging() {
    browser.go("clients/this-pc");
    browser.await("the chart of CPU", () -> span("CPU busy").toMinutes() == 15);
    browser.find("[data-value='86400']").click();
    browser.await("24 hours", () -> span("CPU busy").toHours() == 24);
    var canvas = browser.find("canvas");
    new Actions(browser.driver())
        .scrollToElement(canvas)
        .moveToElement(canvas, 0, 0)
        .clickAndHold()
        .moveByOffset(60, 0)
        .release()
        .perform();
    browser.await(
        "a shorter time", () -> span("CPU busy").toHours() < 24 && span("CPU busy").toHours() > 0);
    browser.click(".ranges button", "Undo zoom");
    browser.await("24 hours again", () -> span("CPU busy").toHours() == 24);
  }

  @Test
  void alert_isSilencedAndSaysWhyItFired() {
    browser.go("alerts");
    browser.click("tbody th a", "memory");
    browser.awaitText("h1", "this-pc: memory");
    browser.await("the limit in the chart", () -> browser.label("Value").contains("limit"));
    assertThat(browser.find(".steps").getText()).contains("firing");
    browser.click("button", "Silence…");
    browser.await(By.cssSelector("dialog[open] button.primary")).click();
    browser.awaitText(".titlebar .state", "silenced");
    browser.go("alerts/silences");
    browser.awaitText("tbody th", "client=\"this-pc\"");
  }

  @Test
  void fleetFile_withAMistake_isLocatedAndNotSaved() throws Exception {
    String before = Files.readString(folder.resolve("fleet.xml"));
    browser.go("admin/fleet-file");
    var editor = browser.await(By.cssSelector("textarea.editor"));
    browser.awaitText("p[role=status]", "1 client");
    editor.sendKeys(Keys.chord(Keys.CONTROL, Keys.HOME));
    editor.sendKeys(Keys.END, "\n<client ip='10.1.1.1'><alert type='memroy' limit='5%'/></client>");
    browser.awaitText(".findings li", "memroy");
    assertThat(browser.find(".findings .place").getText()).contains("line 2, column");
    assertThat(browser.awaitText("button", "Save…").isEnabled()).isFalse();
    browser.click("button", "Undo changes");
    browser.await("no findings", () -> browser.find(".findings").getText().isEmpty());
    assertThat(Files.readString(folder.resolve("fleet.xml"))).isEqualTo(before);
  }

  @Test
  void mail_isReadInAFrameThatMayDoNothing() {
    browser.go("alerts/mails");
    browser.click("tbody th a", "");
    var frame = browser.await(By.cssSelector("iframe.mailhtml"));
    assertThat(frame.getAttribute("sandbox")).isEmpty();
    browser.driver().switchTo().frame(frame);
    try {
      browser.await("the mail's text", () -> browser.text().contains("this-pc"));
    } finally {
      browser.driver().switchTo().defaultContent();
    }
  }

  @Test
  void query_withAMistake_isMarked_andAGoodOneAnswered() {
    browser.go("explore?q=node_load1%20%2B&as=table");
    browser.awaitText(".trouble pre", "here");
    browser.go("explore?q=up&as=table");
    browser.awaitText("tbody td", "this-pc");
    var box = browser.find("textarea");
    box.sendKeys(Keys.chord(Keys.CONTROL, "a"), "node_memory_MemTot");
    browser.awaitText("[role=option]", "node_memory_MemTotal_bytes");
    box.sendKeys(Keys.TAB);
    assertThat(box.getDomProperty("value")).isEqualTo("node_memory_MemTotal_bytes");
  }

  @Test
  void certificate_isRenewed_andRevokedAfterAQuestion() {
    browser.go("admin/certificates");
    browser.await(By.cssSelector("[aria-label='Renew the certificate of scraper']")).click();
    browser.awaitText(".note", "The new certificate of scraper is good until");
    browser
        .await(By.cssSelector("[aria-label='Revoke the certificate of scraper, replaced…']"))
        .click();
    browser.awaitText("dialog p", "scraper has a newer one, so nothing should stop");
    assertThat(browser.violations()).isEmpty();
    browser.find("dialog button.danger").click();
    browser.awaitText("td .state", "revoked");
    browser.awaitText("[aria-label=Certificates] td .state", "good");
  }

  @Test
  void hostileText_isShownAndDoesNothing() {
    for (String view : List.of("alerts", "", "clients/this-pc", "alerts/mails")) {
      browser.go(view);
      browser.await("the view", () -> !browser.driver().getTitle().isEmpty());
      if (view.equals("alerts")) {
        browser.awaitText("tbody th a", HOSTILE);
      }
      assertThat(
              browser.run(
                  "return window.broken ?? document.querySelectorAll('main img, main script').length"))
          .as(view)
          .isEqualTo(0L);
    }
  }

  @Test
  void views_haveNoSeriousViolation_lightDarkAndNarrow() {
    var found = new ArrayList<String>();
    for (String view : VIEWS) {
      open(view);
      browser.dark(false);
      browser.violations().forEach(one -> found.add(view + " light " + one));
      browser.dark(true);
      browser.violations("color-contrast").forEach(one -> found.add(view + " dark " + one));
    }
    browser.dark(false);
    browser.size(390, 844);
    for (String view : VIEWS) {
      open(view);
      browser.violations().forEach(one -> found.add(view + " narrow " + one));
      if (Boolean.TRUE.equals(
          browser.run("return document.documentElement.scrollWidth > innerWidth"))) {
        found.add(view + " narrow is wider than the screen");
      }
    }
    browser.size(1440, 900);
    assertThat(found).isEmpty();
  }

  private static void open(String view) {
    browser.go(view);
    browser.await(
        view,
        () ->
            Boolean.TRUE.equals(
                browser.run(
                    "return !!document.querySelector('main > section:not(.alone)') && location.hash === arguments[0]",
                    "#/" + view)));
  }
}
