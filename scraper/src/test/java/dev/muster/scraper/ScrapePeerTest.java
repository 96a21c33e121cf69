package dev.muster.scraper;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.muster.archive.SampleBatch;
import dev.muster.fleet.Client;
import dev.muster.fleet.PageLimits;
import dev.muster.fleet.PageRules;
import dev.muster.fleet.ScrapeSettings;
import dev.muster.metrics.Labels;
import dev.muster.metrics.SampleValue;
import dev.muster.metrics.StaleMarker;
import dev.muster.scraper.PeerPages.Answer;
import dev.muster.web.Tls;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import java.math.BigDecimal;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.assertj.core.api.SoftAssertions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/**
 * The same pages, one after the other, seen by the scraper and by a stock Prometheus: after each of
 * them the same series with the same values, those about the scrape itself among them.
 */
final class ScrapePeerTest {
  private static final int INTERVAL_SECONDS = 2;
  private static final int PATIENCE_SECONDS = 120;

  /** After a page that failed Prometheus may know its series already, or those before no more. */
  private static final String ADDED = "scrape_series_added";

  /** Prometheus counts the sample beyond a label limit. */
  private static final List<String> UNCOUNTED = List.of(ADDED, "scrape_samples_scraped");

  private static final String DURATION = "scrape_duration_seconds";

  /**
   * Settings of a client in Prometheus's words and in ours, and what it shows.
   *
   * @param apart metrics that are known to differ
   */
  private record Case(
      String name, String theirs, PageRules ours, List<Answer> answers, List<String> apart) {
    Case(String name, String theirs, PageRules ours, List<Answer> answers) {
      this(name, theirs, ours, answers, List.of());
    }

    Client client(int port) {
      var access = new Client.ExporterAccess(port, false, "/" + name, "", null, null);
      return Fleets.keeping(Fleets.client(name, access), ours);
    }

    String job(int port) {
      return """
      - job_name: %s
        metrics_path: /%s
        static_configs: [{targets: ["127.0.0.1:%d"], labels: {job: node, client: %s}}]
      %s
      """
          .formatted(name, name, port, name, theirs.indent(2));
    }
  }

  @TempDir Path folder;

  private final MemoryArchive archive = new MemoryArchive();

  private static PageRules limited(PageLimits limits) {
    return new PageRules(limits, false, true, "", "");
  }

  private static Case plain(String name, List<Answer> answers) {
    return new Case(name, "sample_limit: 50000", PageRules.DEFAULT, answers);
  }

  private static List<Answer> texts(String... bodies) {
    return IntStream.range(0, bodies.length)
        .mapToObj(i -> i % 2 == 0 ? Answer.text(bodies[i]) : Answer.packed(bodies[i]))
        .toList();
  }

  private static List<Case> cases(long now) {
    var all = new ArrayList<Case>();
    all.add(plain("series-come-and-go", texts(CHANGING)));
    all.add(plain("values", texts(VALUES)));
    all.add(
        new Case("failures", "sample_limit: 50000", PageRules.DEFAULT, FAILURES, List.of(ADDED)));
    all.add(plain("open-metrics", OPEN_METRICS));
    all.add(plain("times", texts(timed(now))));
    all.add(
        new Case(
            "times-passed-over",
            "sample_limit: 50000\nhonor_timestamps: false",
            new PageRules(PageLimits.UNSAID, false, false, "", ""),
            texts(timed(now))));
    all.add(plain("labels-renamed", texts(CONFLICTS)));
    all.add(
        new Case(
            "labels-honoured",
            "sample_limit: 50000\nhonor_labels: true",
            new PageRules(PageLimits.UNSAID, true, true, "", ""),
            texts(CONFLICTS)));
    all.add(
        new Case(
            "kept-and-dropped",
            """
            sample_limit: 50000
            metric_relabel_configs:
            - {source_labels: [__name__], regex: 'node_.*|up2', action: keep}
            - {source_labels: [__name__], regex: 'node_scrape_.*', action: drop}\
            """,
            new PageRules(PageLimits.UNSAID, false, true, "node_.*|up2", "node_scrape_.*"),
            texts(FILTERED)));
    all.addAll(limits());
    return all;
  }

