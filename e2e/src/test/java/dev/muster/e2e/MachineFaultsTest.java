package dev.muster.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import com.icegreen.greenmail.util.GreenMail;
import com.icegreen.greenmail.util.ServerSetup;
import jakarta.mail.MessagingException;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.api.io.TempDir;

/**
 * A real server on a machine that fails: its disk is full or has become read-only, its clock is
 * set, its files or its memory are used up. Some minutes, so only with {@code
 * -Dmuster.faults=true}; needs root.
 */
@EnabledIfSystemProperty(named = "muster.faults", matches = "true")
class MachineFaultsTest {
  private static final Duration PATIENCE = Duration.ofMinutes(3);
  private static final Path FAKETIME =
      Path.of("/usr/lib/x86_64-linux-gnu/faketime/libfaketimeMT.so.1");

  @TempDir Path folder;
  private Path data;
  private Path fleet;
  private GreenMail smtp;

  @BeforeEach
  void prepare() throws IOException {
    data = Files.createDirectory(folder.resolve("data"));
    fleet = folder.resolve("fleet.xml");
    var setup = new ServerSetup(MusterProcess.freePort(), "127.0.0.1", ServerSetup.PROTOCOL_SMTP);
    setup.setServerStartupTimeout(30_000);
    smtp = new GreenMail(setup);
    smtp.start();
    Fleets.write(fleet, MusterProcess.freePort(), smtp.getSmtp().getPort(), Fleets.KEPT);
    // Seldom enough for a machine with other work.
    Files.writeString(
        fleet,
        Files.readString(fleet)
            .replace("interval=\"1s\" timeout=\"1s\"", "interval=\"3s\" timeout=\"3s\""));
  }

  @AfterEach
  void stop() throws Exception {
    smtp.stop();
    run("umount", data.toString());
  }

  private static int run(String... command) throws InterruptedException {
    try {
      var process =
          new ProcessBuilder(command)
              .redirectOutput(ProcessBuilder.Redirect.DISCARD)
              .redirectError(ProcessBuilder.Redirect.DISCARD)
              .start();
      return process.waitFor(60, TimeUnit.SECONDS) ? process.exitValue() : -1;
    } catch (IOException e) {
      return -1;
    }
  }

  private static void require(String... command) throws InterruptedException {
    Assumptions.assumeTrue(run(command) == 0, String.join(" ", command) + " cannot be run here");
  }

  private List<String> subjects() {
    return Arrays.stream(smtp.getReceivedMessages())
        .map(message -> {
          try {
            return message.getSubject();
          } catch (MessagingException e) {
            throw new AssertionError(e);
          }
        })
        .toList();
  }

  /** Seconds of all scrapes of this machine there are in the last two hours. */
  private static List<Double> scrapes(MusterProcess muster)
      throws IOException, InterruptedException {
    var times = new ArrayList<Double>();
    for (var series : muster.query("up{job=\"node\"}[2h]").get("result")) {
      series.get("values").forEach(sample -> times.add(sample.get(0).asDouble()));
    }
    return times;
  }

  private static void awaitScrapes(MusterProcess muster, int more)
      throws IOException, InterruptedException {
    int before = scrapes(muster).size();
    muster.await(PATIENCE, more + " scrapes", () -> scrapes(muster).size() >= before + more);
  }

  private void verify() throws IOException, InterruptedException {
    var verified = MusterProcess.run(folder, "archive", "verify", "--data", data.toString());
    assertThat(verified.output()).contains("all is well");
    assertThat(verified.exitCode()).isZero();
  }

  @Test
  void diskFull_isMailedAndShown_andScrapesGoOnByThemselves() throws Exception {
    require("mount", "-t", "tmpfs", "-o", "size=24m,mode=700", "none", data.toString());
    try (var muster = MusterProcess.up(data, fleet)) {
      awaitScrapes(muster, 3);
      var ballast = data.resolve("ballast");
      run("dd", "if=/dev/zero", "of=" + ballast, "bs=4k");
      muster.await(PATIENCE, "the mail of the outage", () -> subjects().size() == 1);
      assertThat(subjects()).containsExactly("Muster: the archive cannot be written");
      assertThat(muster.get("/metrics").body()).contains("muster_archive_writable 0.0");
      assertThat(muster.get("/api/v1/alerts").body()).contains("the disk is full");
      var before = scrapes(muster);
      assertThat(before).isNotEmpty();
      assertThat(muster.logIn().statusCode()).isEqualTo(200);
      Files.delete(ballast);
      awaitScrapes(muster, 3);
      assertThat(scrapes(muster)).containsAll(before);
      muster.await(PATIENCE, "the mail of its end", () -> subjects().size() == 2);
      muster.terminate();
    }
    verify();
  }

  @Test
  void fileSystemTurnsReadOnly_isMailed_whatIsThereIsServed_andAStartSaysSo() throws Exception {
    var image = folder.resolve("image");
    require("dd", "if=/dev/zero", "of=" + image, "bs=1M", "count=24");
    require("mkfs.ext4", "-q", "-F", image.toString());
    require("mount", "-o", "loop", image.toString(), data.toString());
    run("chmod", "700", data.toString());
    try (var muster = MusterProcess.up(data, fleet)) {
      awaitScrapes(muster, 3);
      // What the kernel does by itself after an error of the disk.
      require("mount", "-o", "remount,abort", data.toString());
      muster.await(PATIENCE, "the mail of the outage", () -> subjects().size() == 1);
      assertThat(muster.get("/api/v1/alerts").body()).contains("has become read-only");
      assertThat(scrapes(muster)).isNotEmpty();
      assertThat(muster.logIn().statusCode()).isEqualTo(200);
      muster.terminate();
    }
    var again =
        MusterProcess.run(folder, "up", "--data", data.toString(), "--config", fleet.toString());
    assertThat(again.exitCode()).isEqualTo(1);
    assertThat(again.output().strip())
        .isEqualTo(
            "muster: cannot make the data folder %s (read-only file system); give --data a folder"
                    .formatted(data)
                + " that this user may write");
    run("umount", data.toString());
    run("fsck.ext4", "-y", image.toString());
    require("mount", "-o", "loop", image.toString(), data.toString());
    verify();
  }

