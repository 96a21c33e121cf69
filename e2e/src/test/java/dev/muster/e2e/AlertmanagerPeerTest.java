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
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/**
 * The alert bridge in place of an Alertmanager: stock {@code amtool} and {@code prometheus} work on
 * it, and a stock {@code prometheus-alertmanager} hands alerts on to it.
 */
class AlertmanagerPeerTest {
  private static final Path PROMETHEUS = Path.of("/usr/bin/prometheus");
  private static final Path ALERTMANAGER = Path.of("/usr/bin/prometheus-alertmanager");
  private static final Duration PATIENCE = Duration.ofMinutes(1);
  private static final JsonMapper JSON = new JsonMapper();

  @TempDir Path folder;
  private final HttpClient http = HttpClient.newHttpClient();
  private final List<Process> peers = new ArrayList<>();
  private GreenMail smtp;
  private MusterProcess muster;
  private Amtool amtool;
  private String url = "";

  @BeforeEach
  void start() throws Exception {
    assumeTrue(Amtool.isHere(), "no amtool here");
    int smtpPort = MusterProcess.freePort();
    smtp = new GreenMail(new ServerSetup(smtpPort, "127.0.0.1", ServerSetup.PROTOCOL_SMTP));
    smtp.start();
    var fleet =
        Files.writeString(
            folder.resolve("fleet.xml"),
            """
            <fleet>
              <smtp host="127.0.0.1" port="%d" from="muster@example.org" security="plain"/>
              <scrape interval="1s" timeout="1s"/>
              <defaults mail="it@example.org"/>
            </fleet>
            """
                .formatted(smtpPort));
    muster = MusterProcess.up(folder.resolve("data"), fleet);
    url = "https://127.0.0.1:" + muster.port();
    amtool = Amtool.of(muster, folder);
  }

  @AfterEach
  void stop() throws Exception {
    for (var peer : peers) {
      peer.destroy();
      peer.waitFor();
    }
    if (muster != null) {
      muster.close();
      smtp.stop();
    }
    http.close();
  }

  private long mails(String word) {
    return Arrays.stream(smtp.getReceivedMessages())
        .filter(message -> {
          try {
            return message.getSubject().contains(word);
          } catch (MessagingException e) {
            throw new IllegalStateException(e);
          }
        })
        .count();
  }

  @Test
  void amtool_asksAndSilences_andASilenceHoldsTheMailUntilItEnds() throws Exception {
    String id =
        amtool
            .right("silence", "add", "alertname=Quiet", "-d", "1h", "-c", "why", "-a", "asa")
            .strip();
    amtool.right(
        "alert",
        "add",
        "alertname=Quiet",
        "client=pc1",
        "severity=page",
        "--annotation=summary=full");
    amtool.right("alert", "add", "alertname=Loud", "client=pc2", "severity=info");
    muster.await(PATIENCE, "the mail that is not silenced", () -> mails("Loud") == 1);
    assertThat(mails("Quiet")).isZero();

    assertThat(amtool.right("alert", "query")).contains("Loud").doesNotContain("Quiet");
    assertThat(amtool.right("alert", "query", "--silenced"))
        .contains("Quiet")
        .doesNotContain("Loud");
    assertThat(amtool.right("alert", "query", "-s", "-a", "severity=~\"pa.*\""))
        .contains("Quiet")
        .doesNotContain("Loud");
    assertThat(amtool.right("alert", "query", "Loud")).contains("Loud");
    assertThat(amtool.right("alert", "query", "-o", "extended", "client=pc2"))
        .contains("client=\"pc2\"");
    assertThat(amtool.run("alert", "query", "--receiver=(").exit()).isOne();

    assertThat(amtool.right("silence", "query")).contains(id, "alertname=\"Quiet\"", "asa", "why");
    assertThat(amtool.right("silence", "query", "-q", "alertname=Quiet").strip()).isEqualTo(id);
    assertThat(amtool.right("silence", "query", "-q", "alertname=Loud").strip()).isEmpty();
    assertThat(amtool.right("silence", "update", "-d", "2h", "-c", "longer", id))
        .contains(id, "longer");
    assertThat(
            amtool
                .run("silence", "add", "alertname=~.*", "-d", "1h", "-c", "x", "-a", "y")
                .output())
        .contains("must not match the empty string");
    assertThat(amtool.right("config", "show")).contains("receiver: ", "it@example.org");
    assertThat(amtool.right("config", "routes", "test", "client=pc1")).contains("nobody");
    assertThat(amtool.right("cluster", "show")).contains("disabled");

    amtool.right("silence", "expire", id);
    muster.await(PATIENCE, "the mail after the silence", () -> mails("Quiet") == 1);
    assertThat(amtool.right("silence", "query")).doesNotContain(id);
    assertThat(amtool.right("silence", "query", "--expired", "--within", "1h")).contains(id);
    assertThat(amtool.run("silence", "expire", "11111111-1111-1111-1111-111111111111").exit())
        .isOne();
    assertThat(mails("")).isEqualTo(2);
  }

