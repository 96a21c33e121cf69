package dev.muster.alertbridge.api;

import dev.muster.archive.Acknowledgement;
import dev.muster.archive.Silence;
import dev.muster.archive.SilenceStore;
import dev.muster.fleet.Recurrence;
import dev.muster.metrics.AlertReceiver;
import dev.muster.metrics.Labels;
import dev.muster.metrics.PostedAlert;
import dev.muster.server.Principal;
import dev.muster.server.WebServer;
import io.javalin.Javalin;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/** The API on a free port over alerts and silences in memory, and a client. */
final class ApiSite implements AutoCloseable, AlertSource, SilenceStore, AlertReceiver {
  static final long START = Instant.parse("2026-11-21T10:00:00Z").toEpochMilli();

  long now = START;
  final List<ShownAlert> alerts = new ArrayList<>();
  final List<ShownGroup> groups = new ArrayList<>();
  final List<PostedAlert> posted = new ArrayList<>();
  final Map<String, Silence> silences = new LinkedHashMap<>();
  final Set<String> ended = new HashSet<>();
  final Map<Long, Acknowledgement> acknowledgements = new LinkedHashMap<>();
  int changes;
  boolean isFull;

  /** Who asks; null: somebody who sees everything. */
  @Nullable Principal viewer;

  final PrometheusRegistry registry = new PrometheusRegistry();
  private final HttpClient http = HttpClient.newHttpClient();
  private final Javalin server;

  ApiSite() {
    InstantSource clock = () -> Instant.ofEpochMilli(now);
    var api =
        new AlertmanagerApi(
            new AlertmanagerApi.Parts(
                this,
                this,
                (labels, startsAt) -> ended.contains(labels + " " + startsAt),
                this,
                ApiSite::hourly,
                () -> changes++,
                clock,
                registry,
                "1.2.3"));
    var acknowledge =
        new AcknowledgeApi(
            new AcknowledgeApi.Parts(this, this::acknowledge, () -> changes++, clock));
    server =
        Javalin.create(
                config -> {
                  config.startup.showJavalinBanner = false;
                  config.routes.before(context -> {
                    if (viewer != null) {
                      WebServer.setPrincipal(context, viewer);
                    }
                  });
                  api.addTo(config.routes);
                  acknowledge.addTo(config.routes);
                  new AlertPages(pages(clock), acknowledge).addTo(config.routes);
                })
            .start("127.0.0.1", 0);
  }

  private AlertPages.Parts pages(InstantSource clock) {
    return new AlertPages.Parts(
        this, () -> List.copyOf(acknowledgements.values()), clock, ZoneOffset.UTC);
  }

  /** The first 10 minutes of each hour, whatever else the text says. */
  private static Recurrence hourly(String text) {
    if (!text.startsWith("hourly")) {
      throw new IllegalArgumentException("\"" + text + "\" is no schedule; use hourly");
    }
    return new Recurrence() {
      @Override
      public Optional<Window> at(Instant moment) {
        var hour = moment.truncatedTo(ChronoUnit.HOURS);
        var window = new Window(hour, hour.plus(Duration.ofMinutes(10)));
        return moment.isBefore(window.end()) ? Optional.of(window) : Optional.empty();
      }

      @Override
      public Optional<Window> after(Instant moment) {
        return at(moment.truncatedTo(ChronoUnit.HOURS).plusSeconds(3600));
      }

      @Override
      public String describe() {
        return "hourly";
      }
    };
  }

  private boolean acknowledge(Acknowledgement one) {
    if (alerts.stream().noneMatch(alert -> alert.episode() == one.episode())) {
      return false;
    }
    acknowledgements.put(one.episode(), one);
    return true;
  }

  @Override
  public List<ShownAlert> alerts() {
    return List.copyOf(alerts);
  }

  @Override
  public List<ShownGroup> groups() {
    return List.copyOf(groups);
  }

  @Override
  public List<String> receivers() {
    return List.of("it@example.org", "ops");
  }

  @Override
  public String config() {
    return "route:\n  receiver: x\n";
  }

  @Override
  public List<Silence> all() {
    return List.copyOf(silences.values());
  }

  @Override
  public Optional<Silence> withId(String id) {
    return Optional.ofNullable(silences.get(id));
  }

  @Override
  public void saveAll(List<Silence> some) {
    some.forEach(silence -> silences.put(silence.id(), silence));
  }

  @Override
  public void post(List<PostedAlert> some) {
    if (isFull) {
      throw new IllegalStateException("the disk is full");
    }
    posted.addAll(some);
  }

  /** The silence with this id. */
  Silence silence(String id) {
    return Objects.requireNonNull(silences.get(id), id);
  }

  /** An alert of a limit that fires since the start. */
  static ShownAlert alert(String client, String type, List<String> silencedBy) {
    return new ShownAlert(
        client.hashCode(),
        Labels.of("alertname", type, "type", type, "client", client, "job", "node"),
        Map.of(),
        START,
        START,
        START + 300_000,
        "",
        List.of("it@example.org"),
        silencedBy,
        List.of(),
        List.of());
  }

  /** An answer. */
  record Answer(int status, String body) {
    JsonNode json() {
      return ApiJson.JSON.readTree(body);
    }
  }

  Answer get(String path) throws IOException, InterruptedException {
    return send(request(path).GET());
  }

  Answer delete(String path) throws IOException, InterruptedException {
    return send(request(path).DELETE());
  }

  Answer post(String path, String body) throws IOException, InterruptedException {
    return send(
        request(path)
            .header("Content-Type", "application/json")
            .POST(HttpRequest.BodyPublishers.ofString(body)));
  }

  Answer form(String path, String body) throws IOException, InterruptedException {
    return send(
        request(path)
            .header("Content-Type", "application/x-www-form-urlencoded")
            .POST(HttpRequest.BodyPublishers.ofString(body)));
  }

  private HttpRequest.Builder request(String path) {
    return HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + server.port() + path))
        .timeout(Duration.ofSeconds(20));
  }

  private Answer send(HttpRequest.Builder request) throws IOException, InterruptedException {
    HttpResponse<String> answer = http.send(request.build(), BodyHandlers.ofString());
    return new Answer(answer.statusCode(), answer.body());
  }

  static String encoded(String text) {
    return URLEncoder.encode(text, StandardCharsets.UTF_8);
  }

  @Override
  public void close() {
    http.close();
    server.stop();
  }
}