  private static List<Case> limits() {
    var few = series(3);
    return List.of(
        new Case(
            "sample-limit",
            "sample_limit: 10",
            limited(new PageLimits(0, 10, 0, 0, 0, 0)),
            texts(few, series(11), few, series(10), series(30)),
            List.of(ADDED)),
        new Case(
            "body-limit",
            "sample_limit: 50000\nbody_size_limit: 1KB",
            limited(new PageLimits(1024, 0, 0, 0, 0, 0)),
            texts(few, few + "# " + "x".repeat(2000) + "\n", few, few + "# " + "x".repeat(3000))),
        new Case(
            "label-limit",
            "sample_limit: 50000\nlabel_limit: 10",
            limited(new PageLimits(0, 0, 0, 10, 0, 0)),
            texts("a{b=\"1\"} 1\n", labels(11), "a{b=\"1\"} 2\n"),
            UNCOUNTED),
        new Case(
            "label-name-limit",
            "sample_limit: 50000\nlabel_name_length_limit: 20",
            limited(new PageLimits(0, 0, 0, 0, 20, 0)),
            texts("a{b=\"1\"} 1\n", "a{" + "b".repeat(21) + "=\"1\"} 1\n", "a{b=\"1\"} 2\n"),
            UNCOUNTED),
        new Case(
            "label-value-limit",
            "sample_limit: 50000\nlabel_value_length_limit: 30",
            limited(new PageLimits(0, 0, 0, 0, 0, 30)),
            texts("a 1\nb{c=\"1\"} 1\n", "b{c=\"" + "1".repeat(31) + "\"} 1\n", "b{c=\"1\"} 2\n"),
            UNCOUNTED));
  }

  private static final String[] CHANGING = {
    "a 1\nb{x=\"1\"} 2\nc 3\n",
    "a 1\nb{x=\"1\"} 2.5\nc 3\n",
    "a 1\nc 3\nd 4\n",
    "d 5\nc 3\na 1\n",
    "a 1\nb{x=\"1\"} 2\n",
    "b{x=\"1\"} 2\nb{x=\"2\"} 3\nb{x=\"1\"} 9\na 1",
  };

  private static final String[] VALUES = {
    "a NaN\nb +Inf\nc -Inf\nd -0\ne 1e-300\nf 123456789012345678\n",
    "a 1\nb -1.5e3\nc 0\nd 0\ne .5\nf 0x1p3\n",
    "a   2  \n\n# HELP x y\nb\t3\nc 4\nd{x=\"\\\\ \\\" \\n\",} 5\n",
  };

  private static final List<Answer> FAILURES =
      List.of(
          Answer.text("a 1\nb 2\n"),
          Answer.failing(),
          Answer.text("a 2\nb 3\n"),
          Answer.text("a 2\nb{ 3\nc 1\n"),
          Answer.failing(),
          Answer.text("a 2\nb 3\nc 4\n"),
          Answer.text("a x\n"),
          Answer.text("a 3\nb 3\nc 4\n"));

  private static final List<Answer> OPEN_METRICS =
      List.of(
          Answer.openMetrics("# TYPE a counter\na_total 3 # {id=\"1\"} 1\na_created 1.5\n# EOF\n"),
          Answer.openMetrics("# TYPE a counter\na_total 4 # {id=\"2\"} 1\na_created 1.5\n# EOF\n"),
          Answer.openMetrics("# TYPE a counter\na_total 5\n"),
          Answer.text("# TYPE a counter\na_total 6\n"));

  private static final String[] CONFLICTS = {
    "a{instance=\"there\",job=\"j\",exported_job=\"k\"} 1\nb{instance=\"\"} 2\nc{up=\"1\"} 3\n",
    "a{instance=\"there\",job=\"j\",exported_job=\"k\"} 5\nb{instance=\"\"} 2\nc{up=\"1\"} 3\n",
  };

  private static final String[] FILTERED = {
    "node_load1 1\nnode_scrape_x 2\ngo_threads 3\nup2 4\nxnode_a 5\n",
    "node_load1 2\nnode_scrape_x 2\ngo_threads 3\nup2 5\nxnode_a 5\n",
    "node_load1 2\nnode_load5 2\ngo_threads 3\ngo_x 2\n",
  };

  private static String[] timed(long now) {
    return IntStream.of(0, 1, 1, 0, 3)
        .mapToObj(i -> "a %d %d\nb %d\n".formatted(i, now + i, i))
        .toArray(String[]::new);
  }

  private static String series(int count) {
    return IntStream.range(0, count).mapToObj(i -> "m" + i + " 1\n").collect(Collectors.joining());
  }

  private static String labels(int count) {
    return IntStream.range(0, count)
        .mapToObj(i -> "l" + i + "=\"1\"")
        .collect(Collectors.joining(",", "a{", "} 1\n"));
  }

  @Test
  void pages_scrapedByBoth_comeToTheSame() throws Exception {
    assumeTrue(Files.isExecutable(StockPrometheus.PROGRAM), "no prometheus here");
    compare(cases(System.currentTimeMillis()));
  }

  @Test
  void nodeExportersPages_scrapedByBoth_comeToTheSame() throws Exception {
    assumeTrue(Files.isExecutable(StockPrometheus.PROGRAM), "no prometheus here");
    try (var exporter = new NodeExporter(folder)) {
      var answers = new ArrayList<Answer>();
      for (int i = 0; i < 4; i++) {
        answers.add(i < 2 ? Answer.text(exporter.page()) : Answer.packed(exporter.page()));
      }
      compare(List.of(plain("node", answers)));
    }
  }

