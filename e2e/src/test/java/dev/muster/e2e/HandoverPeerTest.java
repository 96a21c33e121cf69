package dev.muster.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.icegreen.greenmail.util.GreenMail;
import com.icegreen.greenmail.util.ServerSetup;
import jakarta.mail.MessagingException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * A stock Prometheus, started with what {@code muster generate} made and nothing else, scrapes
 * exporters that ask for a certificate, judges the limits, and its alert is mailed by the bridge.
 */
@Timeout(300)
class HandoverPeerTest {
  private static final Duration PATIENCE = Duration.ofMinutes(2);
  private static final int CLIENTS = 20;

  @TempDir Path folder;

  @Test
  void prometheus_takesTheFleetOver() throws Exception {
    assumeTrue(Files.isExecutable(Path.of("/usr/bin/prometheus")), "no prometheus here");
    var mail = new GreenMail(new ServerSetup(0, "127.0.0.1", ServerSetup.PROTOCOL_SMTP));
    mail.start();
    var data = Files.createDirectory(folder.resolve("data"));
    int port = MusterProcess.freePort();
    try (var exporters = new SimulatedClients(CLIENTS, data.resolve("ca"), true)) {
      var fleet = fleet(exporters, mail.getSmtp().getPort());
      try (var muster = MusterProcess.up(data, fleet, port, "--no-limits")) {
        var out = generate(data, fleet, port);
        try (var prometheus = Peer.prometheus(out.resolve("prometheus.yml"), folder)) {
          muster.await(
              PATIENCE,
              "all of them scraped by Prometheus",
              () -> prometheus.value("count(up{job='node'} == 1)") == CLIENTS);
          muster.await(PATIENCE, "Muster too", () -> prometheus.value("up{job='muster'}") == 1);
          muster.await(PATIENCE, "the mail", () -> subjects(mail).contains("sim-07"));
          assertThat(prometheus.query("ALERTS{alertstate='firing'}").toString())
              .contains("\"client\":\"sim-07\"", "\"type\":\"memory\"", "\"group\":\"lab\"");
          assertThat(prometheus.query("up{mail!=''}")).isEmpty();
          assertThat(prometheus.query("muster_alert_limit{job='node'}")).hasSize(CLIENTS);
        }
        assertThat(muster.get("/api/v2/alerts").body().split("\"client\":\"sim-07\"", -1))
            .as("told once, as Prometheus judged it")
            .hasSize(2);
        assertThat(muster.getWithoutLogIn("/sd/targets").statusCode()).isEqualTo(401);
      }
    } finally {
      mail.stop();
    }
    assertThat(subjects(mail)).doesNotContain("sim-06");
  }

  /** All have a limit that they keep, one has one that it crosses. */
  private Path fleet(SimulatedClients exporters, int smtp) throws IOException {
    String text =
        exporters
            .fleet()
            .replace("<fleet>", "<fleet><group name=\"lab\" mail=\"it@example.org\">")
            .replace("</fleet>", "</group></fleet>")
            .replaceFirst("(name=\"sim-07\".*?limit=\")90%", "$140%");
    String settings = text.replaceFirst("(?s).*?(<scrape[^>]*>).*", "$1");
    text =
        text.replace(settings, "")
            .replace(
                "<fleet>",
                "<fleet><smtp host=\"127.0.0.1\" port=\"%d\" from=\"m@example.org\"/>%s"
                    .formatted(smtp, settings));
    return Files.writeString(folder.resolve("fleet.xml"), text);
  }

  private Path generate(Path data, Path fleet, int port) throws Exception {
    var out = folder.resolve("prometheus");
    var made =
        MusterProcess.run(
            folder,
            "generate",
            "prometheus",
            "--data=" + data,
            "--config=" + fleet,
            "--out=" + out,
            "--url=https://127.0.0.1:" + port);
    assertThat(made.exitCode()).as(made.output()).isZero();
    assertThat(made.output()).contains("alerts.token (token prometheus-alerts)");
    for (var check : new String[][] {{"config", "prometheus.yml"}, {"rules", "muster-rules.yml"}}) {
      var promtool =
          new ProcessBuilder("promtool", "check", check[0], out.resolve(check[1]).toString())
              .redirectErrorStream(true)
              .start();
      var said = new String(promtool.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
      assertThat(promtool.waitFor()).as(said).isZero();
    }
    return out;
  }

  private static String subjects(GreenMail mail) {
    return Arrays.stream(mail.getReceivedMessages())
        .map(message -> {
          try {
            return message.getSubject();
          } catch (MessagingException e) {
            throw new AssertionError(e);
          }
        })
        .toList()
        .toString();
  }
}
