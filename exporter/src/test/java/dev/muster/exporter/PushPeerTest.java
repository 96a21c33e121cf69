package dev.muster.exporter;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.muster.exporter.push.PushSettings;
import dev.muster.exporter.push.PushSettings.Access;
import dev.muster.web.CertificateAuthority;
import dev.muster.web.Identity;
import dev.muster.web.Passwords;
import dev.muster.web.Tls;
import java.io.IOException;
import java.math.BigDecimal;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Readings pushed to Debian's Prometheus and VictoriaMetrics, which are away for a while. */
@Timeout(500)
class PushPeerTest {
  private static final Path PROMETHEUS = Path.of("/usr/bin/prometheus");
  private static final Path VICTORIA = Path.of("/usr/bin/victoria-metrics");
  private static final Duration PATIENCE = Duration.ofSeconds(200);

  private record Stored(long timeMillis, double value) {}

  /** Something that comes true. */
  private interface Condition {
    boolean holds() throws Exception;
  }

  @TempDir Path folder;
  private final List<Double> readings = new CopyOnWriteArrayList<>();
  private int port;
  private List<String> command = List.of();
  private @Nullable Process peer;
  private HttpClient client = HttpClient.newHttpClient();
  private String authorization = "";
  private String base = "";

  @AfterEach
  void tearDown() throws Exception {
    stop();
    client.close();
  }

  private void start() throws Exception {
    peer =
        new ProcessBuilder(command)
            .redirectErrorStream(true)
            .redirectOutput(ProcessBuilder.Redirect.appendTo(folder.resolve("log").toFile()))
            .start();
    await(() -> get("/-/ready").equals("200") || get("/health").equals("200"));
  }

  private void stop() throws Exception {
    if (peer != null) {
      peer.destroy();
      assertThat(peer.waitFor(60, TimeUnit.SECONDS)).isTrue();
      peer = null;
    }
  }

  private void await(Condition condition) throws Exception {
    Instant deadline = Instant.now().plus(PATIENCE);
    while (!condition.holds()) {
      assertThat(Instant.now()).as(Files.readString(folder.resolve("log"))).isBefore(deadline);
      TimeUnit.MILLISECONDS.sleep(100);
    }
  }

  /** An answer's body; its status where it has none to speak of; "" if nobody is there. */
  private String get(String path) throws InterruptedException {
    var request = HttpRequest.newBuilder(URI.create(base + path)).timeout(Duration.ofSeconds(20));
    if (!authorization.isEmpty()) {
      request.header("Authorization", authorization);
    }
    try {
      var answer = client.send(request.build(), BodyHandlers.ofString());
      return path.startsWith("/api") ? answer.body() : Integer.toString(answer.statusCode());
    } catch (IOException notThere) {
      return "";
    }
  }

  private static int freePort() throws IOException {
    try (var socket = new ServerSocket(0)) {
      return socket.getLocalPort();
    }
  }

  /** Pushes a gauge whose value is the time at which it is read, once a second. */
  private ExporterApp exporter(Access access, boolean http) throws IOException {
    var push =
        new PushSettings(
            URI.create(base + "/api/v1/write"),
            Duration.ofSeconds(1),
            Map.of("job", "node", "instance", "pc1"),
            PushSettings.Queue.usual(),
            access,
            http);
    return ExporterApp.start(
        Exporter.settings(folder).withPush(push),
        List.of(
            Exporter.collector(
                "now",
                page -> {
                  double now = System.currentTimeMillis();
                  page.gauge("test_now", "A test.", now);
                  readings.add(now);
                })),
        CollectorRuns.DEFAULT);
  }

  private void comesAndGoes(Access access, boolean http, Source stored) throws Exception {
    start();
    try (ExporterApp exporter = exporter(access, http)) {
      assertThat(exporter.port()).isPositive();
      await(() -> stored.read().size() >= 3);
      stop();
      int before = readings.size();
      await(() -> readings.size() >= before + 4);
      start();
      int whole = readings.size();
      await(() -> stored.read().size() >= whole + 2);
    }
    List<Stored> all = stored.read();
    assertThat(all).extracting(Stored::value).isEqualTo(readings.subList(0, all.size()));
    double last = 0;
    for (Stored each : all) {
      assertThat((double) each.timeMillis()).isBetween(last, each.value());
      last = each.value();
    }
  }

  private interface Source {
    List<Stored> read() throws Exception;
  }

