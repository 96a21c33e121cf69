package dev.muster.app.store;

import dev.muster.metrics.InstantQuery;
import dev.muster.metrics.InstantSample;
import dev.muster.metrics.Labels;
import dev.muster.metrics.Matcher;
import dev.muster.metrics.RangeQuery;
import dev.muster.metrics.Selection;
import dev.muster.metrics.Series;
import dev.muster.metrics.SeriesFinder;
import dev.muster.metrics.SeriesReader;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * The samples of a server with Prometheus's HTTP API: what expressions come to there, and the
 * samples themselves. It answers without stale markers, so that a series read as samples seems to
 * last until its last one is too old; expressions know better, and limits and rules are
 * expressions.
 */
public final class PrometheusSamples
    implements InstantQuery, RangeQuery, SeriesReader, SeriesFinder {

  /** Samples of a range's answer. */
  private static final int MOST_OF_A_RANGE = 5_000_000;

  /** For 290,000 years and more, which is what no bound is, stores have no room. */
  private static final long FIRST_MILLIS = 0;

  private final PrometheusClient client;
  private final PrometheusAnswers answers;
  private final Duration timeout;
  private final InstantSource clock;

  /**
   * Those of a server.
   *
   * @param timeout of a whole query, its answer included
   */
  public PrometheusSamples(PrometheusClient client, Duration timeout, InstantSource clock) {
    this.client = client;
    this.answers = new PrometheusAnswers(client.name());
    this.timeout = timeout;
    this.clock = clock;
  }

  @Override
  public List<InstantSample> query(String expression, long timeMillis) {
    return answers.vector(answers.data(instant(expression, timeMillis)));
  }

  private PrometheusClient.Answer instant(String expression, long timeMillis) {
    var form = new LinkedHashMap<String, List<String>>();
    form.put("query", List.of(expression));
    form.put("time", List.of(seconds(timeMillis)));
    // VictoriaMetrics else leaves out what is younger than half a minute.
    form.put("nocache", List.of("1"));
    return client.ask("/api/v1/query", form, false, timeout);
  }

  @Override
  public List<Series> query(String expression, long start, long end, long stepMillis) {
    var form = new LinkedHashMap<String, List<String>>();
    form.put("query", List.of(expression));
    form.put("start", List.of(seconds(start)));
    form.put("end", List.of(seconds(end)));
    form.put("step", List.of(seconds(stepMillis)));
    // VictoriaMetrics else leaves out what is younger than half a minute.
    form.put("nocache", List.of("1"));
    var answer = client.ask("/api/v1/query_range", form, false, timeout);
    return answers.matrix(answers.data(answer), Long.MIN_VALUE, MOST_OF_A_RANGE);
  }

  static String seconds(long millis) {
    return String.format(
        Locale.ROOT, "%d.%03d", Math.floorDiv(millis, 1000), Math.floorMod(millis, 1000));
  }

  @Override
  public List<Series> select(Selection selection) {
    long to = Math.min(selection.toMillis(), clock.millis() + Duration.ofDays(1).toMillis());
    long from = Math.max(selection.fromMillis(), FIRST_MILLIS);
    if (from > to) {
      return List.of();
    }
    // A range is open on the left in some stores.
    String expression = "%s[%dms]".formatted(selector(selection.matchers()), to - from + 1);
    return answers.matrix(answers.data(instant(expression, to)), from, selection.maxSamples());
  }

  @Override
  public List<Labels> find(List<Matcher> matchers, long fromMillis, long toMillis) {
    var form = new LinkedHashMap<String, List<String>>();
    form.put("match[]", List.of(matchers.isEmpty() ? "{__name__!=\"\"}" : selector(matchers)));
    form.put("start", List.of(seconds(Math.max(fromMillis, FIRST_MILLIS))));
    long latest = clock.millis() + Duration.ofDays(1).toMillis();
    form.put("end", List.of(seconds(Math.min(toMillis, latest))));
    var found = new ArrayList<Labels>();
    var data = answers.data(client.ask("/api/v1/series", form, false, timeout));
    data.forEach(metric -> found.add(PrometheusAnswers.labels(metric)));
    return found;
  }

  private static String selector(List<Matcher> matchers) {
    return matchers.stream().map(Matcher::toString).collect(Collectors.joining(",", "{", "}"));
  }

  /** The newest value of each series, by the label {@code client}. */
  Map<String, List<InstantSample>> byClient(String expression, long timeMillis) {
    return query(expression, timeMillis).stream()
        .filter(sample -> Double.isFinite(sample.value()))
        .collect(Collectors.groupingBy(sample -> sample.labels().get("client")));
  }
}
