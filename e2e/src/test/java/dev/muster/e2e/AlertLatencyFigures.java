package dev.muster.e2e;

import com.icegreen.greenmail.util.GreenMail;
import com.icegreen.greenmail.util.ServerSetup;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import jakarta.mail.internet.MimeMessage;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * How long it takes from the scrape that crosses a limit to the mail in an SMTP server, beside two
 * pairs of stock {@code prometheus} and {@code prometheus-alertmanager} that watch the same values:
 * one as they are without settings, one as fast as makes sense. Run by hand; arguments: a new
 * folder, and how many crossings.
 */
final class AlertLatencyFigures {
  private static final Duration WARM = Duration.ofSeconds(40);
  private static final Duration TAIL = Duration.ofSeconds(160);
  private static final Pattern NAME = Pattern.compile("pcx(\\d{4})x");

  /** Who watches, by the start of the path that it scrapes and the address that it mails. */
  private enum Watcher {
    MUSTER("muster", "Muster, scrapes each 1 s"),
    FAST("fast", "Prometheus and Alertmanager, all at 1 s, group_wait 0s"),
    DEFAULTS("defaults", "Prometheus and Alertmanager as they come");

    private final String path;
    private final String words;

    Watcher(String path, String words) {
      this.path = path;
      this.words = words;
    }
  }

  private record Event(Watcher watcher, int client) {}

  private final Path folder;
  private final int clients;
  private final boolean[] crossed;
  private final Map<Event, Long> scraped = new ConcurrentHashMap<>();
  private final Map<Event, Long> mailed = new ConcurrentHashMap<>();
  private final Map<Event, Integer> mails = new ConcurrentHashMap<>();
  private final List<Process> peers = new ArrayList<>();

  private AlertLatencyFigures(Path folder, int clients) {
    this.folder = folder;
    this.clients = clients;
    this.crossed = new boolean[clients];
  }

  public static void main(String[] arguments) throws Exception {
    var folder = Files.createDirectories(Path.of(arguments[0]));
    new AlertLatencyFigures(folder, Integer.parseInt(arguments[1])).run();
  }

  private void run() throws Exception {
    int smtpPort = MusterProcess.freePort();
    var smtp = new GreenMail(new ServerSetup(smtpPort, "127.0.0.1", ServerSetup.PROTOCOL_SMTP));
    smtp.start();
    for (var watcher : Watcher.values()) {
      smtp.setUser(watcher.path + "@example.org", "x");
    }
    smtp.getUserManager()
        .setMessageDeliveryHandler((message, address) -> {
          mailed(message.getMessage(), address.getEmail());
          return smtp.getUserManager().getUserByEmail(address.getEmail());
        });
    var target = HttpServer.create(new InetSocketAddress(0), 256);
    target.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
    target.createContext("/", this::page);
    target.start();
    int port = target.getAddress().getPort();
    try {
      pair(Watcher.FAST, port, smtpPort, "1s", "group_wait: 0s, group_interval: 1s");
      pair(Watcher.DEFAULTS, port, smtpPort, "1m", "group_wait: 30s, group_interval: 5m");
      watch(fleet(port, smtpPort));
    } finally {
      for (var peer : peers) {
        peer.destroy();
        peer.waitFor();
      }
      target.stop(0);
      smtp.stop();
    }
  }

  private void watch(Path fleet) throws IOException, InterruptedException {
    try (var muster = MusterProcess.asInstalled(folder.resolve("data"), fleet)) {
      TimeUnit.MILLISECONDS.sleep(WARM.toMillis());
      cross();
      TimeUnit.MILLISECONDS.sleep(TAIL.toMillis());
      report();
      var _ = muster.terminate();
    }
  }

  private void cross() throws InterruptedException {
    var random = new Random(20261122);
    for (int client = 0; client < clients; client++) {
      synchronized (crossed) {
        crossed[client] = true;
      }
      TimeUnit.MILLISECONDS.sleep(400 + random.nextInt(1200));
    }
  }

  /** {@code /WATCHER/CLIENT}: 60 % of memory in use once that client has crossed, 20 % before. */
  private void page(HttpExchange exchange) throws IOException {
    String[] path = exchange.getRequestURI().getPath().split("/", -1);
    int client = Integer.parseInt(path[2]);
    boolean over;
    synchronized (crossed) {
      over = crossed[client];
    }
    byte[] page =
        "node_memory_MemTotal_bytes 1000\nnode_memory_MemAvailable_bytes %d\n"
            .formatted(over ? 400 : 800)
            .getBytes(StandardCharsets.UTF_8);
    if (over) {
      scraped.putIfAbsent(new Event(watcher(path[1]), client), System.nanoTime());
    }
    exchange.getResponseHeaders().set("Content-Type", "text/plain; version=0.0.4");
    exchange.sendResponseHeaders(200, page.length);
    exchange.getResponseBody().write(page);
    exchange.close();
  }

  private static Watcher watcher(String path) {
    return Arrays.stream(Watcher.values())
        .filter(w -> w.path.equals(path))
        .findFirst()
        .orElseThrow();
  }