  @Test
  void clockSetForwardAndBack_leavesAGapAlone_andNoMail() throws Exception {
    Assumptions.assumeTrue(Files.exists(FAKETIME), "needs Debian's libfaketime");
    var offset = Files.writeString(folder.resolve("offset"), "+0\n");
    Fleets.write(
        fleet,
        MusterProcess.freePort(),
        smtp.getSmtp().getPort(),
        "<alert type=\"memory\" limit=\"0.1%\" for=\"20m\"/>");
    Files.writeString(
        fleet,
        Files.readString(fleet)
            .replace("interval=\"1s\" timeout=\"1s\"", "interval=\"3s\" timeout=\"3s\""));
    var environment =
        Map.of(
            "LD_PRELOAD", FAKETIME.toString(),
            "FAKETIME_TIMESTAMP_FILE", offset.toString(),
            "FAKETIME_NO_CACHE", "1",
            "FAKETIME_DONT_FAKE_MONOTONIC", "1",
            "DONT_FAKE_MONOTONIC", "1");
    try (var muster = MusterProcess.up(data, fleet, environment)) {
      awaitScrapes(muster, 3);
      Files.writeString(offset, "+3600\n");
      awaitScrapes(muster, 4);
      assertGap(scrapes(muster));
      assertThat(muster.get("/api/v1/alerts").body()).contains("\"pending\"");
      Files.writeString(offset, "+0\n");
      awaitScrapes(muster, 4);
      assertGap(scrapes(muster));
      assertThat(muster.output()).contains("the clock was set forward", "the clock was set back");
      assertThat(muster.get("/metrics").body()).containsPattern("muster_clock_ahead_seconds 3[56]");
      assertThat(muster.get("/api/v1/alerts").body()).contains("\"pending\"");
      assertThat(subjects()).isEmpty();
      muster.terminate();
    }
    // Its time goes on where it was, also over a restart.
    Files.writeString(offset, "+0\n");
    try (var muster = MusterProcess.up(data, fleet, environment)) {
      awaitScrapes(muster, 3);
      assertGap(scrapes(muster));
      assertThat(subjects()).isEmpty();
    }
    verify();
  }

  /** One gap of an hour; no time twice. */
  private static void assertGap(List<Double> times) {
    assertThat(times).isSorted().doesNotHaveDuplicates();
    int gaps = 0;
    for (int i = 1; i < times.size(); i++) {
      gaps += times.get(i) - times.get(i - 1) > 3000 ? 1 : 0;
    }
    assertThat(gaps).isEqualTo(1);
  }

  @Test
  void descriptorsUsedUp_scrapesGoOn_andRequestsAreServedAgainAfterwards() throws Exception {
    try (var muster = MusterProcess.up(data, fleet)) {
      awaitScrapes(muster, 3);
      long open;
      try (var files = Files.list(Path.of("/proc/" + muster.pid() + "/fd"))) {
        open = files.count();
      }
      require("prlimit", "--pid", "" + muster.pid(), "--nofile=" + (open + 30) + ":" + (open + 30));
      var idle = new ArrayList<Socket>();
      for (int i = 0; i < 200; i++) {
        idle.add(new Socket(InetAddress.getLoopbackAddress(), muster.port()));
      }
      Thread.sleep(20_000);
      for (var socket : idle) {
        socket.close();
      }
      muster.await(PATIENCE, "an answer", () -> muster.get("/metrics").statusCode() == 200);
      var times = scrapes(muster);
      for (int i = 1; i < times.size(); i++) {
        assertThat(times.get(i) - times.get(i - 1)).isLessThan(15);
      }
      awaitScrapes(muster, 3);
      muster.terminate();
    }
    verify();
  }

  @Test
  void heapUsedUp_endsTheProcess_andNothingAcknowledgedIsLost() throws Exception {
    List<Double> before;
    try (var muster = MusterProcess.upWith(data, fleet, "-Xms16m", "-Xmx28m")) {
      awaitScrapes(muster, 3);
      before = scrapes(muster);
      long now = System.currentTimeMillis() / 1000;
      var asking = new ArrayList<Thread>();
      for (int i = 0; i < 60; i++) {
        String query = "label_replace({__name__=~\".+\"},\"x\",\"" + i + "\",\"\",\"\")";
        String path =
            "/api/v1/query_range?start=%d&end=%d&step=1&query=%s"
                .formatted(now - 10_900, now, URLEncoder.encode(query, StandardCharsets.UTF_8));
        asking.add(Thread.ofVirtual().start(() -> ask(muster, path)));
      }
      for (int second = 0; second < 120 && muster.isAlive(); second++) {
        Thread.sleep(1000);
      }
      assertThat(muster.exitCode()).isEqualTo(3);
      assertThat(muster.output()).contains("Terminating due to java.lang.OutOfMemoryError");
      for (var thread : asking) {
        thread.join();
      }
    }
    try (var muster = MusterProcess.up(data, fleet)) {
      assertThat(scrapes(muster)).containsAll(before);
      awaitScrapes(muster, 2);
      muster.terminate();
    }
    verify();
  }

  private static void ask(MusterProcess muster, String path) {
    try {
      muster.get(path);
    } catch (IOException | InterruptedException ended) {
      // It ends before it has answered.
    }
  }
}
