package dev.muster.scraper.api;

import dev.muster.archive.Archive;
import dev.muster.archive.ArchiveFile;
import dev.muster.archive.SampleBatch;
import dev.muster.archive.SeriesSet;
import dev.muster.metrics.Labels;
import dev.muster.promql.EngineSettings;
import io.javalin.Javalin;
import java.io.IOException;
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
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Prints how long range queries over a day of 200 PCs take, from sealed segments and from
 * Prometheus's blocks of the same samples, over HTTP, one after the other. Not a test: run by hand,
 * with a free port and a folder for both, which are made at the first run and kept.
 */
final class RangeQueryFigures {
  private static final long START = Instant.parse("2026-11-19T00:00:00Z").toEpochMilli();
  private static final long END = START + Duration.ofDays(1).toMillis();
  private static final int SCRAPES = 5760;
  private static final int HOSTS = 200;
  private static final int WARM = 20;
  private static final int MEASURED = 25;
  private static final List<String> QUERIES =
      List.of("avg_over_time(load[5m])", "avg(avg_over_time(load[5m]))", "load", "max(load)");

  private final Path folder;
  private final int port;
  private final AtomicLong now = new AtomicLong(START);
  private final HttpClient http = HttpClient.newHttpClient();

  private RangeQueryFigures(Path folder, int port) {
    this.folder = folder;
    this.port = port;
  }

  public static void main(String[] arguments) throws Exception {
    var folder = Files.createDirectories(Path.of(arguments[0]));
    new RangeQueryFigures(folder, Integer.parseInt(arguments[1])).run();
  }

  private void run() throws Exception {
    InstantSource clock = () -> Instant.ofEpochMilli(now.get());
    Path file = folder.resolve("archive.db");
    try (var archive = Archive.open(file, clock)) {
      if (!Files.exists(folder.resolve("samples.om"))) {
        fill(archive);
      }
      now.set(END + Duration.ofHours(6).toMillis());
      awaitSealed(file);
      var ours =
          Javalin.create(
                  config -> {
                    config.startup.showJavalinBanner = false;
                    new QueryApi(archive, EngineSettings.DEFAULT, clock).addTo(config.routes);
                  })
              .start("127.0.0.1", 0);
      var theirs = prometheus();
      try {
        QUERIES.forEach(query -> measure(query, ours.port()));
      } finally {
        theirs.destroy();
        theirs.waitFor();
        ours.stop();
        http.close();
      }
    }
  }

  private static Labels host(int number) {
    return Labels.of("__name__", "load", "instance", "pc" + number + ":10100", "job", "node");
  }

  private void fill(Archive archive) throws IOException {
    var values = new double[HOSTS][];
    for (int host = 0; host < HOSTS; host++) {
      values[host] =
          new Random(host).doubles(SCRAPES).map(x -> Math.rint(x * 1000) / 100).toArray();
    }
    var sets = new ArrayList<SeriesSet>();
    for (int host = 0; host < HOSTS; host++) {
      sets.add(new SeriesSet(List.of(host(host))));
    }
    for (int at = 0; at < SCRAPES; at++) {
      now.set(START + 15_000L * at);
      var waiting = new ArrayList<CompletableFuture<Void>>();
      for (int host = 0; host < HOSTS; host++) {
        waiting.add(
            archive.append(
                new SampleBatch(
                    "pc" + host,
                    START + 15_000L * at,
                    sets.get(host),
                    new double[] {values[host][at]},
                    null)));
      }
      waiting.forEach(CompletableFuture::join);
    }
    writeText(values);
  }

  private void writeText(double[][] values) throws IOException {
    try (var text = Files.newBufferedWriter(folder.resolve("samples.om"))) {
      text.write("# TYPE load gauge\n");
      for (int host = 0; host < HOSTS; host++) {
        String key = "load{instance=\"pc%d:10100\",job=\"node\"} ".formatted(host);
        for (int at = 0; at < SCRAPES; at++) {
          text.write(key + values[host][at] + " " + (START / 1000 + 15L * at) + "\n");
        }
      }
      text.write("# EOF\n");
    }
  }

  private static void awaitSealed(Path file) throws InterruptedException {
    try (var looked = ArchiveFile.open(file)) {
      while (looked.stats().headScrapes() > 0) {
        Thread.sleep(500);
      }
    }
  }

  private Process prometheus() throws Exception {
    String tsdb = folder.resolve("tsdb").toString();
    boolean isMade = Files.exists(Path.of(tsdb));
    if (!isMade) {
      makeBlocks(tsdb);
    }
    var config = Files.writeString(folder.resolve("prometheus.yml"), "");
    var process =
        new ProcessBuilder(
                "prometheus",
                "--config.file=" + config,
                "--storage.tsdb.path=" + tsdb,
                "--storage.tsdb.retention.time=100y",
                "--web.listen-address=127.0.0.1:" + port)
            .redirectErrorStream(true)
            .redirectOutput(folder.resolve("prometheus.log").toFile())
            .start();
    // It compacts new blocks first, about a minute after its start.
    Thread.sleep(Duration.ofSeconds(isMade ? 5 : 90));
    return process;
  }

  private void makeBlocks(String tsdb) throws Exception {
    var text = folder.resolve("samples.om").toString();
    var made =
        new ProcessBuilder(
                "promtool", "tsdb", "create-blocks-from", "openmetrics", "-q", text, tsdb)
            .inheritIO()
            .start();
    if (made.waitFor() != 0) {
      throw new IllegalStateException("promtool made no blocks");
    }
  }

  private void measure(String query, int ourPort) {
    long[] ours = new long[MEASURED];
    long[] theirs = new long[MEASURED];
    long first = ask(ourPort, query);
    for (int i = 0; i < WARM; i++) {
      ask(ourPort, query);
      ask(port, query);
    }
    for (int i = 0; i < MEASURED; i++) {
      ours[i] = ask(ourPort, query);
      theirs[i] = ask(port, query);
    }
    Arrays.sort(ours);
    Arrays.sort(theirs);
    System.out.printf(
        "%-32s ours %.1f ms, Prometheus %.1f ms, ours / theirs %.2f (our first %.0f ms)%n",
        query,
        ours[MEASURED / 2] / 1e6,
        theirs[MEASURED / 2] / 1e6,
        (double) ours[MEASURED / 2] / theirs[MEASURED / 2],
        first / 1e6);
  }

  /** How long an answer takes to be there whole, in nanoseconds. */
  private long ask(int at, String query) {
    var uri =
        "http://127.0.0.1:%d/api/v1/query_range?query=%s&start=%d&end=%d&step=300"
            .formatted(
                at, URLEncoder.encode(query, StandardCharsets.UTF_8), START / 1000, END / 1000);
    try {
      long begun = System.nanoTime();
      var answer =
          http.send(HttpRequest.newBuilder(URI.create(uri)).build(), BodyHandlers.ofByteArray());
      long took = System.nanoTime() - begun;
      if (answer.statusCode() != 200 || answer.body().length < 1000) {
        throw new IllegalStateException(new String(answer.body(), StandardCharsets.UTF_8));
      }
      return took;
    } catch (IOException e) {
      throw new IllegalStateException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }
}
