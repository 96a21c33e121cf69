package dev.muster.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * The server without samples of its own: they are in Debian's Prometheus, or VictoriaMetrics, and
 * the same limits fire, the same mails are written, through an outage of the store.
 */
@Timeout(300)
class StorePeerTest {
  private static final Duration PATIENCE = Duration.ofMinutes(2);
  private static final List<String> TYPES = List.of("memory", "disk", "uptime");

  @TempDir Path folder;

  @Test
  void ownArchive_isWhatStoresAreHeldTo() throws Exception {
    var data = folder.resolve("data");
    try (var muster = MusterProcess.up(data, fleet("", Fleets.CROSSED))) {
      firesAndMails(muster, data);
      knowsItsClient(muster);
    }
  }

  @Test
  void prometheus_takesTheArchivesPlace() throws Exception {
    var config = Files.writeString(folder.resolve("prometheus.yml"), "global: {}\n");
    try (var store = Peer.prometheus(config, folder, "--web.enable-remote-write-receiver")) {
      takesTheArchivesPlace(store);
    }
  }

  @Test
  void victoriaMetrics_takesTheArchivesPlace() throws Exception {
    try (var store = Peer.victoria(folder)) {
      takesTheArchivesPlace(store);
    }
  }

  private void takesTheArchivesPlace(Peer store) throws Exception {
    var data = folder.resolve("data");
    String archive =
        "<archive query=\"%s\" write=\"%s/api/v1/write\"/>"
            .formatted(store.address(), store.address());
    int exporterPort = MusterProcess.freePort();
    try (var muster = MusterProcess.up(data, fleet(archive, Fleets.CROSSED, exporterPort))) {
      firesAndMails(muster, data);
      knowsItsClient(muster);
      answersFor(store, muster);
      isOnThePage(muster);
      outage(store, muster, data);
      fleet(archive, Fleets.KEPT, exporterPort);
      assertThat(muster.post("/-/reload").statusCode()).isEqualTo(200);
      muster.await(PATIENCE, "the mails of their ends", () -> mails(data, true).equals(all()));
    }
  }

  private Path fleet(String archive, String alerts) throws IOException {
    return fleet(archive, alerts, MusterProcess.freePort());
  }

  private Path fleet(String archive, String alerts, int exporterPort) throws IOException {
    var file = folder.resolve("fleet.xml");
    var draft = folder.resolve("draft.xml");
    Fleets.write(draft, exporterPort, 0, alerts);
    return Files.writeString(
        file, Files.readString(draft).replaceFirst("<fleet>", "<fleet>" + archive));
  }

  private static Set<String> all() {
    return new TreeSet<>(TYPES);
  }

  private static void firesAndMails(MusterProcess muster, Path data) throws Exception {
    muster.await(PATIENCE, "the mails", () -> mails(data, false).equals(all()));
    assertThat(muster.get("/api/v2/alerts").body())
        .contains("\"type\":\"memory\"", "\"type\":\"disk\"", "\"type\":\"uptime\"");
  }

  /** The types that mails tell of, those of ends or those of beginnings. */
  private static Set<String> mails(Path data, boolean ends) throws IOException {
    var found = new TreeSet<String>();
    if (Files.isDirectory(data.resolve("mails"))) {
      try (Stream<Path> files = Files.list(data.resolve("mails"))) {
        for (var file : files.filter(name -> name.toString().endsWith(".eml")).toList()) {
          String mail = Files.readString(file, StandardCharsets.ISO_8859_1);
          if (mail.contains("RESOLVED") == ends) {
            TYPES.stream().filter(mail::contains).forEach(found::add);
          }
        }
      }
    }
    return found;
  }

  private static void knowsItsClient(MusterProcess muster) throws Exception {
    muster.await(PATIENCE, "the client's memory", () -> Double.isFinite(memory(muster)));
    assertThat(memory(muster)).isBetween(0.1, 100.0);
    assertThat(muster.get("/api/muster/v1/fleet").body())
        .contains("\"name\":\"this-pc\"", "\"state\":\"up\"");
  }

