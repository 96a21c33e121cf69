package dev.muster.rules;

import io.prometheus.metrics.core.metrics.Counter;
import io.prometheus.metrics.core.metrics.Gauge;
import io.prometheus.metrics.core.metrics.Histogram;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import java.time.Duration;

/**
 * The rules' count of themselves. Failures that grow say that a rule gives nothing ({@code
 * /api/v1/rules} says which and why); missed iterations, that a group takes longer than its
 * interval.
 *
 * <pre>
 * muster_rule_evaluations_total{rule_group="FILE;NAME"}
 * muster_rule_evaluation_failures_total{rule_group="FILE;NAME"}
 * muster_rule_evaluation_duration_seconds
 * muster_rule_group_rules{rule_group="FILE;NAME"}
 * muster_rule_group_interval_seconds{rule_group="FILE;NAME"}
 * muster_rule_group_iterations_total{rule_group="FILE;NAME"}
 * muster_rule_group_iterations_missed_total{rule_group="FILE;NAME"}
 * muster_rule_group_last_duration_seconds{rule_group="FILE;NAME"}
 * muster_rule_group_last_evaluation_timestamp_seconds{rule_group="FILE;NAME"}
 * muster_rule_group_last_evaluation_samples{rule_group="FILE;NAME"}
 * muster_rule_alerts_not_sent_total
 * </pre>
 */
public final class RuleMetrics {
  private static final String GROUP = "rule_group";

  private final Counter evaluations;
  private final Counter failures;
  private final Histogram duration;
  private final Gauge rules;
  private final Gauge interval;
  private final Counter iterations;
  private final Counter missed;
  private final Gauge lastDuration;
  private final Gauge lastEvaluation;
  private final Gauge lastSamples;
  private final Counter notSent;

  public RuleMetrics(PrometheusRegistry registry) {
    evaluations = counter(registry, "evaluations", "Evaluations of rules.", GROUP);
    failures = counter(registry, "evaluation_failures", "Evaluations that failed.", GROUP);
    duration =
        Histogram.builder()
            .name("muster_rule_evaluation_duration_seconds")
            .help("How long the evaluation of a rule took.")
            .classicOnly()
            .classicUpperBounds(0.001, 0.005, 0.025, 0.1, 0.5, 2.5, 10)
            .register(registry);
    rules = gauge(registry, "rules", "How many rules a group has.");
    interval = gauge(registry, "interval_seconds", "How often a group is evaluated.");
    iterations = counter(registry, "group_iterations", "Evaluations of groups due.", GROUP);
    missed =
        counter(
            registry,
            "group_iterations_missed",
            "Evaluations of groups left out as the one before took too long.",
            GROUP);
    lastDuration =
        gauge(registry, "last_duration_seconds", "How long a group's last evaluation took.");
    lastEvaluation =
        gauge(
            registry,
            "last_evaluation_timestamp_seconds",
            "The time of a group's last evaluation.");
    lastSamples = gauge(registry, "last_evaluation_samples", "Samples that a group last gave.");
    notSent = counter(registry, "alerts_not_sent", "Alerts that the alert bridge could not store.");
  }

  private static Counter counter(
      PrometheusRegistry registry, String name, String help, String... labels) {
    return Counter.builder()
        .name("muster_rule_" + name + "_total")
        .help(help)
        .labelNames(labels)
        .register(registry);
  }

  private static Gauge gauge(PrometheusRegistry registry, String name, String help) {
    return Gauge.builder()
        .name("muster_rule_group_" + name)
        .help(help)
        .labelNames(GROUP)
        .register(registry);
  }

  void group(RuleGroup group, Duration every) {
    rules.labelValues(group.key()).set(group.rules().size());
    interval.labelValues(group.key()).set(every.toMillis() / 1000.0);
    evaluations.initLabelValues(group.key());
    failures.initLabelValues(group.key());
    iterations.initLabelValues(group.key());
    missed.initLabelValues(group.key());
  }

  void forget(RuleGroup group) {
    for (var metric : new Counter[] {evaluations, failures, iterations, missed}) {
      metric.remove(group.key());
    }
    for (var metric : new Gauge[] {rules, interval, lastDuration, lastEvaluation, lastSamples}) {
      metric.remove(group.key());
    }
  }

  void evaluated(RuleGroup group, Duration took, boolean well) {
    evaluations.labelValues(group.key()).inc();
    duration.observe(took.toNanos() / 1e9);
    if (!well) {
      failed(group, 1);
    }
  }

  void failed(RuleGroup group, int count) {
    failures.labelValues(group.key()).inc(count);
  }

  void due(RuleGroup group, long passedBy) {
    iterations.labelValues(group.key()).inc(1.0 + passedBy);
    missed.labelValues(group.key()).inc(passedBy);
  }

  void ran(RuleGroup group, Duration took, long time, int samples) {
    lastDuration.labelValues(group.key()).set(took.toNanos() / 1e9);
    lastEvaluation.labelValues(group.key()).set(time / 1000.0);
    lastSamples.labelValues(group.key()).set(samples);
  }

  void notSent(int alerts) {
    notSent.inc(alerts);
  }
}
