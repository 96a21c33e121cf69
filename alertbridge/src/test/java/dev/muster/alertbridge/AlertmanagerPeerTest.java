package dev.muster.alertbridge;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.muster.alertbridge.api.Fingerprint;
import dev.muster.archive.AlertRecord;
import dev.muster.archive.AlertRecord.State;
import dev.muster.archive.AlertStore;
import dev.muster.archive.Archive;
import dev.muster.fleet.Receiver;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import java.io.IOException;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/** The real Alertmanager takes our alerts, and its webhooks are what ours are. */
final class AlertmanagerPeerTest {
  private static final Path ALERTMANAGER = Path.of("/usr/bin/prometheus-alertmanager");
  private static final Duration PATIENCE = Duration.ofMinutes(1);

  @TempDir Path folder;

  @Test
  void realAlertmanager_knowsOurAlertsAndTellsThemAsWeDo() throws Exception {
    assumeTrue(Files.isExecutable(ALERTMANAGER), "no prometheus-alertmanager here");
    int port = freePort();
    try (var hooks = new HookServer();
        var archive = Archive.open(folder.resolve("archive.db"), InstantSource.system())) {
      var process = start(port, hooks.url("/hook"));
      try {
        var alert = fire(archive);
        var feed = feed(archive, URI.create("http://127.0.0.1:" + port));
        var fleet = Notices.fleet(null, List.of(), List.of(Notices.PC));
        await(() -> {
          feed.turn(fleet);
          return !hooks.requests.isEmpty();
        });
        var theirs = Json.MAPPER.readTree(hooks.bodies().getFirst());
        assertThat(theirs.get("alerts").get(0).get("fingerprint").asString())
            .isEqualTo(Fingerprint.of(alert.labels()));
        assertThat(amtool(port)).contains("memory").contains("pc_1 <lab>");
        var ours = ours(alert);
        assertThat(names(ours)).isEqualTo(names(theirs));
        assertThat(names(ours.get("alerts").get(0))).isEqualTo(names(theirs.get("alerts").get(0)));
        for (String same : List.of("version", "status", "truncatedAlerts", "commonLabels")) {
          assertThat(ours.get(same)).as(same).isEqualTo(theirs.get(same));
        }
        assertThat(ours.get("alerts").get(0).get("endsAt"))
            .isEqualTo(theirs.get("alerts").get(0).get("endsAt"));
      } finally {
        process.destroy();
        process.waitFor();
      }
    }
  }

  private static Alert fire(Archive archive) {
    var record =
        new AlertRecord(
            0,
            Notices.PC.name(),
            "memory",
            State.FIRING,
            73.4,
            50,
            "",
            System.currentTimeMillis(),
            System.currentTimeMillis(),
            null);
    archive.alerts().commit(new AlertStore.Round(List.of(record), List.of(), List.of(), -1));
    return Notices.memory(true);
  }

  private static AlertmanagerFeed feed(Archive archive, URI url) {
    var receiver = Notices.receiver("am", Receiver.Kind.ALERTMANAGER, url);
    return new AlertmanagerFeed(
        receiver,
        archive.alerts(),
        InstantSource.system(),
        new ReceiverHttp(receiver, InstantSource.system(), Duration.ofSeconds(10)),
        new Backoff(new Random(1)),
        new DeliveryMetrics(new PrometheusRegistry()));
  }

  private static JsonNode ours(Alert alert) {
    var receiver = Notices.receiver("to", Receiver.Kind.WEBHOOK, URI.create("http://127.0.0.1/"));
    var told = Notices.notification("to", List.of(alert), List.of(), List.of());
    return new WebhookChannel().body(new Notice(told, receiver, ZoneOffset.UTC, null, 5, ""));
  }

  private static Set<String> names(JsonNode node) {
    return new TreeSet<>(node.propertyNames());
  }

  private Process start(int port, URI hook) throws IOException {
    var file =
        Files.writeString(
            folder.resolve("alertmanager.yml"),
            """
            route: {receiver: hook, group_by: [client], group_wait: 0s, group_interval: 1s}
            receivers: [{name: hook, webhook_configs: [{url: '%s'}]}]
            """
                .formatted(hook));
    return new ProcessBuilder(
            ALERTMANAGER.toString(),
            "--config.file=" + file,
            "--storage.path=" + folder.resolve("am"),
            "--cluster.listen-address=",
            "--web.listen-address=127.0.0.1:" + port)
        .redirectErrorStream(true)
        .redirectOutput(folder.resolve("alertmanager.log").toFile())
        .start();
  }

  private String amtool(int port) throws IOException, InterruptedException {
    var process =
        new ProcessBuilder(
                "/usr/bin/amtool",
                "alert",
                "query",
                "--output=json",
                "--alertmanager.url=http://127.0.0.1:" + port)
            .redirectErrorStream(true)
            .start();
    String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
    return Json.MAPPER.readTree(said).toString();
  }

  private interface Condition {
    boolean holds();
  }

  private static void await(Condition condition) throws InterruptedException {
    long end = System.nanoTime() + PATIENCE.toNanos();
    while (!condition.holds()) {
      assertThat(System.nanoTime()).as("no webhook of Alertmanager's").isLessThan(end);
      Thread.sleep(100);
    }
  }

  private static int freePort() throws IOException {
    try (var socket = new ServerSocket(0)) {
      return socket.getLocalPort();
    }
  }
}
