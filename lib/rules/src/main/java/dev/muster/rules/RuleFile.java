package dev.muster.rules;

import dev.muster.metrics.Labels;
import dev.muster.metrics.QueryException;
import dev.muster.rules.template.Template;
import dev.muster.rules.template.TemplateException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Reads one rule file as strictly as Prometheus 3 does: unknown keys, a group's name standing
 * twice, expressions and templates that cannot be read are mistakes.
 *
 * @see <a href="https://prometheus.io/docs/prometheus/latest/configuration/recording_rules/">the
 *     format</a>
 */
final class RuleFile {
  private static final List<String> GROUP =
      List.of("name", "interval", "query_offset", "limit", "labels", "rules");
  private static final List<String> RULE =
      List.of("record", "alert", "expr", "for", "keep_firing_for", "labels", "annotations");
  private static final List<String> OF_ALERTS = List.of("for", "keep_firing_for", "annotations");
  private static final int MOST_RULES = 10_000;

  private final YamlFile file;
  private final Expressions expressions;
  private final List<RuleGroup> groups = new ArrayList<>();
  private int rules;

  private RuleFile(YamlFile file, Expressions expressions) {
    this.file = file;
    this.expressions = expressions;
  }

  /**
   * The groups of a file.
   *
   * @throws RuleFileException with every mistake in it
   */
  static List<RuleGroup> read(Path path, Expressions expressions) {
    var reading = new RuleFile(YamlFile.of(path), expressions);
    reading
        .file
        .read("a rule file", List.of("groups"))
        .ifPresent(root -> reading.groups(root.maps("groups", "a group", GROUP)));
    reading.file.throwIfAny();
    return reading.groups;
  }

  private void groups(List<YamlMap> maps) {
    var names = new HashSet<String>();
    for (var map : maps) {
      String name = map.text("name");
      if (name.isEmpty()) {
        map.mistake("name", "a group without a name", "give it one that no other group has");
      } else if (!names.add(name)) {
        map.mistake(
            "name", "a second group " + YamlMap.quote(name), "give each group of a file its own");
      }
      groups.add(group(name, map));
    }
  }

  private RuleGroup group(String name, YamlMap map) {
    var labels = labels(map);
    var made = new ArrayList<Rule>();
    for (var rule : map.maps("rules", "a rule", RULE)) {
      if (++rules == MOST_RULES + 1) {
        rule.mistake("expr", "more than " + MOST_RULES + " rules in a file", "split the file");
      }
      if (rules <= MOST_RULES) {
        var read = rule(rule, labels);
        if (read != null) {
          made.add(read);
        }
      }
    }
    var interval = map.millis("interval", expressions).filter(millis -> millis > 0);
    return new RuleGroup(
        file.name(),
        name,
        interval.map(Duration::ofMillis).orElse(null),
        Duration.ofMillis(map.millis("query_offset", expressions).orElse(0L)),
        map.count("limit"),
        made);
  }

  private @Nullable Rule rule(YamlMap map, Map<String, String> ofGroup) {
    String alert = map.text("alert");
    String record = map.text("record");
    if (alert.isEmpty() == record.isEmpty()) {
      map.mistake(
          alert.isEmpty() ? "expr" : "alert",
          alert.isEmpty()
              ? "a rule without 'record' and 'alert'"
              : "a rule with both 'record' and 'alert'",
          "set one of 'record' and 'alert'");
      return null;
    }
    String expression = expression(map);
    var labels = new TreeMap<>(ofGroup);
    labels.putAll(labels(map));
    return alert.isEmpty()
        ? recording(map, record, expression, labels)
        : alerting(map, alert, expression, labels);
  }

  private String expression(YamlMap map) {
    String text = map.text("expr");
    if (text.isEmpty()) {
      map.mistake("expr", "a rule without 'expr'", "give a PromQL expression");
      return "";
    }
    try {
      return expressions.check(text);
    } catch (QueryException e) {
      map.mistake(
          "expr", "could not parse expression: " + e.getMessage(), "give a PromQL expression");
      return "";
    }
  }

  private Rule recording(YamlMap map, String name, String expression, Map<String, String> labels) {
    for (String key : OF_ALERTS) {
      if (map.has(key)) {
        map.mistake(key, "'" + key + "' in a recording rule", "leave it out, or use 'alert'");
      }
    }
    if (name.indexOf('{') >= 0 || name.indexOf('}') >= 0) {
      map.mistake(
          "record",
          "braces in the recording rule's name " + YamlMap.quote(name),
          "put labels below 'labels', a selector into 'expr'");
    }
    return new Rule.Recording(name, expression, labels);
  }

  private Rule alerting(YamlMap map, String name, String expression, Map<String, String> labels) {
    var annotations = map.texts("annotations");
    if (annotations.containsKey("")) {
      map.mistake("annotations", "an annotation without a name", "name it");
    }
    checkTemplates(map, "labels");
    checkTemplates(map, "annotations");
    return new Rule.Alerting(
        name,
        expression,
        Duration.ofMillis(map.millis("for", expressions).orElse(0L)),
        Duration.ofMillis(map.millis("keep_firing_for", expressions).orElse(0L)),
        labels,
        annotations);
  }

  private Map<String, String> labels(YamlMap map) {
    var labels = map.texts("labels");
    map.map("labels")
        .ifPresent(inner ->
            labels.keySet().stream()
                .filter(name -> name.isEmpty() || name.equals(Labels.NAME))
                .forEach(name ->
                    inner.mistake(
                        name, "invalid label name " + YamlMap.quote(name), "use another name")));
    return labels;
  }

  private static void checkTemplates(YamlMap map, String key) {
    map.map(key)
        .ifPresent(inner ->
            map.texts(key)
                .forEach((name, text) -> {
                  try {
                    Template.parse(text);
                  } catch (TemplateException e) {
                    inner.mistake(
                        name,
                        "the template of "
                            + YamlMap.quote(name)
                            + " cannot be read: "
                            + e.getMessage(),
                        "mend it there, line and column counted within the template");
                  }
                }));
  }
}
