package dev.muster.console;

import static org.assertj.core.api.Assertions.assertThat;

import io.javalin.Javalin;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What is served under {@code /} and {@code /assets}. */
class ConsoleTest {
  private static final Pattern ADDRESS = Pattern.compile("(?:src|href)=\"([^\"]*)\"");
  private static final String IMMUTABLE = "public, max-age=31536000, immutable";

  private final Javalin server =
      Javalin.create(
              config -> {
                config.startup.showJavalinBanner = false;
                new Console().addTo(config.routes);
              })
          .start("127.0.0.1", 0);
  private final HttpClient client = HttpClient.newHttpClient();

  @AfterEach
  void stop() {
    client.close();
    server.stop();
  }

  private HttpResponse<String> get(String path) throws IOException, InterruptedException {
    var request =
        HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + server.port() + path)).build();
    return client.send(request, BodyHandlers.ofString());
  }

  private static List<String> addresses(String page) {
    return ADDRESS
        .matcher(page)
        .results()
        .map(MatchResult::group)
        .map(ConsoleTest::inside)
        .toList();
  }

  private static String inside(String attribute) {
    return attribute.substring(attribute.indexOf('"') + 1, attribute.length() - 1);
  }

  private String base() throws IOException, InterruptedException {
    String icon = addresses(get("/").body()).getFirst();
    return "/" + icon.substring(0, icon.lastIndexOf('/') + 1);
  }

  @Test
  void page_isCheckedEachTimeAndNamesAssetsThatAreKeptForGood() throws Exception {
    var page = get("/");
    assertThat(page.headers().firstValue("Cache-Control")).hasValue("no-cache");
    assertThat(page.headers().firstValue("Content-Type").orElseThrow()).startsWith("text/html");
    assertThat(addresses(page.body())).hasSizeGreaterThan(10);
    for (String address : addresses(page.body())) {
      assertThat(address).matches("assets/[0-9a-f]{16}/[a-z]+\\.(js|css|svg)");
      var asset = get("/" + address);
      assertThat(asset.statusCode()).as(address).isEqualTo(200);
      assertThat(asset.headers().firstValue("Cache-Control")).as(address).hasValue(IMMUTABLE);
    }
  }

  @Test
  void page_hasNothingInlineAndNoOtherHost() throws Exception {
    assertThat(get("/").body())
        .doesNotContain("<style", " style=", " onclick", "javascript:", "//")
        .doesNotContainPattern("<script(?![^>]* src=)");
  }

  @Test
  void charts_comeFromTheirLibrary() throws Exception {
    var charts = get(base() + "lib/chart.js");
    assertThat(charts.body()).startsWith("/*!\n * Chart.js v4").contains("MIT License");
    assertThat(charts.headers().firstValue("Content-Type"))
        .hasValue("text/javascript; charset=utf-8");
  }

  @Test
  void assets_thatAreNotListed_areNotFound() throws Exception {
    String base = base();
    for (String name :
        List.of(
            "index.html",
            "..%2fConsole.class",
            "%2e%2e/Console.class",
            "lib/",
            "",
            "main.js%00",
            "..%5cConsole.class",
            "../Console.class",
            "%2fetc%2fpasswd")) {
      assertThat(get(base + name).statusCode()).as(name).isIn(400, 404);
    }
    assertThat(get("/assets/0123456789abcdef/main.js").statusCode()).isEqualTo(404);
  }

  @Test
  void addressesInMails_leadToTheirViews() throws Exception {
    assertThat(get("/alerts/12").headers().firstValue("Location")).hasValue("../#/alerts/12");
    assertThat(get("/mails/7").headers().firstValue("Location")).hasValue("../#/mails/7");
    assertThat(get("/mails/7").statusCode()).isEqualTo(303);
    assertThat(get("/graph?g0.expr=up%7Ba%3D%22%0d%22%7D").headers().firstValue("Location"))
        .hasValue("./#/explore?q=up%7Ba%3D%22%0D%22%7D");
    assertThat(get("/mails/%0d%0aX:1").statusCode()).isIn(400, 404);
    assertThat(get("/mails/x").statusCode()).isEqualTo(404);
  }
}