  private void mailed(@Nullable MimeMessage message, String address) {
    long now = System.nanoTime();
    try {
      var name = NAME.matcher(message == null ? "" : message.getSubject());
      while (name.find()) {
        var event =
            new Event(
                watcher(address.substring(0, address.indexOf('@'))),
                Integer.parseInt(name.group(1)));
        mailed.putIfAbsent(event, now);
        mails.merge(event, 1, Integer::sum);
      }
    } catch (jakarta.mail.MessagingException e) {
      throw new IllegalStateException(e);
    }
  }

  private Path fleet(int port, int smtpPort) throws IOException {
    String each =
        IntStream.range(0, clients)
            .mapToObj(i ->
                """
                  <client name="%s" ip="127.1.%d.%d" exporter-port="%d" exporter-scheme="http" exporter-path="/muster/%d">
                    <alert type="memory" limit="50%%"/>
                  </client>
                """
                    .formatted(name(i), i / 200, i % 200 + 1, port, i))
            .collect(Collectors.joining());
    return Files.writeString(
        folder.resolve("fleet.xml"),
        """
        <fleet>
          <smtp host="127.0.0.1" port="%d" from="muster@example.org" security="plain"/>
          <scrape interval="1s" timeout="1s"/>
          <alerting mails-per-address="10000"/>
          <defaults mail="muster@example.org"/>
        %s</fleet>
        """
            .formatted(smtpPort, each));
  }

  private static String name(int client) {
    return "pcx%04dx".formatted(client);
  }

  /** A Prometheus and an Alertmanager that mail like Muster, a mail a client. */
  private void pair(Watcher watcher, int port, int smtpPort, String interval, String grouping)
      throws IOException {
    var home = Files.createDirectories(folder.resolve(watcher.path));
    int alertmanager = MusterProcess.freePort();
    var mails =
        Files.writeString(
            home.resolve("alertmanager.yml"),
            """
            global: {smtp_smarthost: '127.0.0.1:%d', smtp_from: a@example.org, smtp_require_tls: false}
            route: {receiver: r, group_by: [client], %s}
            receivers: [{name: r, email_configs: [{to: %s@example.org}]}]
            """
                .formatted(smtpPort, grouping, watcher.path));
    start(
        home,
        "/usr/bin/prometheus-alertmanager",
        "--config.file=" + mails,
        "--storage.path=" + home.resolve("alerts"),
        "--cluster.listen-address=",
        "--web.listen-address=127.0.0.1:" + alertmanager);
    var rules =
        Files.writeString(
            home.resolve("rules.yml"),
            """
            groups: [{name: g, rules: [{alert: memory, expr:
              '100 * (1 - node_memory_MemAvailable_bytes / node_memory_MemTotal_bytes) > 50'}]}]
            """);
    String jobs =
        IntStream.range(0, clients)
            .mapToObj(i ->
                "  - {job_name: c%d, metrics_path: /%s/%d, static_configs: [{targets: ['127.0.0.1:%d'], labels: {client: %s}}]}%n"
                    .formatted(i, watcher.path, i, port, name(i)))
            .collect(Collectors.joining());
    var config =
        Files.writeString(
            home.resolve("prometheus.yml"),
            """
            global: {scrape_interval: %s, scrape_timeout: 1s, evaluation_interval: %s}
            rule_files: ['%s']
            alerting: {alertmanagers: [{static_configs: [{targets: ['127.0.0.1:%d']}]}]}
            scrape_configs:
            %s
            """
                .formatted(interval, interval, rules, alertmanager, jobs));
    start(
        home,
        "/usr/bin/prometheus",
        "--config.file=" + config,
        "--storage.tsdb.path=" + home.resolve("tsdb"),
        "--web.listen-address=127.0.0.1:" + MusterProcess.freePort());
  }

  private void start(Path home, String... command) throws IOException {
    peers.add(
        new ProcessBuilder(command)
            .redirectErrorStream(true)
            .redirectOutput(ProcessBuilder.Redirect.appendTo(home.resolve("log").toFile()))
            .start());
  }

  private void report() {
    for (var watcher : Watcher.values()) {
      var millis =
          IntStream.range(0, clients)
              .mapToObj(client -> new Event(watcher, client))
              .filter(event -> scraped.containsKey(event) && mailed.containsKey(event))
              .mapToDouble(
                  event -> (mailed.getOrDefault(event, 0L) - scraped.getOrDefault(event, 0L)) / 1e6)
              .sorted()
              .toArray();
      long twice =
          mails.entrySet().stream()
              .filter(entry -> entry.getKey().watcher() == watcher && entry.getValue() > 1)
              .count();
      int count = millis.length;
      System.out.printf(
          "%-56s crossings %d  mailed %d  twice %d  median %.0f ms  p99 %.0f ms  longest %.0f ms%n",
          watcher.words,
          clients,
          count,
          twice,
          count == 0 ? Double.NaN : millis[count / 2],
          count == 0 ? Double.NaN : millis[Math.min(count - 1, count * 99 / 100)],
          count == 0 ? Double.NaN : millis[count - 1]);
    }
  }
}
