package dev.muster.rules;

import dev.muster.metrics.Labels;
import dev.muster.metrics.QueryException;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A rule that is evaluated again and again, and how that went the last time. */
final class RuleRun {
  private static final Logger log = LoggerFactory.getLogger(RuleRun.class);

  private final Rule rule;
  private final RuleLogic logic;
  private Set<Labels> given = Set.of();
  private String health = "unknown";
  private String lastError = "";
  private Duration took = Duration.ZERO;
  private long lastEvaluation;

  RuleRun(Rule rule) {
    this.rule = rule;
    this.logic = RuleLogic.of(rule);
  }

  Rule rule() {
    return rule;
  }

  RuleLogic logic() {
    return logic;
  }

  /** The series it gave at its last evaluation that did not fail. */
  Set<Labels> given() {
    return given;
  }

  String lastError() {
    return lastError;
  }

  Duration took() {
    return took;
  }

  /** What it is known by when files change: its name and labels. */
  String identity() {
    return rule.name() + rule.labels();
  }

  void copyState(RuleRun from) {
    given = from.given;
    if (logic instanceof AlertingLogic alerts && from.logic instanceof AlertingLogic others) {
      alerts.copyState(others);
    }
  }

  /**
   * Evaluates it and adds what it gives, and stale markers for what it gives no more.
   *
   * @return whether it went well
   */
  boolean evaluate(Pass pass, Samples samples) {
    long start = System.nanoTime();
    lastEvaluation = pass.context().clock().millis();
    try {
      var series = logic.evaluate(pass);
      add(series, samples);
    } catch (QueryException | RuleFailedException e) {
      fail(String.valueOf(e.getMessage()));
    } finally {
      took = Duration.ofNanos(System.nanoTime() - start);
    }
    return health.equals("ok");
  }

  private void add(Map<Labels, Double> series, Samples samples) {
    var added = new HashSet<Labels>();
    series.forEach((labels, value) -> {
      if (samples.add(labels, value)) {
        added.add(labels);
      }
    });
    given.stream().filter(labels -> !added.contains(labels)).forEach(samples::end);
    given = added;
    int refused = series.size() - added.size();
    if (refused > 0) {
      fail(refused + " of its series were given by another rule of the group already");
    } else {
      health = "ok";
      lastError = "";
    }
  }

  void fail(String reason) {
    if (!reason.equals(lastError)) {
      log.warn("msg=\"rule failed\" rule=\"{}\" reason=\"{}\"", rule.name(), reason);
    }
    health = "err";
    lastError = reason;
  }

  RuleStatus status() {
    var alerting = logic instanceof AlertingLogic alerts ? alerts : null;
    return new RuleStatus(
        rule,
        health,
        lastError,
        took,
        lastEvaluation,
        alerting == null || health.equals("unknown") ? AlertState.UNKNOWN : alerting.state(),
        alerting == null ? List.of() : alerting.status());
  }
}