  @Test
  void answers_areThoseOfAStockAlertmanager() throws Exception {
    assumeTrue(Files.isExecutable(ALERTMANAGER), "no prometheus-alertmanager here");
    int port = alertmanager("{name: r}");
    String alerts =
        """
        [{"labels":{"alertname":"A","client":"pc1","job":"node","x":""},"annotations":{"s":"t","u":"v"},
          "generatorURL":"http://x/y"},
         {"labels":{"alertname":"A","client":"pc2","größe":"1"}},
         {"labels":{"alertname":"B","instance":"i:1"},"startsAt":"2026-11-21T10:00:00Z"},
         {"labels":{"alertname":"over"},"endsAt":"2026-11-21T10:00:00Z"}]
        """
            .replace("größe", "size");
    both(port, "POST", "/api/v2/alerts", alerts);
    String silence =
        """
        {"matchers":[{"name":"alertname","value":"B","isRegex":false}],"createdBy":"c","comment":"d",
         "startsAt":"2026-11-21T10:00:00Z","endsAt":"2126-11-21T10:00:00.5Z"}
        """;
    both(port, "POST", "/api/v2/silences", silence);
    muster.await(
        PATIENCE,
        "the silence in force there",
        () -> their(port, "GET", "/api/v2/alerts?active=false", "").body().contains("silencedBy"));
    muster.await(
        PATIENCE,
        "the silence in force here",
        () -> our("GET", "/api/v2/alerts?active=false", "").body().contains("suppressed"));
    for (String query :
        List.of(
            "",
            "?active=false",
            "?silenced=false",
            "?inhibited=false&unprocessed=false",
            "?filter=alertname%3DA&filter=client!%3Dpc1",
            "?filter=client%3D%22%22",
            "?filter=client%3D~%22pc.%2B%22",
            "?filter=%20x%20!~%20y",
            "?active=maybe")) {
      both(port, "GET", "/api/v2/alerts" + query, "");
    }
    for (String wrong : List.of("?filter=foo", "?filter=a%3D%22b")) {
      both(port, "GET", "/api/v2/alerts" + wrong, "");
      both(port, "GET", "/api/v2/silences" + wrong, "");
    }
    both(port, "GET", "/api/v2/silences", "");
    both(port, "GET", "/api/v2/silences?filter=alertname%3DB", "");
    both(port, "GET", "/api/v2/silences?filter=alertname%3DA", "");
    both(port, "GET", "/api/v2/silence/x", "");
    both(port, "POST", "/api/v2/alerts", "[{\"labels\":{}},{\"labels\":{\"alertname\":\"C\"}}]");
    both(port, "POST", "/api/v2/alerts", "[{\"annotations\":{}}]");
    both(port, "POST", "/api/v2/silences", "{}");
    both(port, "POST", "/api/v2/silences", silence.replace("2126", "2025"));
    both(
        port,
        "POST",
        "/api/v2/silences",
        silence
            .replace("2026", "2025")
            .replace("2126", "2026-01")
            .replace("-11-21T10:00:00.5", "-21T10:00:00.5"));
    both(port, "POST", "/api/v2/silences", silence.replace("\"B\"", "\"\""));
    both(
        port,
        "POST",
        "/api/v2/silences",
        silence.replaceFirst("\\{", "{\"id\":\"11111111-1111-1111-1111-111111111111\","));
  }

  private record Answer(int status, String body) {}

  /** The same question to both; the answers differ in no more than they must. */
  private void both(int port, String method, String path, String body)
      throws IOException, InterruptedException {
    var theirs = their(port, method, path, body);
    var ours = our(method, path, body);
    String what = method + " " + path + " " + body;
    assertThat(ours.status())
        .as(what + "\n" + theirs.body() + "\n" + ours.body())
        .isEqualTo(theirs.status());
    assertThat(comparable(ours.body())).as(what).isEqualTo(comparable(theirs.body()));
  }

  /** Without times of arrival, ids and what only one of the two has. */
  private static String comparable(String body) {
    if (body.isEmpty()) {
      return "";
    }
    var json = JSON.readTree(body);
    strip(json);
    return json.toString();
  }

  private static void strip(JsonNode node) {
    if (node instanceof ObjectNode object) {
      boolean isAlert = object.has("fingerprint");
      object.remove(List.of("updatedAt", "receivers", "mutedBy", "id", "silenceID"));
      if (isAlert || object.has("createdBy")) {
        object.remove(isAlert ? "endsAt" : "annotations");
        object.remove("startsAt");
      }
      if (object.has("silencedBy")) {
        object.put("silencedBy", object.get("silencedBy").size());
      }
    }
    node.forEach(AlertmanagerPeerTest::strip);
  }

