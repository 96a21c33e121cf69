package dev.muster.scraper.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.muster.archive.Archive;
import dev.muster.archive.SampleBatch;
import dev.muster.archive.SeriesSet;
import dev.muster.metrics.Labels;
import dev.muster.metrics.Selection;
import dev.muster.promql.EngineSettings;
import io.javalin.Javalin;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** The same queries before and after the archive let go of the samples they are about. */
final class RollupQueryTest {
  private static final long START = Instant.parse("2026-11-01T00:00:00Z").toEpochMilli();
  private static final long HOUR = Duration.ofHours(1).toMillis();
  private static final int HOURS = 30;
  private static final List<String> QUERIES =
      List.of(
          "load",
          "max(load)",
          "avg_over_time(load[1h])",
          "sum by (client) (count_over_time(load[2h]))",
          "max_over_time(load[3h]) - min_over_time(load[3h])",
          "max_over_time(sum(load)[4h:1h])",
          "last_over_time(work_total[1h])");

  @TempDir Path folder;
  private final AtomicLong now = new AtomicLong(START);
  private final HttpClient http = HttpClient.newHttpClient();
  private Archive archive;
  private Javalin server;

  @BeforeEach
  void start() {
    archive = Archive.open(folder.resolve("archive.db"), () -> Instant.ofEpochMilli(now.get()));
    server =
        Javalin.create(
                config -> {
                  config.startup.showJavalinBanner = false;
                  new QueryApi(
                          archive, EngineSettings.DEFAULT, () -> Instant.ofEpochMilli(now.get()))
                      .addTo(config.routes);
                })
            .start("127.0.0.1", 0);
    fill();
  }

  @AfterEach
  void stop() {
    http.close();
    server.stop();
    archive.close();
  }

  private void fill() {
    var random = new Random(4);
    var work = new double[2];
    for (int i = 0; i < HOURS * 60; i++) {
      now.set(START + 60_000L * i + 500);
      for (int client = 0; client < 2; client++) {
        var name = "pc" + client;
        var page =
            new SeriesSet(
                List.of(
                    Labels.of("__name__", "load", "client", name),
                    Labels.of("__name__", "work_total", "client", name)));
        work[client] = i % 333 == 99 ? 0 : work[client] + random.nextInt(50);
        var values = new double[] {random.nextInt(900) / 100.0, work[client]};
        archive.append(new SampleBatch(name, now.get(), page, values, null)).join();
      }
    }
  }

  /** Lets time pass until only samples of the last hours are kept. */
  private void letGo() throws InterruptedException {
    now.set(START + 10 * 24 * HOUR);
    var kept = Duration.ofDays(9);
    archive.setRetention(kept, Duration.ofDays(100), Duration.ofDays(400));
    var gone = new Selection(List.of(), START, START + 21 * HOUR, 100_000);
    while (!archive.select(gone).isEmpty()) {
      Thread.sleep(100);
    }
  }

  private JsonNode ask(String query) {
    var uri =
        "http://127.0.0.1:%d/api/v1/query_range?query=%s&start=%d&end=%d&step=3600"
            .formatted(
                server.port(),
                URLEncoder.encode(query, StandardCharsets.UTF_8),
                (START + 4 * HOUR) / 1000,
                (START + HOURS * HOUR) / 1000);
    try {
      var answer =
          http.send(HttpRequest.newBuilder(URI.create(uri)).build(), BodyHandlers.ofString());
      assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
      return new JsonMapper().readTree(answer.body());
    } catch (java.io.IOException e) {
      throw new java.io.UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }

  /** Values by series and time. */
  private static Map<String, Double> points(JsonNode answer) {
    var points = new LinkedHashMap<String, Double>();
    for (var series : answer.path("data").path("result")) {
      for (var point : series.path("values")) {
        String key = series.path("metric") + " " + point.path(0);
        points.put(key, Double.valueOf(point.path(1).asString()));
      }
    }
    return points;
  }

  private static List<String> infos(JsonNode answer) {
    var infos = new ArrayList<String>();
    answer.path("infos").forEach(info -> infos.add(info.asString()));
    return infos;
  }

  @Test
  void queriesOfWholeHours_giveTheSame_whenTheirSamplesAreGone_andSaySo() throws Exception {
    var before = new LinkedHashMap<String, Map<String, Double>>();
    for (String query : QUERIES) {
      var answer = ask(query);
      assertThat(infos(answer)).as(query).isEmpty();
      before.put(query, points(answer));
    }
    letGo();
    for (String query : QUERIES) {
      var answer = ask(query);
      var points = points(answer);
      var wanted = Objects.requireNonNull(before.get(query));
      assertThat(points.keySet()).as(query).isEqualTo(wanted.keySet());
      points.forEach((key, value) ->
          assertThat(value)
              .as("%s %s", query, key)
              .isCloseTo(Objects.requireNonNull(wanted.get(key)), within(1e-9)));
      assertThat(infos(answer)).as(query).isNotEmpty();
      assertThat(infos(answer).getFirst())
          .startsWith("PromQL info: rollups of 1h stand for the samples from 2026-11-01T0");
    }
  }
}
