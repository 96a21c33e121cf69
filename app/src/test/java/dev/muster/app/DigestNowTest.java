package dev.muster.app;

import static org.assertj.core.api.Assertions.assertThat;

import dev.muster.alertbridge.DigestNow;
import dev.muster.archive.AlertRecord;
import dev.muster.archive.AlertStore;
import dev.muster.archive.Archive;
import dev.muster.archive.SampleBatch;
import dev.muster.archive.SeriesSet;
import dev.muster.fleet.Fleet;
import dev.muster.fleet.FleetFile;
import dev.muster.metrics.Labels;
import dev.muster.promql.Engine;
import dev.muster.promql.EngineSettings;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A digest of samples in the real archive, asked for by the real engine. */
class DigestNowTest {
  private static final ZoneId BERLIN = ZoneId.of("Europe/Berlin");
  private static final Instant NOW = Instant.parse("2026-11-20T17:30:00Z");
  private static final Duration KEPT = Duration.ofHours(40);
  private static final long STEP = Duration.ofMinutes(5).toMillis();
  private static final String FLEET =
      """
      <fleet>
        <scrape interval="5m"/>
        <alerting zone="Europe/Berlin"/>
        <defaults>
          <alert type="memory" limit="50%"/>
          <alert type="disk" limit="90%"/>
          <alert type="uptime" when="below" limit="1h"/>
        </defaults>
        <client name="quiet" ip="10.1.2.1"/>
        <client name="filling" ip="10.1.2.2"/>
        <client name="busy" ip="10.1.2.3"/>
        <client name="new" ip="10.1.2.4"/>
        <group name="lab" expect="Mon-Fri 07:00-18:00">
          <client name="lab-1" ip="10.1.2.5"/>
        </group>
      </fleet>
      """;

  @TempDir Path folder;
  private final AtomicLong now = new AtomicLong();
  private final List<CompletableFuture<?>> written = new ArrayList<>();
  private Archive archive;
  private Engine engine;
  private Fleet fleet;

  @BeforeEach
  void open() throws IOException {
    archive = Archive.open(folder.resolve("archive.db"), () -> Instant.ofEpochMilli(now.get()));
    engine = new Engine(archive, EngineSettings.DEFAULT, () -> Instant.ofEpochMilli(now.get()));
    var file = Files.writeString(folder.resolve("fleet.xml"), FLEET);
    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-------"));
    fleet = FleetFile.read(file, Map.of());
  }

  @AfterEach
  void close() {
    archive.close();
  }

  private void scrape(String client, long time, boolean up, double... values) {
    String[] names = {
      "up",
      "node_memory_MemTotal_bytes",
      "node_memory_MemAvailable_bytes",
      "node_filesystem_size_bytes",
      "node_filesystem_free_bytes",
      "node_filesystem_avail_bytes",
      "node_time_seconds",
      "node_boot_time_seconds"
    };
    int count = up ? names.length : 1;
    var series = new Labels[count];
    var all = new double[count];
    for (int i = 0; i < count; i++) {
      var labels = Labels.builder().set("__name__", names[i]).set("client", client);
      labels.set("job", "node").set("instance", client + ":10100");
      if (names[i].startsWith("node_filesystem")) {
        labels.set("mountpoint", "/home").set("fstype", "ext4").set("device", "/dev/sda1");
      }
      series[i] = labels.build();
      all[i] =
          switch (i) {
            case 0 -> up ? 1 : 0;
            case 1 -> 100;
            case 2 -> 100 - values[0];
            case 3 -> 200e9;
            case 4, 5 -> values[1];
            case 6 -> time / 1000.0;
            default -> 0;
          };
    }
    written.add(
        archive.append(new SampleBatch(client, time, new SeriesSet(List.of(series)), all, null)));
  }

  /** Forty hours in which much happened to some. */
  private void fill(boolean eventful) {
    for (long time = NOW.minus(KEPT).toEpochMilli(); time <= NOW.toEpochMilli(); time += STEP) {
      now.set(time);
      double hoursLeft = (NOW.toEpochMilli() - time) / 3.6e6;
      scrape("quiet", time, true, 20, 150e9);
      double filling = eventful ? 40e9 + hoursLeft * 10e9 / 24 : 150e9;
      scrape("filling", time, true, 20, filling);
      boolean busyDown = eventful && hoursLeft > 11 && hoursLeft <= 12.5;
      double busy = eventful && hoursLeft > 2 && hoursLeft < 3 ? 48.5 : 30;
      scrape("busy", time, !busyDown, busy, 150e9);
      // Off each night; and for the last half hour of those it is expected in, at 18:00.
      int minute = Instant.ofEpochMilli(time).atZone(BERLIN).toLocalTime().toSecondOfDay() / 60;
      boolean open = minute >= 7 * 60 && minute < 18 * 60 - (eventful ? 30 : 0);
      scrape("lab-1", time, open, 20, 150e9);
      if (!eventful) {
        scrape("new", time, true, 20, 150e9);
      }
    }
    written.forEach(CompletableFuture::join);
    archive.setClients(ClientRows.of(fleet)).join();
  }

  private static AlertRecord alert(String client, double value, long minutesAgo, int minutes) {
    long began = NOW.minus(Duration.ofMinutes(minutesAgo)).toEpochMilli();
    return new AlertRecord(
        0,
        client,
        "cpu",
        AlertRecord.State.RESOLVED,
        value,
        90,
        "",
        began,
        began,
        began + minutes * 60_000L);
  }

  @Test
  void eventfulDay_saysWhatHappened() throws IOException {
    fill(true);
    archive
        .alerts()
        .commit(
            new AlertStore.Round(
                List.of(alert("busy", 97.2, 300, 12), alert("busy", 95.1, 200, 30)),
                List.of(),
                List.of(),
                -1));
    String text =
        DigestNow.of(fleet, "", false, engine, archive.digests(), NOW, BERLIN, null).text();
    var golden = Path.of("src/test/golden/fleet-digest.txt");
    if (Boolean.getBoolean("golden.rewrite")) {
      Files.createDirectories(golden.getParent());
      Files.writeString(golden, text);
    }
    assertThat(text).isEqualTo(Files.readString(golden));
  }

  @Test
  void quietDay_isOneLineOfGoodNews() {
    fill(false);
    var digest = DigestNow.of(fleet, "", false, engine, archive.digests(), NOW, BERLIN, null);
    assertThat(digest.text())
        .startsWith(
            """
            Subject: Fleet, Fri 20 Nov: all is well with 5 machines

            All is well: of 5 machines none was down, none came near a limit, no drive fills up soon, and there was no alert.

            """)
        .doesNotContain("\n- ");
    assertThat(digest.mail("muster@example.org", "it@example.org").message())
        .contains("Auto-Submitted: auto-generated", "text/html");
  }

  @Test
  void group_isAboutItsClientsAlone() {
    fill(true);
    assertThat(
            DigestNow.of(fleet, "lab", false, engine, archive.digests(), NOW, BERLIN, null).text())
        .contains("lab, Fri 20 Nov: 1 machine was down\n", "- lab-1: 3")
        .doesNotContain("busy", "filling", "new");
  }

  @Test
  void week_looksBackSevenDays() {
    fill(true);
    assertThat(DigestNow.of(fleet, "", true, engine, archive.digests(), NOW, BERLIN, null).text())
        .startsWith("Subject: Fleet, Fri 13 Nov to Fri 20 Nov: ")
        .contains("filling: /home in about 4d", "busy: memory 48.5% at worst (limit 50%)");
  }
}
