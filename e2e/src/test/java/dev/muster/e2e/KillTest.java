package dev.muster.e2e;

import static java.util.stream.Collectors.toSet;
import static org.assertj.core.api.Assertions.assertThat;

import com.icegreen.greenmail.util.GreenMail;
import com.icegreen.greenmail.util.ServerSetup;
import jakarta.mail.MessagingException;
import java.io.IOException;
import java.nio.file.Path;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** kill -9 at any moment: nothing that was answered for is lost, nothing is done twice. */
class KillTest {
  private static final int ROUNDS = 10;
  private static final Duration PATIENCE = Duration.ofSeconds(40);

  private static final String TOLD = "select detail from alert_history where what = 'notified'";
  private static final String BEGINNINGS =
      "select count(*) from (" + TOLD + " and detail not like '%over')";
  private static final String ENDS = "select count(*) from (" + TOLD + " and detail like '%over')";

  @TempDir Path folder;

  @Test
  void killedTenTimes_losesNoScrapeAndNoMail_doublesNone() throws Exception {
    var data = folder.resolve("data");
    var fleet = folder.resolve("fleet.xml");
    int port = MusterProcess.freePort();
    int exporterPort = MusterProcess.freePort();
    var smtp =
        new GreenMail(
            new ServerSetup(MusterProcess.freePort(), "127.0.0.1", ServerSetup.PROTOCOL_SMTP));
    smtp.start();
    var random = new Random(20261121);
    Set<Double> seen = ConcurrentHashMap.newKeySet();
    try {
      for (int round = 0; round < ROUNDS; round++) {
        boolean crossed = round % 2 == 0;
        Fleets.write(
            fleet, exporterPort, smtp.getSmtp().getPort(), crossed ? Fleets.CROSSED : Fleets.KEPT);
        try (var muster = MusterProcess.up(data, fleet, port)) {
          assertThat(scrapeTimes(muster)).as("round %d", round).containsAll(seen);
          watchThenKill(muster, Duration.ofMillis(500 + random.nextInt(4000)), seen);
        }
        assertThat(integrity(data.resolve("archive.db"))).isEqualTo("ok");
      }
      settle(data, fleet, port, exporterPort, smtp);
      assertThat(seen).isNotEmpty();
    } finally {
      smtp.stop();
    }
  }

  /** Notes every scrape that queries showed, until the moment comes. */
  private static void watchThenKill(MusterProcess muster, Duration life, Set<Double> seen)
      throws InterruptedException {
    var watching = new AtomicBoolean(true);
    var watcher =
        Thread.ofVirtual()
            .start(() -> {
              while (watching.get()) {
                try {
                  seen.addAll(scrapeTimes(muster));
                } catch (IOException | InterruptedException e) {
                  return; // it is being killed
                }
              }
            });
    LockSupport.parkNanos(life.toNanos());
    muster.kill();
    watching.set(false);
    watcher.join();
  }

  /** After the last kill: the limits kept, until every episode is over; then the books. */
  private static void settle(Path data, Path fleet, int port, int exporterPort, GreenMail smtp)
      throws Exception {
    Fleets.write(fleet, exporterPort, smtp.getSmtp().getPort(), Fleets.KEPT);
    try (var muster = MusterProcess.up(data, fleet, port)) {
      var database = data.resolve("archive.db");
      muster.await(
          PATIENCE,
          "the end of every alert and mail",
          () ->
              count(database, "select count(*) from alert where state <> 'resolved'") == 0
                  && count(database, "select count(*) from notified") == 0
                  && count(database, "select count(*) from mail where state = 'queued'") == 0);
      var received =
          Arrays.stream(smtp.getReceivedMessages()).map(KillTest::messageId).collect(toSet());
      // A kill between the mail server's acknowledgement and our commit sends one again, with the
      // Message-ID it had.
      assertThat(received).isEqualTo(Set.copyOf(texts(database, "select message_id from mail")));
      assertThat(count(database, "select count(distinct mail) from alert_history"))
          .isEqualTo(received.size());
      // Of each alert as many beginnings were told as ends, by a mail each.
      assertThat(count(database, BEGINNINGS)).isPositive().isEqualTo(count(database, ENDS));
      assertThat(texts(database, TOLD + " and mail is null")).isEmpty();
    }
  }

  private static String messageId(jakarta.mail.internet.MimeMessage message) {
    try {
      return message.getMessageID();
    } catch (MessagingException e) {
      throw new AssertionError(e);
    }
  }

  private static Set<Double> scrapeTimes(MusterProcess muster)
      throws IOException, InterruptedException {
    var times = new HashSet<Double>();
    for (var series : muster.query("up{job=\"node\"}[1h]").get("result")) {
      series.get("values").forEach(sample -> times.add(sample.get(0).asDouble()));
    }
    return times;
  }

  private static String integrity(Path database) throws SQLException {
    try (var connection = DriverManager.getConnection("jdbc:sqlite:" + database);
        var result = connection.createStatement().executeQuery("pragma integrity_check")) {
      result.next();
      return result.getString(1);
    }
  }

  private static int count(Path database, String query) throws IOException {
    return Integer.parseInt(texts(database, query).getFirst());
  }

  private static List<String> texts(Path database, String query) throws IOException {
    try (var connection = DriverManager.getConnection("jdbc:sqlite:" + database);
        var result = connection.createStatement().executeQuery(query)) {
      var texts = new ArrayList<String>();
      while (result.next()) {
        texts.add(result.getString(1));
      }
      return texts;
    } catch (SQLException e) {
      throw new IOException(query, e);
    }
  }
}