  private List<Stored> ofPrometheus() throws InterruptedException {
    List<Stored> all = new ArrayList<>();
    String answer = get("/api/v1/query?query=test_now%5B1h%5D");
    Matcher pairs = Pattern.compile("\\[([0-9.]+),\"([^\"]+)\"]").matcher(answer);
    while (pairs.find()) {
      long time = new BigDecimal(pairs.group(1)).movePointRight(3).longValueExact();
      all.add(new Stored(time, Double.parseDouble(pairs.group(2))));
    }
    return all;
  }

  private List<Stored> ofVictoria() throws InterruptedException {
    List<Stored> all = new ArrayList<>();
    String answer = get("/api/v1/export?match%5B%5D=test_now");
    for (String line : answer.lines().toList()) {
      String[] values = list(line, "values");
      String[] times = list(line, "timestamps");
      for (int i = 0; i < times.length; i++) {
        all.add(new Stored(Long.parseLong(times[i]), Double.parseDouble(values[i])));
      }
    }
    return all;
  }

  private static String[] list(String line, String name) {
    Matcher list = Pattern.compile("\"" + name + "\":\\[([^]]*)]").matcher(line);
    assertThat(list.find()).as(line).isTrue();
    return list.group(1).split(",", -1);
  }

  private Access prometheusWithEverything() throws IOException {
    assumeTrue(
        Files.isExecutable(PROMETHEUS),
        "skipped: there is no " + PROMETHEUS + "; apt-get install prometheus");
    var authority = CertificateAuthority.openOrMake(folder);
    authority.issueServer("server", List.of("localhost"));
    Identity own = authority.issueClient("pc1");
    Files.writeString(
        folder.resolve("web.yml"),
        """
        tls_server_config:
          cert_file: server.pem
          key_file: server.key
          client_auth_type: RequireAndVerifyClientCert
          client_ca_file: ca.pem
        basic_auth_users:
          me: "%s"
        """
            .formatted(Passwords.hash("secret")));
    Files.writeString(folder.resolve("prometheus.yml"), "global: {}\n");
    Files.writeString(folder.resolve("password"), "secret\n");
    port = freePort();
    base = "https://localhost:" + port;
    authorization = "Basic " + Base64.getEncoder().encodeToString("me:secret".getBytes(UTF_8));
    client.close();
    client =
        HttpClient.newBuilder()
            .sslContext(Tls.context(own, Tls.trusting(List.of(authority.certificate()))))
            .build();
    command =
        List.of(
            PROMETHEUS.toString(),
            "--config.file=" + folder.resolve("prometheus.yml"),
            "--storage.tsdb.path=" + folder.resolve("tsdb"),
            "--web.listen-address=127.0.0.1:" + port,
            "--web.config.file=" + folder.resolve("web.yml"),
            "--web.enable-remote-write-receiver");
    return new Access(
        null,
        folder.resolve("pc1.pem"),
        folder.resolve("pc1.key"),
        folder.resolve("ca.pem"),
        "me",
        folder.resolve("password"));
  }

  @Test
  void prometheus_awayForAWhile_hasEachReadingOnce() throws Exception {
    comesAndGoes(prometheusWithEverything(), false, this::ofPrometheus);
  }

  @Test
  void prometheus_wrongPassword_isCounted() throws Exception {
    Access access = prometheusWithEverything();
    Files.writeString(folder.resolve("password"), "wrong\n");
    start();
    try (Exporter exporter = counting(access)) {
      await(() ->
          !exporter
              .get("/metrics")
              .body()
              .contains("host_push_samples_dropped_total{reason=\"rejected\"} 0.0"));
      assertThat(exporter.get("/metrics").body())
          .contains("host_push_samples_sent_total 0.0", "host_push_queue_bytes ");
    }
  }

  private Exporter counting(Access access) throws IOException {
    var push =
        new PushSettings(
            URI.create(base + "/api/v1/write"),
            Duration.ofSeconds(1),
            Map.of(),
            PushSettings.Queue.usual(),
            access,
            false);
    return Exporter.start(Exporter.settings(folder).withPush(push), Exporter.plain("one"));
  }

  @Test
  void victoriaMetrics_awayForAWhile_hasEachReadingOnce() throws Exception {
    assumeTrue(
        Files.isExecutable(VICTORIA),
        "skipped: there is no " + VICTORIA + "; apt-get install victoria-metrics");
    port = freePort();
    base = "http://localhost:" + port;
    command =
        List.of(
            VICTORIA.toString(),
            "-httpListenAddr=127.0.0.1:" + port,
            "-storageDataPath=" + folder.resolve("victoria"),
            "-retentionPeriod=1",
            "-search.latencyOffset=0s",
            "-memory.allowedBytes=256MB");
    comesAndGoes(Access.none(), true, this::ofVictoria);
  }
}
