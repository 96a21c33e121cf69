package dev.muster.console.api;

import dev.muster.archive.Archive;
import dev.muster.archive.ClientRow;
import dev.muster.archive.SampleBatch;
import dev.muster.archive.SeriesSet;
import dev.muster.archive.StoredAlert;
import dev.muster.fleet.AlertLabels;
import dev.muster.fleet.Fleet;
import dev.muster.fleet.FleetFile;
import dev.muster.metrics.Labels;
import dev.muster.promql.Engine;
import dev.muster.server.Principal;
import dev.muster.server.Role;
import dev.muster.server.WebServer;
import dev.muster.web.BasicAuth;
import dev.muster.web.CertificateAuthority;
import dev.muster.web.ListenAddress;
import dev.muster.web.Passwords;
import dev.muster.web.Tls;
import dev.muster.web.WebConfig.TlsServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * The API over a real archive and a real fleet file on a real port. Users: {@code admin}, {@code
 * viewer} who sees all, {@code lab} who sees {@code lab-1}; the password of each is its name.
 */
final class Stage implements AutoCloseable {
  static final Instant NOW = Instant.parse("2026-11-22T10:00:00Z");
  static final String FLEET =
      """
      <fleet>
        <scrape interval="15s" timeout="10s"/>
        <alerting>
          <maintenance name="backup" cron="0 9 * * *" for="2h" zone="UTC" match='type="cpu"'/>
        </alerting>
        <defaults mail="it@example.org">
          <alert type="memory" limit="50%" for="5m" clear="45%"/>
          <alert type="offline"/>
        </defaults>
        <group name="lab-1">
          <client name="pc1" ip="10.0.0.1"/>
          <client name="pc2" ip="10.0.0.2" expect="Mon-Fri 07:00-18:00 UTC"/>
        </group>
        <group name="lab-2">
          <client name="pc3" ip="10.0.0.3"/>
        </group>
      </fleet>
      """;

  private static final JsonMapper JSON = JsonMapper.shared();
  private static final Map<String, String> USERS = new HashMap<>();
  private static final Map<String, Principal> PRINCIPALS =
      Map.of(
          "admin", new Principal("admin", Role.ADMIN, Set.of()),
          "viewer", new Principal("viewer", Role.VIEWER, Set.of()),
          "lab", new Principal("lab", Role.VIEWER, Set.of("lab-1")));

  static {
    PRINCIPALS.keySet().forEach(name -> USERS.put(name, Passwords.hash(name)));
  }

  final Path file;
  final Archive archive;
  final MusterApi api;
  final WebServer server;
  final Map<Long, Mute> mutes = new ConcurrentHashMap<>();
  final List<String> audit = new CopyOnWriteArrayList<>();
  final Set<String> out = ConcurrentHashMap.newKeySet();
  private final HttpClient http;
  volatile Fleet fleet;
  private final Map<String, SeriesSet> series = new HashMap<>();

  Stage(Path folder) throws IOException {
    this(folder, FLEET, InstantSource.fixed(NOW), Duration.ofSeconds(15));
  }

  Stage(Path folder, String text, InstantSource clock, Duration ping) throws IOException {
    file = folder.resolve("fleet.xml");
    Files.writeString(file, text);
    fleet = FleetFile.read(file, Map.of());
    archive = Archive.open(folder.resolve("archive.db"), clock);
    setClients();
    api = new MusterApi(parts(folder, clock), ping);
    var authority = CertificateAuthority.openOrMake(folder.resolve("ca"));
    server =
        WebServer.start(
            new WebServer.Settings(
                ListenAddress.parse("127.0.0.1:0"),
                TlsServer.of(authority.issueServer("server", List.of("localhost", "127.0.0.1"))),
                new BasicAuth(USERS),
                Set.of(),
                () -> true),
            List.of(api::addTo));
    http =
        HttpClient.newBuilder()
            .sslContext(Tls.context(null, Tls.trusting(List.of(authority.certificate()))))
            .build();
  }

  private Parts parts(Path folder, InstantSource clock) {
    var engine = new Engine(archive);
    return new Parts(
        () -> fleet,
        new Parts.Readings(
            archive.status(),
            archive.records(),
            engine,
            (expression, start, end, step) -> engine.range(expression, start, end, step).series()),
        new Parts.Alerts(
            () -> Map.copyOf(mutes),
            this::facts,
            (client, type, at) -> List.of(new Parts.Why("alert", client + ": " + type)),
            () -> archive.silences().all(),
            message -> message.startsWith("<") ? Optional.of(message) : Optional.empty()),
        new Parts.Own("1.2.3", Stage::health, Stage::certificates),
        new FleetFiles(
            file,
            folder.resolve("history"),
            given -> FleetFile.read(file, given, Map.of()),
            read -> List.of(),
            () -> {
              fleet = FleetFile.read(file, Map.of());
              return List.of();
            },
            (context, detail) -> audit.add(WebServer.user(context).orElse("") + " " + detail)),
        new Parts.Access(
            context -> WebServer.user(context).map(PRINCIPALS::get),
            context -> () -> !out.contains(WebServer.user(context).orElse(""))),
        clock);
  }