  /** In a browser, where there is one: the machine live, its charts, an expression's answer. */
  private void isOnThePage(MusterProcess muster) {
    if (!Browser.isHere()) {
      return;
    }
    try (var browser =
        new Browser("https://127.0.0.1:" + muster.port() + "/", folder.resolve("profile"))) {
      browser.logIn("admin", MusterProcess.PASSWORD);
      browser.awaitText("tr .state", "up");
      browser.go("clients/this-pc");
      browser.awaitText("h1", "this-pc");
      String before = browser.awaitText("[data-fact=cpu] dd", "%").getText();
      browser.await(
          "another reading", () -> !browser.find("[data-fact=cpu] dd").getText().equals(before));
      browser.await(
          "readings in the charts",
          () ->
              browser.label("CPU busy").contains("core 0: last")
                  && browser.label("Memory").contains("last"));
      browser.go("explore?q=up&as=table");
      browser.awaitText("tbody td", "this-pc");
    }
  }

  /** As the view of the relational face has it; NaN while it has not. */
  private static double memory(MusterProcess muster) throws IOException {
    try (var connection = DriverManager.getConnection("jdbc:sqlite:" + muster.archive());
        var statement = connection.createStatement();
        var row =
            statement.executeQuery(
                "SELECT memory_percent FROM client_status WHERE client = 'this-pc' AND up = 1")) {
      return row.next() && row.getObject(1) != null ? row.getDouble(1) : Double.NaN;
    } catch (SQLException e) {
      throw new IOException(e);
    }
  }

  private static void answersFor(Peer store, MusterProcess muster) throws Exception {
    assertThat(store.value("up{client='this-pc'}")).isEqualTo(1);
    assertThat(muster.query("up{client='this-pc'}").get("result")).hasSize(1);
    // A store shows what it took a moment later, and to each way of asking at another.
    for (var ask :
        List.of(
            "/api/v1/query_range?query=node_load1&step=5",
            "/api/v1/label/client/values?",
            "/api/v1/series?match[]=up")) {
      muster.await(PATIENCE, ask, () -> muster.get(ask + lastMinute()).body().contains("this-pc"));
    }
    muster.await(
        PATIENCE, "labels", () -> muster.get("/api/v1/labels").body().contains("\"client\""));
    muster.await(
        PATIENCE,
        "a page of the federation",
        () -> muster.get("/federate?match[]=node_load1").body().contains("node_load1{"));
    var wrong =
        muster.get("/api/v1/query?query=" + URLEncoder.encode("sum(", StandardCharsets.UTF_8));
    assertThat(wrong.statusCode()).isIn(400, 422);
    assertThat(wrong.body()).contains("\"status\":\"error\"");
  }

  private static String lastMinute() {
    long now = Instant.now().getEpochSecond();
    return "&start=%d&end=%d".formatted(now - 60, now);
  }

  /** While it is away nothing is resolved; what was scraped meanwhile arrives. */
  private static void outage(Peer store, MusterProcess muster, Path data) throws Exception {
    store.stop();
    long gone = Instant.now().getEpochSecond();
    muster.await(
        PATIENCE,
        "a word about it",
        () -> muster.get("/api/v1/query?query=up").statusCode() == 503);
    assertThat(muster.get("/api/v1/query?query=up").body())
        .contains("the store " + store.address(), "does not answer: nobody listens there");
    assertThat(muster.get("/api/muster/v1/explain?client=this-pc&type=memory").body())
        .contains("not known, the query failed: the store");
    muster.await(
        PATIENCE,
        "samples that wait",
        () ->
            Instant.now().getEpochSecond() > gone + 5
                && muster
                    .get("/metrics")
                    .body()
                    .contains("muster_remote_write_samples_pending{receiver=\"archive\"}"));
    assertThat(mails(data, true)).isEmpty();
    assertThat(muster.get("/api/v2/alerts").body()).contains("\"type\":\"memory\"");
    store.startAgain();
    String meanwhile = "count_over_time(up{client='this-pc'}[4s] @ %d)".formatted(gone + 5);
    muster.await(PATIENCE, "what was scraped meanwhile", () -> store.value(meanwhile) >= 3);
  }
}
