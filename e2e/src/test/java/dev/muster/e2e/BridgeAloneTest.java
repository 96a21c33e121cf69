package dev.muster.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.icegreen.greenmail.util.GreenMail;
import com.icegreen.greenmail.util.ServerSetup;
import com.sun.net.httpserver.HttpServer;
import jakarta.mail.MessagingException;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code muster alertbridge} beside a stock {@code prometheus} that scrapes. */
class BridgeAloneTest {
  private static final Path PROMETHEUS = Path.of("/usr/bin/prometheus");
  private static final Duration PATIENCE = Duration.ofMinutes(1);

  @TempDir Path folder;
  private GreenMail smtp;
  private HttpServer target;
  private int prometheusPort;
  private Process prometheus;
  private volatile int available = 60;

  @BeforeEach
  void start() throws IOException {
    assumeTrue(Files.isExecutable(PROMETHEUS) && Amtool.isHere(), "no Prometheus here");
    int smtpPort = MusterProcess.freePort();
    smtp = new GreenMail(new ServerSetup(smtpPort, "127.0.0.1", ServerSetup.PROTOCOL_SMTP));
    smtp.start();
    target = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 16);
    target.createContext(
        "/metrics",
        exchange -> {
          byte[] page =
              "node_memory_MemTotal_bytes 100\nnode_memory_MemAvailable_bytes %d\n"
                  .formatted(available)
                  .getBytes(StandardCharsets.UTF_8);
          exchange.getResponseHeaders().set("Content-Type", "text/plain; version=0.0.4");
          exchange.sendResponseHeaders(200, page.length);
          exchange.getResponseBody().write(page);
          exchange.close();
        });
    target.start();
    prometheusPort = MusterProcess.freePort();
    prometheus = prometheus();
    Files.writeString(
        folder.resolve("fleet.xml"),
        """
        <fleet>
          <smtp host="127.0.0.1" port="%d" from="muster@example.org" security="plain"/>
          <scrape interval="1s" timeout="1s"/>
          <defaults mail="it@example.org"/>
          <client name="pc1" ip="10.0.0.1">
            <alert type="memory" limit="50%%"/>
            <alert type="offline"/>
          </client>
        </fleet>
        """
            .formatted(smtpPort));
  }

  private Process prometheus() throws IOException {
    var config =
        Files.writeString(
            folder.resolve("prometheus.yml"),
            """
            global: {scrape_interval: 1s, scrape_timeout: 1s}
            scrape_configs:
              - job_name: node
                static_configs: [{targets: ['127.0.0.1:%d'], labels: {client: pc1}}]
            """
                .formatted(target.getAddress().getPort()));
    return new ProcessBuilder(
            PROMETHEUS.toString(),
            "--config.file=" + config,
            "--storage.tsdb.path=" + folder.resolve("tsdb"),
            "--web.listen-address=127.0.0.1:" + prometheusPort)
        .redirectErrorStream(true)
        .redirectOutput(ProcessBuilder.Redirect.appendTo(folder.resolve("prometheus.log").toFile()))
        .start();
  }

  @AfterEach
  void stop() throws InterruptedException {
    if (prometheus != null) {
      prometheus.destroy();
      prometheus.waitFor();
      target.stop(0);
      smtp.stop();
    }
  }

  private List<String> subjects() throws MessagingException {
    var subjects = new ArrayList<String>();
    for (var message : smtp.getReceivedMessages()) {
      subjects.add(message.getSubject());
    }
    return subjects;
  }

  @Test
  void limits_ofAStockPrometheus_areMailed_andStandWhileItIsAway() throws Exception {
    try (var muster =
        MusterProcess.alertBridge(
            folder.resolve("data"),
            folder.resolve("fleet.xml"),
            "http://127.0.0.1:" + prometheusPort)) {
      var amtool = Amtool.of(muster, folder);
      muster.await(PATIENCE, "an answer", () -> metric(muster, "query_up").equals("1.0"));
      assertThat(amtool.right("alert", "query")).doesNotContain("pc1");
      available = 27;
      muster.await(PATIENCE, "the mail", () -> !mails().isEmpty());
      assertThat(subjects()).containsExactly("[73.0%] pc1: memory over 50%");
      assertThat(amtool.right("alert", "query", "client=pc1", "-o", "extended"))
          .contains("type=\"memory\"");
      assertThat(muster.get("/").body()).contains("<a href=\"/alerts/", "pc1: memory");
      assertThat(muster.get("/alerts/1").body()).contains("Acknowledge");
      assertThat(muster.getWithoutLogIn("/api/v2/alerts").statusCode()).isEqualTo(401);

      prometheus.destroy();
      assertThat(prometheus.waitFor(30, TimeUnit.SECONDS)).isTrue();
      muster.await(PATIENCE, "an outage", () -> metric(muster, "query_up").equals("0.0"));
      double rounds = Double.parseDouble(metric(muster, "rounds_total"));
      muster.await(
          PATIENCE,
          "three rounds without an answer",
          () -> Double.parseDouble(metric(muster, "rounds_total")) > rounds + 3);
      assertThat(amtool.right("alert", "query", "client=pc1")).contains("memory");
      assertThat(muster.output().lines().filter(line -> line.contains("no limit is judged")))
          .singleElement()
          .asString()
          .contains("alerts stay as they are", "nobody listens there");

      available = 59;
      prometheus = prometheus();
      muster.await(PATIENCE, "the mail of the end", () -> mails().size() == 2);
      assertThat(subjects().getLast()).isEqualTo("[RESOLVED, 41.0%] pc1: memory over 50%");
      assertThat(muster.output()).contains("queries for limits are answered again");

      String silence = amtool.right("silence", "add", "client=pc1", "-d", "1h", "-c", "why");
      available = 10;
      muster.await(
          PATIENCE,
          "the silenced alert",
          () -> amtool.right("alert", "query", "--silenced").contains("memory"));
      assertThat(mails()).hasSize(2);
      amtool.right("silence", "expire", silence.strip());
      muster.await(PATIENCE, "the mail after the silence", () -> mails().size() == 3);
      assertThat(subjects().getLast()).isEqualTo("[STILL, 90.0%] pc1: memory over 50%");
      muster.terminate();
    }
  }

  private List<String> mails() {
    try {
      return subjects();
    } catch (MessagingException e) {
      throw new IllegalStateException(e);
    }
  }

  /** A metric of the bridge's own, or "" where it is not there. */
  private static String metric(MusterProcess muster, String name)
      throws IOException, InterruptedException {
    String start = "muster_alertbridge_" + name + " ";
    return muster
        .get("/metrics")
        .body()
        .lines()
        .filter(line -> line.startsWith(start))
        .findFirst()
        .map(line -> line.substring(start.length()))
        .orElse("");
  }
}