  private void compare(List<Case> cases) throws Exception {
    var byPath = cases.stream().collect(Collectors.toMap(one -> "/" + one.name(), Case::answers));
    try (var pages = new PeerPages(byPath);
        var prometheus = new StockPrometheus(folder, config(cases, pages.port()));
        var _ = scraper(cases, pages.port())) {
      var comparison = new SoftAssertions();
      for (var one : cases) {
        int scrapes = one.answers().size();
        var theirs = theirs(prometheus, one.name(), scrapes);
        var ours = ours(one.name(), scrapes);
        assumeTrue(isInTime(theirs) && isInTime(ours), "too slow a machine to compare on");
        theirs.keySet().removeIf(series -> isApart(one, series));
        ours.keySet().removeIf(series -> isApart(one, series));
        comparison.assertThat(ours).as(one.name()).isEqualTo(theirs).isNotEmpty();
      }
      comparison.assertAll();
    }
  }

  private static boolean isApart(Case one, String series) {
    return series.equals(DURATION) || one.apart().stream().anyMatch(series::startsWith);
  }

  private static String config(List<Case> cases, int port) {
    return "global: {scrape_interval: %ds, scrape_timeout: %ds}\nscrape_configs:\n"
            .formatted(INTERVAL_SECONDS, INTERVAL_SECONDS)
        + cases.stream().map(one -> one.job(port)).collect(Collectors.joining());
  }

  private ScraperApp scraper(List<Case> cases, int port) {
    var interval = Duration.ofSeconds(INTERVAL_SECONDS);
    var settings = new ScrapeSettings(interval, interval, PageLimits.DEFAULT, true);
    return ScraperApp.start(
        Fleets.of(settings, cases.stream().map(one -> one.client(port)).toList()),
        new ScraperApp.Settings(
            archive,
            archive,
            (_, _) -> {},
            Tls.trusting(List.of()),
            null,
            InstantSource.system(),
            new PrometheusRegistry(),
            _ -> {}));
  }

  /** A scrape that was broken off has seen no page, so that the next sees another than its peer. */
  private static boolean isInTime(Map<String, List<String>> seen) {
    return seen.getOrDefault(DURATION, List.of()).stream()
        .map(text -> text.substring(text.indexOf(' ') + 1))
        .allMatch(seconds -> Double.parseDouble(seconds) < INTERVAL_SECONDS);
  }

  /** Samples by their series, each with the number of its scrape, or its own time. */
  private Map<String, List<String>> ours(String client, int scrapes) throws InterruptedException {
    var _ = archive.await(client, _ -> archive.of(client).size() >= scrapes);
    var seen = new TreeMap<String, List<String>>();
    var batches = archive.of(client).subList(0, scrapes);
    for (int scrape = 0; scrape < scrapes; scrape++) {
      var batch = batches.get(scrape);
      for (int i = 0; i < batch.series().size(); i++) {
        if (!StaleMarker.is(batch.value(i))) {
          add(seen, batch.series().series().get(i), sample(batch, i, scrape));
        }
      }
    }
    return seen;
  }

  private static String sample(SampleBatch batch, int i, int scrape) {
    long time = batch.timeMillis(i);
    String at = time == batch.timeMillis() ? "#" + scrape : "@" + time;
    return at + " " + SampleValue.format(batch.value(i));
  }

  private static void add(Map<String, List<String>> seen, Labels series, String sample) {
    String name = series.metricName().equals(DURATION) ? DURATION : series.toString();
    seen.computeIfAbsent(name, _ -> new ArrayList<>()).add(sample);
  }

  private Map<String, List<String>> theirs(StockPrometheus prometheus, String client, int scrapes)
      throws InterruptedException {
    var times = upTimes(prometheus, client, scrapes);
    var seen = new TreeMap<String, List<String>>();
    for (JsonNode series : prometheus.range("{client=\"" + client + "\"}[1h]")) {
      var labels = labels(series.get("metric"));
      for (JsonNode point : series.get("values")) {
        long time = millis(point);
        int scrape = times.indexOf(time);
        if (time <= times.get(scrapes - 1)) {
          String at = scrape >= 0 ? "#" + scrape : "@" + time;
          add(seen, labels, at + " " + point.get(1).asString());
        }
      }
    }
    return seen;
  }

  private static List<Long> upTimes(StockPrometheus prometheus, String client, int scrapes)
      throws InterruptedException {
    String selector = "up{client=\"" + client + "\"}[1h]";
    for (int tries = 0; tries < 10 * PATIENCE_SECONDS; tries++) {
      var found = prometheus.range(selector);
      if (!found.isEmpty() && found.get(0).get("values").size() >= scrapes) {
        return found.get(0).get("values").valueStream().map(ScrapePeerTest::millis).toList();
      }
      Thread.sleep(100);
    }
    throw new AssertionError("prometheus has not scraped " + client);
  }

  private static long millis(JsonNode point) {
    return new BigDecimal(point.get(0).asString()).movePointRight(3).longValueExact();
  }

  private static Labels labels(JsonNode metric) {
    var labels = Labels.EMPTY.toBuilder();
    metric.properties().forEach(one -> labels.set(one.getKey(), one.getValue().asString()));
    return labels.build();
  }
}
