package dev.muster.promql;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.muster.metrics.Labels;
import dev.muster.metrics.QueryException;
import dev.muster.metrics.SampleValue;
import dev.muster.metrics.Series;
import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/** The same range queries over the same samples, here and in the Prometheus that is installed. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
final class PrometheusPeerTest {
  private static final double TOLERANCE = 1e-9;
  private static final int GENERATED = 400;

  private record Range(long start, long end, long step) {}

  /** Moments of whole minutes, or of whole five seconds. */
  private static final List<Range> RANGES =
      List.of(
          new Range(PeerSamples.START + 1800, PeerSamples.END - 1800, 60),
          new Range(PeerSamples.START, PeerSamples.END, 300),
          new Range(PeerSamples.START - 600, PeerSamples.END + 600, 120));

  private PrometheusPeer peer;
  private Engine engine;

  @BeforeAll
  void start(@TempDir Path folder) throws Exception {
    assumeTrue(PrometheusPeer.isInstalled(), "no prometheus here");
    var samples = new PeerSamples();
    engine = new Engine(samples.reader());
    var file = Files.writeString(folder.resolve("samples.txt"), samples.text());
    peer = new PrometheusPeer(folder, file);
  }

  @AfterAll
  void stop() {
    if (peer != null) {
      peer.close();
    }
  }

  @Test
  void handPickedQueries_areAnsweredAlike() throws Exception {
    requireAlike(handPicked(), 0.9);
  }

  private static List<String> handPicked() throws IOException, URISyntaxException {
    var resource = PrometheusPeerTest.class.getResource("/peer/queries.txt");
    return Files.readAllLines(Path.of(Objects.requireNonNull(resource).toURI())).stream()
        .filter(line -> !line.isBlank() && !line.startsWith("#"))
        .toList();
  }

  @Test
  void generatedQueries_areAnsweredAlike() throws Exception {
    var generator = new PeerQueries(20261121);
    var queries = new ArrayList<String>();
    for (int i = 0; i < GENERATED; i++) {
      queries.add(generator.next());
    }
    requireAlike(queries, 0.7);
  }

  /**
   * Runs all queries.
   *
   * @param leastShare how many of them must have an answer that is not empty
   */
  private void requireAlike(List<String> queries, double leastShare) throws Exception {
    var differences = new ArrayList<String>();
    int filled = 0;
    for (int i = 0; i < queries.size(); i++) {
      var range = RANGES.get(i % RANGES.size());
      String query = queries.get(i);
      var theirs = peer.range(query, range.start(), range.end(), range.step());
      var difference = difference(query, range, theirs);
      if (!difference.isEmpty()) {
        differences.add(query + " " + range + ": " + difference);
      }
      filled += theirs.path("data").path("result").isEmpty() ? 0 : 1;
    }
    assertThat(differences).isEmpty();
    assertThat(filled).isGreaterThan((int) (leastShare * queries.size()));
  }

  /** What differs, or "". */
  private String difference(String query, Range range, JsonNode theirs) {
    Value.Matrix ours;
    try {
      ours = engine.range(query, range.start() * 1000, range.end() * 1000, range.step() * 1000);
    } catch (QueryException e) {
      return theirs.path("status").asString("").equals("error") ? "" : "ours failed: " + e;
    }
    if (!theirs.path("status").asString("").equals("success")) {
      return "theirs failed: " + theirs.path("error").asString("");
    }
    var wanted = new HashMap<Labels, JsonNode>();
    theirs.path("data").path("result").forEach(series -> wanted.put(labels(series), series));
    for (var series : ours.series()) {
      var other = wanted.remove(series.labels());
      String found = other == null ? "only ours" : difference(series, other.path("values"));
      if (!found.isEmpty()) {
        return series.labels() + ": " + found;
      }
    }
    return wanted.isEmpty() ? "" : "only theirs: " + wanted.keySet();
  }

  private static Labels labels(JsonNode series) {
    var labels = new HashMap<String, String>();
    for (Map.Entry<String, JsonNode> label : series.path("metric").properties()) {
      labels.put(label.getKey(), label.getValue().asString(""));
    }
    return Labels.of(labels);
  }

  private static String difference(Series ours, JsonNode theirs) {
    if (ours.size() != theirs.size()) {
      return ours.size() + " samples, theirs " + theirs.size();
    }
    for (int i = 0; i < ours.size(); i++) {
      long time = Math.round(theirs.path(i).path(0).asDouble() * 1000);
      double value = SampleValue.parse(theirs.path(i).path(1).asString(""));
      if (time != ours.timesMillis()[i] || !isClose(value, ours.values()[i])) {
        return ours.values()[i]
            + " at "
            + ours.timesMillis()[i]
            + ", theirs "
            + value
            + " at "
            + time;
      }
    }
    return "";
  }

  private static boolean isClose(double first, double second) {
    return Double.compare(first, second) == 0
        || first == second
        || Math.abs(first - second) <= TOLERANCE * Math.max(Math.abs(first), Math.abs(second));
  }
}