  private Facts facts(StoredAlert stored) {
    var record = stored.record();
    var posted = stored.posted();
    var labels =
        posted == null
            ? AlertLabels.of(record.type(), record.client(), null)
            : posted.labels().toMap();
    return new Facts(
        "0123456789abcdef",
        labels,
        posted == null ? Map.of() : posted.annotations(),
        record.client() + " " + record.type(),
        posted == null ? "" : posted.generatorUrl());
  }

  private static Health health() {
    return new Health(
        "1.2.3",
        1000,
        "",
        new Health.Archive(1, 2, 3, 4.5, null, 0),
        new Health.Scrapes(3, 2, 15, 0, 0.25),
        new Health.Outbox(0, null),
        new Health.Rules(1, 2, 0),
        List.of(new Health.Receiver("r", "https://m/w", 1, 2, 0, 5.0, "")),
        new Health.Memory(1, 2),
        7);
  }

  private static List<CertificateView> certificates() {
    return List.of(
        new CertificateView(
            "authority", "authority", "CN=Muster", 2_000_000_000, "00ff", "7f", null, "good"));
  }

  private void setClients() {
    archive
        .setClients(
            fleet.clients().stream()
                .map(one -> new ClientRow(one.name(), one.group(), one.ip(), one.instance(), ""))
                .toList())
        .join();
  }

  /** A scrape of a client that says how busy its one processor was since the last, and more. */
  void scrape(String client, long time, double cpuSeconds, double freeShare) {
    double idle = (time - NOW.toEpochMilli()) / 1000.0 + 1e6 - cpuSeconds;
    var values = new double[] {1, cpuSeconds, idle, 8e9, 8e9 * freeShare, 1e12, 4e11, 4e11, 1};
    archive
        .append(
            new SampleBatch(client, time, series.computeIfAbsent(client, this::set), values, null))
        .join();
  }

  private SeriesSet set(String client) {
    var target =
        fleet.clients().stream().filter(one -> one.name().equals(client)).findFirst().orElseThrow();
    var own =
        Map.of(
            "job",
            "node",
            "client",
            client,
            "group",
            target.group(),
            "instance",
            target.instance());
    var all = new ArrayList<Labels>();
    all.add(labels(own, "up"));
    all.add(labels(own, "node_cpu_seconds_total", "cpu", "0", "mode", "user"));
    all.add(labels(own, "node_cpu_seconds_total", "cpu", "0", "mode", "idle"));
    all.add(labels(own, "node_memory_MemTotal_bytes"));
    all.add(labels(own, "node_memory_MemAvailable_bytes"));
    all.add(drive(own, "node_filesystem_size_bytes"));
    all.add(drive(own, "node_filesystem_free_bytes"));
    all.add(drive(own, "node_filesystem_avail_bytes"));
    all.add(labels(own, "node_os_info", "pretty_name", "Debian 12"));
    return new SeriesSet(all);
  }

  private static Labels drive(Map<String, String> own, String name) {
    return labels(own, name, "device", "/dev/sda1", "fstype", "ext4", "mountpoint", "/");
  }

  private static Labels labels(Map<String, String> own, String name, String... more) {
    var labels = Labels.of(own).toBuilder().set(Labels.NAME, name);
    for (int i = 0; i < more.length; i += 2) {
      labels.set(more[i], more[i + 1]);
    }
    return labels.build();
  }

  HttpRequest.Builder request(String user, String path) {
    var log = (user + ":" + user).getBytes(StandardCharsets.UTF_8);
    return HttpRequest.newBuilder(
            URI.create("https://localhost:" + server.port() + "/api/muster/v1" + path))
        .header("Authorization", "Basic " + Base64.getEncoder().encodeToString(log));
  }

  HttpResponse<String> send(HttpRequest.Builder request) {
    try {
      return http.send(request.build(), BodyHandlers.ofString());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  HttpResponse<String> get(String user, String path) {
    return send(request(user, path));
  }

  /** The data of an answer, which has to be 200. */
  JsonNode data(String user, String path) {
    return data(get(user, path));
  }

  static JsonNode data(HttpResponse<String> answer) {
    if (answer.statusCode() != 200) {
      throw new AssertionError(answer.statusCode() + " " + answer.body());
    }
    return JSON.readTree(answer.body()).get("data");
  }

  HttpResponse<String> body(String user, String method, String path, Map<String, String> body) {
    return send(
        request(user, path).method(method, BodyPublishers.ofString(JSON.writeValueAsString(body))));
  }

  /** A live stream. */
  LiveReader live(String user) throws IOException, InterruptedException {
    return new LiveReader(http.send(request(user, "/live").build(), BodyHandlers.ofInputStream()));
  }

  @Override
  public void close() {
    api.close();
    http.shutdownNow();
    server.close();
    archive.close();
  }
}