  private Answer their(int port, String method, String path, String body)
      throws IOException, InterruptedException {
    var answer =
        http.send(
            HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path))
                .header("Content-Type", "application/json")
                .method(method, HttpRequest.BodyPublishers.ofString(body))
                .build(),
            BodyHandlers.ofString());
    return new Answer(answer.statusCode(), answer.body());
  }

  private Answer our(String method, String path, String body)
      throws IOException, InterruptedException {
    var answer = muster.send(method, path, body);
    return new Answer(answer.statusCode(), answer.body());
  }

  @Test
  void prometheus_andAnAlertmanagerBetween_leadToOneMail() throws Exception {
    assumeTrue(
        Files.isExecutable(PROMETHEUS) && Files.isExecutable(ALERTMANAGER), "no Prometheus here");
    var trouble = new int[] {0};
    var target = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 16);
    target.createContext(
        "/metrics",
        exchange -> {
          byte[] page = ("trouble " + trouble[0] + "\n").getBytes(StandardCharsets.UTF_8);
          exchange.getResponseHeaders().set("Content-Type", "text/plain; version=0.0.4");
          exchange.sendResponseHeaders(200, page.length);
          exchange.getResponseBody().write(page);
          exchange.close();
        });
    target.start();
    try {
      String webhook =
          "{name: r, webhook_configs: [{url: '%s/api/v2/webhook', http_config: {%s}}]}"
              .formatted(
                  url,
                  "tls_config: {ca_file: '%s'}, basic_auth: {username: admin, password: '%s'}"
                      .formatted(
                          folder.resolve("data").resolve("ca").resolve("ca.pem"),
                          MusterProcess.PASSWORD));
      int port = alertmanager(webhook);
      // By the Alertmanager alone.
      var added =
          their(port, "POST", "/api/v2/alerts", "[{\"labels\":{\"alertname\":\"Between\"}}]");
      assertThat(added.status()).isEqualTo(200);
      muster.await(PATIENCE, "the mail by a webhook", () -> mails("Between") == 1);
      // By both ways at a time.
      prometheus(target.getAddress().getPort(), port);
      trouble[0] = 1;
      muster.await(PATIENCE, "the mail of a rule", () -> mails("Trouble") == 1);
      muster.await(
          PATIENCE,
          "the alert at the Alertmanager",
          () -> their(port, "GET", "/api/v2/alerts?receiver=r", "").body().contains("Trouble"));
      Thread.sleep(3000); // its webhook, and several evaluations
      assertThat(mails("Trouble")).isOne();
      trouble[0] = 0;
      muster.await(PATIENCE, "the mail of its end", () -> mails("Trouble") == 2);
      assertThat(our("GET", "/api/v2/alerts?filter=alertname%3DTrouble", "").body())
          .isEqualTo("[]\n");
    } finally {
      target.stop(0);
    }
  }

  private int alertmanager(String receiver) throws IOException, InterruptedException {
    int port = MusterProcess.freePort();
    var config =
        Files.writeString(
            folder.resolve("alertmanager.yml"),
            """
            route: {receiver: r, group_by: [alertname], group_wait: 1s, group_interval: 1s}
            receivers: [%s]
            """
                .formatted(receiver));
    start(
        "alertmanager.log",
        ALERTMANAGER.toString(),
        "--config.file=" + config,
        "--storage.path=" + folder.resolve("alertmanager"),
        "--cluster.listen-address=",
        "--web.listen-address=127.0.0.1:" + port);
    muster.await(
        PATIENCE,
        "an Alertmanager",
        () -> {
          try {
            return their(port, "GET", "/-/ready", "").status() == 200;
          } catch (IOException e) {
            return false;
          }
        });
    return port;
  }

  private void prometheus(int target, int alertmanager) throws IOException {
    var rules =
        Files.writeString(
            folder.resolve("rules.yml"),
            """
            groups:
              - name: trouble
                interval: 1s
                rules:
                  - alert: Trouble
                    expr: trouble > 0
            """);
    var config =
        Files.writeString(
            folder.resolve("prometheus.yaml"),
            """
            global: {scrape_interval: 1s, scrape_timeout: 1s, evaluation_interval: 1s}
            rule_files: ['%s']
            scrape_configs:
              - job_name: node
                static_configs: [{targets: ['127.0.0.1:%d']}]
            alerting:
              alertmanagers:
                - static_configs: [{targets: ['127.0.0.1:%d']}]
                - scheme: https
                  static_configs: [{targets: ['127.0.0.1:%d']}]
            %s
            """
                .formatted(
                    rules, target, alertmanager, muster.port(), Amtool.access(muster).indent(6)));
    start(
        "prometheus.log",
        PROMETHEUS.toString(),
        "--config.file=" + config,
        "--storage.tsdb.path=" + folder.resolve("tsdb"),
        "--web.listen-address=127.0.0.1:" + MusterProcess.freePort());
  }

  private void start(String log, String... command) throws IOException {
    peers.add(
        new ProcessBuilder(command)
            .redirectErrorStream(true)
            .redirectOutput(folder.resolve(log).toFile())
            .start());
  }
}
