package dev.muster.scraper.api;

import dev.muster.archive.Archive;
import dev.muster.archive.ArchiveFile;
import dev.muster.promql.EngineSettings;
import io.javalin.Javalin;
import java.io.IOException;
import java.io.PrintStream;
import java.lang.management.ManagementFactory;
import java.lang.management.MemoryPoolMXBean;
import java.lang.management.MemoryType;
import java.net.ServerSocket;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Asks dashboard queries over a {@link SimulatedDay} of our HTTP API and of the installed
 * Prometheus, by turns, and prints the times of both and the most of our heap that was in use,
 * garbage included. Not a test: run {@code main} with a folder for the archive, whose segments are
 * sealed, and for Prometheus's blocks; both are made at the first run and kept.
 */
final class RangeQueryLoad {
  private static final PrintStream OUT = new PrintStream(System.out, true, StandardCharsets.UTF_8);
  private static final int HOSTS = 200;
  private static final int WARM_UP = 3;
  private static final int ROUNDS = 5;
  private static final int STEP_SECONDS = 60;

  /** When the day is asked for, counted from its begin: all of it is sealed. */
  private static final Duration AFTER = Duration.ofHours(30);

  private static final List<String> QUERIES =
      List.of(
          "up",
          "sum(up)",
          "node_load1",
          "avg_over_time(node_load1[5m])",
          "max by (client) (node_load1)",
          "topk(5, node_load1)",
          "quantile(0.95, node_load1)",
          "node_memory_MemAvailable_bytes / node_memory_MemTotal_bytes",
          "(1 - node_memory_MemAvailable_bytes / node_memory_MemTotal_bytes) * 100 > 50",
          "rate(node_cpu_seconds_total{mode=\"idle\"}[5m])",
          "100 - avg by (client) (rate(node_cpu_seconds_total{mode=\"idle\"}[5m])) * 100",
          "sum by (client, mode) (rate(node_cpu_seconds_total[5m]))",
          "sum by (mode) (irate(node_cpu_seconds_total[5m]))",
          "sum(rate(node_network_receive_bytes_total[5m])) * 8",
          "topk(10, rate(node_network_transmit_bytes_total[5m]))",
          "increase(node_network_receive_bytes_total[1h])",
          "predict_linear(node_filesystem_avail_bytes[1h], 86400)",
          "min by (client) (node_filesystem_avail_bytes / node_filesystem_size_bytes)",
          "max_over_time(node_load1[1h])",
          "node_load1 > on (client) group_left () max by (client) (node_load1 offset 1h)");

  private RangeQueryLoad() {}

  public static void main(String[] arguments) throws Exception {
    var folder = Files.createDirectories(Path.of(arguments[0]));
    var file = folder.resolve("archive.db");
    make(folder, file);
    int theirPort = freePort();
    var theirs = startTheirs(folder, theirPort);
    InstantSource clock = InstantSource.fixed(Instant.ofEpochMilli(SimulatedDay.START).plus(AFTER));
    try (var archive = Archive.open(file, clock)) {
      var ours =
          Javalin.create(
                  config -> {
                    config.startup.showJavalinBanner = false;
                    new QueryApi(archive, EngineSettings.DEFAULT, clock).addTo(config.routes);
                  })
              .start("127.0.0.1", 0);
      try {
        run(theirs, theirPort, ours.port());
      } finally {
        ours.stop();
      }
    } finally {
      theirs.destroy();
      theirs.waitFor();
    }
  }

  private static void run(Process theirs, int theirPort, int ourPort) throws Exception {
    try (var http = HttpClient.newHttpClient()) {
      awaitReady(http, theirs, theirPort);
      OUT.println(
          "| query | Prometheus, ms | Muster, ms | ratio | heap, MB |\n|---|---|---|---|---|");
      for (int round = 0; round < WARM_UP; round++) {
        for (String query : QUERIES) {
          ask(http, query, theirPort);
          ask(http, query, ourPort);
        }
      }
      for (String query : QUERIES) {
        compare(http, query, theirPort, ourPort);
      }
    }
  }

  private static void make(Path folder, Path file) throws Exception {
    if (Files.exists(folder.resolve("tsdb"))) {
      return;
    }
    var day = new SimulatedDay(HOSTS);
    OUT.printf("%d series of %d samples%n", day.size(), SimulatedDay.SAMPLES);
    var now = new AtomicLong(SimulatedDay.START);
    try (var archive = Archive.open(file, () -> Instant.ofEpochMilli(now.get()));
        var looked = ArchiveFile.open(file)) {
      day.fill(archive, now::set);
      now.addAndGet(AFTER.toMillis());
      while (looked.stats().headScrapes() > 0) {
        Thread.sleep(500);
      }
    }
    makeBlocks(day, folder);
  }

