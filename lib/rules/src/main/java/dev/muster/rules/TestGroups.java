package dev.muster.rules;

import io.prometheus.metrics.model.registry.PrometheusRegistry;
import java.util.ArrayList;
import java.util.List;

/** Groups that a test evaluates one after the other, at times of its own. */
public final class TestGroups {
  private final List<GroupRun> runs;

  public TestGroups(List<RuleGroup> groups, RuleContext context) {
    var metrics = new RuleMetrics(new PrometheusRegistry());
    runs = groups.stream().map(group -> new GroupRun(group, context, metrics, true)).toList();
  }

  /** Evaluates all of them; what failed. */
  public List<String> evaluate(long timeMillis) {
    var errors = new ArrayList<String>();
    for (var run : runs) {
      run.evaluate(timeMillis);
      for (var rule : run.rules()) {
        if (!rule.lastError().isEmpty()) {
          errors.add("rule " + rule.rule().name() + ": " + rule.lastError());
        }
      }
    }
    return errors;
  }

  /** The alerts of all rules of a name that are pending or firing. */
  public List<RuleStatus.Alert> alerts(String name) {
    var alerts = new ArrayList<RuleStatus.Alert>();
    for (var run : runs) {
      for (var rule : run.status().rules()) {
        if (rule.rule() instanceof Rule.Alerting && rule.rule().name().equals(name)) {
          alerts.addAll(rule.alerts());
        }
      }
    }
    return alerts;
  }
}
