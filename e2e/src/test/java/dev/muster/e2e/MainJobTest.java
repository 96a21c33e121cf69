package dev.muster.e2e;

import static java.util.function.Function.identity;
import static java.util.stream.Collectors.counting;
import static java.util.stream.Collectors.groupingBy;
import static org.assertj.core.api.Assertions.assertThat;

import com.icegreen.greenmail.util.GreenMail;
import com.icegreen.greenmail.util.ServerSetup;
import jakarta.mail.MessagingException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The main job: fleet file → exporter → scraper → SQLite → limits → mail, on real readings. */
class MainJobTest {
  private static final Duration PATIENCE = Duration.ofSeconds(40);

  @TempDir Path folder;

  private Path fleet;
  private int exporterPort;
  private int smtpPort;
  private GreenMail smtp;

  @BeforeEach
  void prepare() throws IOException {
    fleet = folder.resolve("fleet.xml");
    exporterPort = MusterProcess.freePort();
    smtpPort = MusterProcess.freePort();
    smtp = mailServer();
  }

  @AfterEach
  void stopMail() {
    smtp.stop();
  }

  @Test
  void limits_crossedThenRaised_mailOnceEach() throws Exception {
    Fleets.write(fleet, exporterPort, smtpPort, Fleets.CROSSED);
    try (var muster = MusterProcess.up(folder.resolve("data"), fleet)) {
      muster.await(
          PATIENCE, "the mail of three alerts", () -> smtp.getReceivedMessages().length >= 1);
      Fleets.write(fleet, exporterPort, smtpPort, Fleets.KEPT);
      muster.await(PATIENCE, "the mail of their end", () -> smtp.getReceivedMessages().length >= 2);
      Thread.sleep(3000); // three more rounds: nothing may follow
      assertThat(subjects()).hasSize(2).allSatisfy((subject, times) -> assertThat(times).isOne());
      assertThat(muster.terminate()).isLessThan(Duration.ofSeconds(5));
    }
  }

  @Test
  void mailServer_awayInBetween_losesAndDoublesNothing() throws Exception {
    smtp.stop();
    Fleets.write(fleet, exporterPort, smtpPort, Fleets.CROSSED);
    try (var muster = MusterProcess.up(folder.resolve("data"), fleet)) {
      muster.await(PATIENCE, "three firing alerts", () -> alerts(muster, "open", "firing") == 3);
      Fleets.write(fleet, exporterPort, smtpPort, Fleets.KEPT);
      muster.await(
          PATIENCE, "three resolved alerts", () -> alerts(muster, "ended", "resolved") == 3);
      smtp = mailServer();
      muster.await(PATIENCE, "the mail of their end", () -> smtp.getReceivedMessages().length >= 2);
      Thread.sleep(3000);
      assertThat(subjects()).hasSize(2).allSatisfy((subject, times) -> assertThat(times).isOne());
    }
  }

  @Test
  void withoutMailServer_mailsAreKeptAsFiles() throws Exception {
    Fleets.write(fleet, exporterPort, 0, Fleets.CROSSED);
    var mails = folder.resolve("data").resolve("mails");
    try (var muster = MusterProcess.up(folder.resolve("data"), fleet)) {
      muster.await(
          PATIENCE,
          "the .eml file",
          () -> {
            try (var files = Files.exists(mails) ? Files.list(mails) : null) {
              return files != null && files.filter(f -> f.toString().endsWith(".eml")).count() == 1;
            }
          });
    }
  }

  @Test
  void badFleetFile_atReload_leavesTheOldOneInForce() throws Exception {
    Fleets.write(fleet, exporterPort, smtpPort, Fleets.CROSSED);
    try (var muster = MusterProcess.up(folder.resolve("data"), fleet)) {
      muster.await(
          PATIENCE, "the mail of three alerts", () -> smtp.getReceivedMessages().length >= 1);
      Files.writeString(fleet, "<fleet><client ip=\"127.0.0.1\"><alert type=\"memroy\"/></fleet>");
      var answer = muster.post("/-/reload");
      assertThat(answer.statusCode()).isEqualTo(500);
      assertThat(answer.body()).contains("fleet.xml:1:");
      long before = newestScrape(muster);
      muster.await(PATIENCE, "a further scrape", () -> newestScrape(muster) > before);
    }
  }

  private static int alerts(MusterProcess muster, String which, String state)
      throws IOException, InterruptedException {
    var answer = muster.get("/api/muster/v1/alerts?state=" + which).body();
    return answer.split("\"state\":\"" + state + "\"", -1).length - 1;
  }

  private static long newestScrape(MusterProcess muster) throws IOException, InterruptedException {
    var result = muster.query("timestamp(up{job=\"node\"})").get("result");
    return result.isEmpty()
        ? 0
        : (long) Double.parseDouble(result.get(0).get("value").get(1).asString());
  }

  private Map<String, Long> subjects() {
    return Arrays.stream(smtp.getReceivedMessages())
        .map(message -> {
          try {
            return message.getSubject().replaceAll("[0-9.]+(%|d|h|m|s)?( [0-9]+[dhms])?", "N");
          } catch (MessagingException e) {
            throw new AssertionError(e);
          }
        })
        .collect(groupingBy(identity(), TreeMap::new, counting()));
  }

  private GreenMail mailServer() {
    var server = new GreenMail(new ServerSetup(smtpPort, "127.0.0.1", ServerSetup.PROTOCOL_SMTP));
    server.start();
    return server;
  }
}