  private static void makeBlocks(SimulatedDay day, Path folder) throws Exception {
    var tsdb = folder.resolve("tsdb");
    var file = folder.resolve("samples.txt");
    day.write(file);
    var filling =
        new ProcessBuilder(
                "promtool",
                "tsdb",
                "create-blocks-from",
                "openmetrics",
                "--max-block-duration=24h",
                "-q",
                file.toString(),
                tsdb.toString())
            .inheritIO()
            .start();
    if (filling.waitFor() != 0) {
      throw new IOException("promtool could not read " + file);
    }
    Files.delete(file);
  }

  private static int freePort() throws IOException {
    try (var socket = new ServerSocket(0)) {
      return socket.getLocalPort();
    }
  }

  private static Process startTheirs(Path folder, int port) throws IOException {
    var config = Files.writeString(folder.resolve("prometheus.yml"), "");
    return new ProcessBuilder(
            "prometheus",
            "--config.file=" + config,
            "--storage.tsdb.path=" + folder.resolve("tsdb"),
            "--storage.tsdb.retention.time=100y",
            "--web.listen-address=127.0.0.1:" + port)
        .redirectErrorStream(true)
        .redirectOutput(folder.resolve("prometheus.log").toFile())
        .start();
  }

  private static void awaitReady(HttpClient http, Process theirs, int port)
      throws InterruptedException {
    var request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + "/-/ready"));
    for (int tries = 0; tries < 300 && theirs.isAlive(); tries++) {
      try {
        if (http.send(request.build(), BodyHandlers.discarding()).statusCode() == 200) {
          return;
        }
      } catch (IOException e) {
        OUT.println("waiting for prometheus: " + e.getMessage());
      }
      Thread.sleep(200);
    }
    throw new IllegalStateException("prometheus does not start");
  }

  private static void compare(HttpClient http, String query, int theirPort, int ourPort)
      throws Exception {
    var theirs = new double[ROUNDS];
    var ours = new double[ROUNDS];
    for (int round = 0; round < ROUNDS; round++) {
      var their = ask(http, query, theirPort);
      var our = ask(http, query, ourPort);
      if (their.points() != our.points()) {
        throw new IOException(query + ": " + our.points() + " points, theirs " + their.points());
      }
      theirs[round] = their.millis();
      ours[round] = our.millis();
    }
    double their = median(theirs);
    double our = median(ours);
    OUT.printf(
        "| `%s` | %.0f | %.0f | %.2f | %d |%n",
        query, their, our, our / their, heap(http, query, ourPort) >> 20);
  }

  /** The most that was in use while the query ran, in bytes. */
  private static long heap(HttpClient http, String query, int ourPort) throws Exception {
    var pools =
        ManagementFactory.getMemoryPoolMXBeans().stream()
            .filter(pool -> pool.getType() == MemoryType.HEAP)
            .toList();
    System.gc();
    pools.forEach(MemoryPoolMXBean::resetPeakUsage);
    ask(http, query, ourPort);
    return pools.stream().mapToLong(pool -> pool.getPeakUsage().getUsed()).sum();
  }

  private static double median(double[] values) {
    Arrays.sort(values);
    return values[values.length / 2];
  }

  private record Reply(double millis, long points) {}

  private static Reply ask(HttpClient http, String query, int port) throws Exception {
    long start = SimulatedDay.START / 1000;
    String address =
        "http://127.0.0.1:"
            + port
            + "/api/v1/query_range?query="
            + URLEncoder.encode(query, StandardCharsets.UTF_8)
            + "&start="
            + start
            + "&end="
            + (start + 86_400)
            + "&step="
            + STEP_SECONDS;
    long before = System.nanoTime();
    var answer =
        http.send(HttpRequest.newBuilder(URI.create(address)).build(), BodyHandlers.ofByteArray());
    double millis = (System.nanoTime() - before) / 1e6;
    if (answer.statusCode() != 200) {
      throw new IOException(query + ": " + new String(answer.body(), StandardCharsets.UTF_8));
    }
    long points = new String(answer.body(), StandardCharsets.UTF_8).split("\\],?\\[", -1).length;
    return new Reply(millis, points);
  }
}
