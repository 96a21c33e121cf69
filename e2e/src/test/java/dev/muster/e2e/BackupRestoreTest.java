package dev.muster.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A running server is backed up, and another one started from the copy has what it had. */
class BackupRestoreTest {
  private static final Duration PATIENCE = Duration.ofSeconds(60);

  @TempDir Path folder;

  @Test
  void serverFromABackup_hasTheSeriesAlertsAndLogIn() throws Exception {
    var data = folder.resolve("data");
    var fleet = folder.resolve("fleet.xml");
    var copy = folder.resolve("copy");
    Fleets.write(fleet, MusterProcess.freePort(), 0, Fleets.CROSSED);
    Set<String> before;
    Set<String> alerts;
    try (var muster = MusterProcess.up(data, fleet)) {
      muster.await(PATIENCE, "an alert", () -> alerts(muster).size() >= 3);
      before = readings(muster);
      alerts = alerts(muster);
      var backup =
          MusterProcess.run(
              folder,
              "backup",
              copy.toString(),
              "--data",
              data.toString(),
              "--config",
              fleet.toString());
      assertThat(backup.exitCode()).as(backup.output()).isZero();
      assertThat(backup.output()).contains("backed up to " + copy).doesNotContain("[#");
    }
    var verified = MusterProcess.run(folder, "backup", "--verify", copy.toString());
    assertThat(verified.exitCode()).as(verified.output()).isZero();
    var certificate = Files.readString(data.resolve("ca/ca.pem"));
    try (var restored = MusterProcess.up(copy, copy.resolve("fleet.xml"))) {
      assertThat(readings(restored)).isNotEmpty().containsAll(before);
      assertThat(alerts(restored)).containsAll(alerts);
      assertThat(restored.getWithoutLogIn("/api/v1/query?query=up").statusCode()).isEqualTo(401);
      assertThat(Files.readString(copy.resolve("ca/ca.pem"))).isEqualTo(certificate);
      assertThat(restored.output()).doesNotContain("(shown this once)");
    }
  }

  /** Each scrape's time and value. */
  private static Set<String> readings(MusterProcess muster)
      throws IOException, InterruptedException {
    var found = new TreeSet<String>();
    for (var series :
        muster.query("{__name__=~\"up|node_load1\",job=\"node\"}[1h]").get("result")) {
      var labels = series.get("metric").toString();
      series.get("values").forEach(sample -> found.add(labels + sample));
    }
    return found;
  }

  private static Set<String> alerts(MusterProcess muster) throws IOException, InterruptedException {
    var found = new TreeSet<String>();
    for (var type : new String[] {"memory", "disk", "uptime"}) {
      var answer = muster.get("/api/v1/alerts").body();
      if (answer.contains("\"alertname\":\"" + type + "\"")) {
        found.add(type);
      }
    }
    return found;
  }
}
