package dev.muster.exporter.collector;

import static java.util.Objects.requireNonNull;

import dev.muster.exporter.collector.NodeExporterPeer.Family;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What node-mixin's rules, alerts and dashboards need of a page, as {@code node-mixin.txt} has it.
 */
record NodeMixin(List<Query> queries) {
  /** One of them; {@code place} tells queries of one name apart. */
  record Query(int place, String kind, String name, List<Need> needs) {}

  /** A family, or a rule, with conditions on its labels. */
  record Need(String family, List<Condition> conditions) {
    static Need parse(String text) {
      String[] words = text.strip().split(" ", -1);
      List<Condition> conditions = new ArrayList<>();
      for (int i = 1; i < words.length; i++) {
        String[] pair = words[i].split(":", 2);
        boolean matches = !pair[1].startsWith("!");
        conditions.add(
            new Condition(
                pair[0], Pattern.compile(matches ? pair[1] : pair[1].substring(1)), matches));
      }
      return new Need(words[0], conditions);
    }
  }

  record Condition(String label, Pattern value, boolean matches) {
    boolean holds(String text) {
      return value.matcher(text).matches() == matches;
    }
  }

  static NodeMixin read() throws Exception {
    List<Query> queries = new ArrayList<>();
    try (var in = requireNonNull(NodeMixin.class.getResourceAsStream("node-mixin.txt"))) {
      for (String line : new String(in.readAllBytes(), StandardCharsets.UTF_8).lines().toList()) {
        String[] columns = line.split(" \\| ", -1);
        if (columns.length == 3 && !line.startsWith("#")) {
          List<Need> needs = List.of(columns[2].split(";", -1)).stream().map(Need::parse).toList();
          queries.add(new Query(queries.size(), columns[0], columns[1], needs));
        }
      }
    }
    return new NodeMixin(queries);
  }

  /** The queries that find what they need. */
  List<Query> answered(Predicate<Need> isThere) {
    Map<String, Query> rules = new HashMap<>();
    queries.forEach(query -> {
      if (query.kind().equals("record")) {
        rules.put(query.name(), query);
      }
    });
    return queries.stream().filter(query -> isAnswered(query, rules, isThere)).toList();
  }

  private static boolean isAnswered(
      Query query, Map<String, Query> rules, Predicate<Need> isThere) {
    return query.needs().stream()
        .allMatch(need -> {
          Query rule = rules.get(need.family());
          return rule == null ? isThere.test(need) : isAnswered(rule, rules, isThere);
        });
  }

  /** Whether a page has a series that a query needs. */
  static Predicate<Need> on(Map<String, Family> page) {
    return need -> {
      Family family = page.get(need.family());
      return family != null
          && family.values().keySet().stream()
              .anyMatch(labels ->
                  need.conditions().stream()
                      .allMatch(each -> each.holds(value(labels, each.label()))));
    };
  }

  private static String value(String labels, String label) {
    Matcher matcher = Pattern.compile("[{,]" + label + "=\"([^\"]*)\"").matcher(labels);
    return matcher.find() ? matcher.group(1) : "";
  }
}
