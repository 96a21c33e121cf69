package dev.muster.rules.unittest;

import dev.muster.metrics.Labels;
import dev.muster.metrics.Matcher;
import dev.muster.metrics.QueryException;
import dev.muster.metrics.SampleValue;
import dev.muster.rules.Expressions;
import dev.muster.rules.YamlFile;
import dev.muster.rules.YamlMap;
import java.nio.file.Path;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.OffsetDateTime;
import java.util.HashSet;
import java.util.List;
import java.util.Map;

/** Reads a file of tests, strictly. */
final class TestFileReader {
  private static final List<String> FILE =
      List.of("rule_files", "evaluation_interval", "group_eval_order", "tests", "fuzzy_compare");
  private static final List<String> CASE =
      List.of(
          "name",
          "interval",
          "input_series",
          "alert_rule_test",
          "promql_expr_test",
          "external_labels",
          "external_url",
          "start_timestamp");
  private static final long MINUTE = Duration.ofMinutes(1).toMillis();

  private final Expressions expressions;

  private TestFileReader(Expressions expressions) {
    this.expressions = expressions;
  }

  /**
   * The tests of a file.
   *
   * @throws dev.muster.rules.RuleFileException with every mistake in it
   */
  static TestFile read(Path path, Expressions expressions) {
    var yaml = YamlFile.of(path);
    var reader = new TestFileReader(expressions);
    var file =
        yaml.read("a file of tests", FILE)
            .map(reader::file)
            .orElseGet(() -> new TestFile(List.of(), MINUTE, List.of(), false, List.of()));
    yaml.throwIfAny();
    return file;
  }

  private TestFile file(YamlMap map) {
    long interval = millis(map, "evaluation_interval", MINUTE);
    var order = map.textList("group_eval_order");
    if (new HashSet<>(order).size() < order.size()) {
      map.mistake("group_eval_order", "a group's name stands twice", "name each group once");
    }
    var cases =
        map.maps("tests", "a test", CASE).stream().map(test -> testCase(test, interval)).toList();
    return new TestFile(
        map.textList("rule_files"), interval, order, map.flag("fuzzy_compare"), cases);
  }

  private long millis(YamlMap map, String key, long otherwise) {
    long millis = map.millis(key, expressions).orElse(0L);
    return millis == 0 ? otherwise : millis;
  }

  private TestFile.Case testCase(YamlMap map, long interval) {
    return new TestFile.Case(
        map.text("name"),
        millis(map, "interval", interval),
        start(map),
        map.maps("input_series", "an input series", List.of("series", "values")).stream()
            .map(this::input)
            .toList(),
        map
            .maps(
                "alert_rule_test", "an alert test", List.of("eval_time", "alertname", "exp_alerts"))
            .stream()
            .map(this::alertTest)
            .toList(),
        map
            .maps(
                "promql_expr_test",
                "an expression test",
                List.of("expr", "eval_time", "exp_samples"))
            .stream()
            .map(this::expressionTest)
            .toList(),
        map.texts("external_labels"),
        map.text("external_url"));
  }

  /** Unix seconds or RFC 3339; 0 where it is not said. */
  private static long start(YamlMap map) {
    String text = map.text("start_timestamp");
    if (text.isEmpty()) {
      return 0;
    }
    try {
      return Math.round(SampleValue.parse(text) * 1000);
    } catch (NumberFormatException _) {
      try {
        return OffsetDateTime.parse(text).toInstant().toEpochMilli();
      } catch (DateTimeException _) {
        map.mistake("start_timestamp", "no time: " + text, "use Unix seconds or RFC 3339");
        return 0;
      }
    }
  }

  private TestFile.Input input(YamlMap map) {
    var labels = labels(map, "series");
    try {
      return new TestFile.Input(labels, SeriesValues.parse(map.text("values")));
    } catch (IllegalArgumentException e) {
      map.mistake("values", "no values of a series: " + e.getMessage(), "mend this one");
      return new TestFile.Input(labels, List.of());
    }
  }

  /** A series such as {@code up{job="node"}}: a selector of equal matchers. */
  private Labels labels(YamlMap map, String key) {
    String text = map.text(key).strip();
    var labels = Labels.builder();
    if (text.replace(" ", "").equals("{}") || text.isEmpty()) {
      return labels.build();
    }
    try {
      for (var matcher : expressions.selector(text)) {
        if (matcher.type() != Matcher.Type.EQUAL) {
          map.mistake(key, "a matcher in the series " + text, "give each label its value by =");
        }
        labels.set(matcher.name(), matcher.value());
      }
    } catch (QueryException e) {
      map.mistake(key, "no series: " + e.getMessage(), "write it as up{job=\"node\"}");
    }
    return labels.build();
  }

  private TestFile.AlertTest alertTest(YamlMap map) {
    String name = map.text("alertname");
    if (name.isEmpty()) {
      map.mistake("alertname", "an alert test without 'alertname'", "name the alert");
    }
    var expected =
        map
            .maps("exp_alerts", "an expected alert", List.of("exp_labels", "exp_annotations"))
            .stream()
            .map(alert -> alert(alert, name))
            .toList();
    return new TestFile.AlertTest(millis(map, "eval_time", 0), name, expected);
  }

  private static TestFile.ExpectedAlert alert(YamlMap map, String name) {
    var labels = Labels.builder();
    map.texts("exp_labels").forEach(labels::set);
    return new TestFile.ExpectedAlert(
        labels.set("alertname", name).build(), of(map.texts("exp_annotations")));
  }

  static Labels of(Map<String, String> texts) {
    var labels = Labels.builder();
    texts.forEach(labels::set);
    return labels.build();
  }

  private TestFile.ExpressionTest expressionTest(YamlMap map) {
    String expression = map.text("expr");
    if (expression.isEmpty()) {
      map.mistake("expr", "an expression test without 'expr'", "give a PromQL expression");
    }
    var expected =
        map.maps("exp_samples", "an expected sample", List.of("labels", "value")).stream()
            .map(this::sample)
            .toList();
    return new TestFile.ExpressionTest(millis(map, "eval_time", 0), expression, expected);
  }

  private TestFile.ExpectedSample sample(YamlMap map) {
    String text = map.text("value");
    double value = 0;
    try {
      value = text.isEmpty() ? 0 : SampleValue.parse(text.replaceFirst("^([+-]?)\\.inf$", "$1Inf"));
    } catch (NumberFormatException e) {
      map.mistake("value", "no number: " + text, "give one such as 1.5");
    }
    return new TestFile.ExpectedSample(labels(map, "labels"), value);
  }
}
