package dev.muster.scraper.api;

import dev.muster.metrics.Matcher;
import dev.muster.rules.GroupStatus;
import dev.muster.rules.Rule;
import dev.muster.rules.RuleStatus;
import io.javalin.http.Context;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/**
 * Which rules are asked for; an empty set asks for all.
 *
 * @param type {@code alert}, {@code record} or "" for both
 */
record RuleFilter(
    String type,
    Set<String> rules,
    Set<String> groups,
    Set<String> files,
    List<List<Matcher>> selectors,
    boolean withAlerts) {
  private static final Set<String> TYPES = Set.of("", "alert", "record");
  private static final Set<String> YES = Set.of("1", "t", "true");
  private static final Set<String> NO = Set.of("", "0", "f", "false");

  static RuleFilter of(Context context, Parameters parameters) {
    String type = parameters.text("type").orElse("").toLowerCase(Locale.ROOT);
    if (!TYPES.contains(type)) {
      throw new BadParameterException(
          "type", "not supported value \"" + type + "\"; give alert or record");
    }
    String exclude = parameters.text("exclude_alerts").orElse("").toLowerCase(Locale.ROOT);
    if (!YES.contains(exclude) && !NO.contains(exclude)) {
      throw new BadParameterException(
          "exclude_alerts", "\"" + exclude + "\" is neither; give true or false");
    }
    return new RuleFilter(
        type,
        Set.copyOf(context.queryParams("rule_name[]")),
        Set.copyOf(context.queryParams("rule_group[]")),
        Set.copyOf(context.queryParams("file[]")),
        parameters.selectors(),
        NO.contains(exclude));
  }

  /** Those of a group. */
  List<RuleStatus> choose(GroupStatus status) {
    if (!wants(groups, status.group().name()) || !wants(files, status.group().file())) {
      return List.of();
    }
    return status.rules().stream().filter(rule -> wants(rule.rule())).toList();
  }

  private boolean wants(Rule rule) {
    boolean ofType =
        switch (rule) {
          case Rule.Alerting _ -> !type.equals("record");
          case Rule.Recording _ -> !type.equals("alert");
        };
    return ofType && wants(rules, rule.name()) && isSelected(rule);
  }

  private boolean isSelected(Rule rule) {
    var labels = RulesApi.labels(rule);
    return selectors.isEmpty()
        || selectors.stream()
            .anyMatch(matchers -> matchers.stream().allMatch(matcher -> matcher.matches(labels)));
  }

  private static boolean wants(Set<String> some, String name) {
    return some.isEmpty() || some.contains(name);
  }
}
