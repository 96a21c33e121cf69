package dev.muster.rules;

import dev.muster.metrics.InstantSample;
import dev.muster.metrics.Labels;
import dev.muster.metrics.PostedAlert;
import dev.muster.rules.template.TemplateData;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * Moves the alerts of one rule from state to state as Prometheus does: seen, it is pending, then
 * firing; not seen any more, it is gone or resolved, maybe after it was kept firing for a while.
 */
final class AlertingLogic implements RuleLogic {
  static final String ALERTS = "ALERTS";
  static final String FOR_STATE = "ALERTS_FOR_STATE";

  /** For how long a resolved alert is handed on again. */
  private static final long RESOLVED_MILLIS = Duration.ofMinutes(15).toMillis();

  private final Rule.Alerting rule;
  private final Map<String, RuleTemplate> labels;
  private final Map<String, RuleTemplate> annotations;
  private final Map<Labels, ActiveAlert> active = new LinkedHashMap<>();
  private boolean restored;

  AlertingLogic(Rule.Alerting rule) {
    this.rule = rule;
    this.labels = RuleTemplate.all(rule.name(), rule.labels());
    this.annotations = RuleTemplate.all(rule.name(), rule.annotations());
  }

  Rule.Alerting rule() {
    return rule;
  }

  Map<Labels, ActiveAlert> active() {
    return active;
  }

  /** From now on its alerts are written as series; before, the ones of the last run are left. */
  void setRestored() {
    restored = true;
  }

  boolean isRestored() {
    return restored;
  }

  /** The clock was set forward: what waits has waited no longer for it. */
  void jumped(long millis) {
    for (var alert : active.values()) {
      if (alert.state == AlertState.PENDING) {
        alert.activeAt += millis;
      }
    }
  }

  void copyState(AlertingLogic from) {
    active.putAll(from.active);
  }

  @Override
  public Map<Labels, Double> evaluate(Pass pass) {
    var seen = new LinkedHashMap<Labels, ActiveAlert>();
    for (var sample : pass.query().query(rule.expression(), pass.queryTime())) {
      var alert = alert(sample, pass);
      if (seen.put(alert.labels, alert) != null) {
        throw new RuleFailedException(
            "vector contains metrics with the same labelset after applying alert labels");
      }
    }
    take(seen);
    int counted = 0;
    for (var alert : List.copyOf(active.values())) {
      boolean counts =
          seen.containsKey(alert.labels) ? present(alert) : missing(alert, pass.time());
      if (counts) {
        move(alert, pass.time());
        counted++;
      }
    }
    if (pass.limit() > 0 && counted > pass.limit()) {
      active.clear();
      throw new RuleFailedException(
          "exceeded limit of " + pass.limit() + " with " + counted + " alerts");
    }
    return restored ? series() : Map.of();
  }

  private ActiveAlert alert(InstantSample sample, Pass pass) {
    var context = pass.context();
    var data =
        new TemplateData(
            sample.labels().toMap(),
            context.externalLabels(),
            context.externalUrl(),
            sample.value());
    var builder = sample.labels().toBuilder().remove(Labels.NAME);
    labels.forEach(
        (name, template) -> builder.set(name, template.expand(data, pass.query(), pass.time())));
    builder.set("alertname", rule.name());
    var texts = new TreeMap<String, String>();
    annotations.forEach(
        (name, template) -> texts.put(name, template.expand(data, pass.query(), pass.time())));
    return new ActiveAlert(builder.build(), texts, sample.value(), pass.time());
  }

  /** Known alerts get their new values, others are new; one that was resolved begins anew. */
  private void take(Map<Labels, ActiveAlert> seen) {
    seen.forEach((key, alert) -> {
      var known = active.get(key);
      if (known == null || known.state == AlertState.INACTIVE) {
        active.put(key, alert);
      } else {
        known.value = alert.value;
        known.annotations = alert.annotations;
      }
    });
  }

  private static boolean present(ActiveAlert alert) {
    alert.keptSince = ActiveAlert.NEVER;
    return true;
  }

  /** Whether the alert goes on though its expression does not give it any more. */
  private boolean missing(ActiveAlert alert, long now) {
    if (alert.state == AlertState.FIRING && rule.keepFiring().isPositive()) {
      alert.keptSince = alert.keptSince == ActiveAlert.NEVER ? now : alert.keptSince;
      if (now - alert.keptSince < rule.keepFiring().toMillis()) {
        return true;
      }
    }
    boolean old = !alert.isActive() && now - alert.resolvedAt > RESOLVED_MILLIS;
    if (alert.state == AlertState.PENDING || old) {
      active.remove(alert.labels);
    }
    if (alert.state != AlertState.INACTIVE) {
      alert.state = AlertState.INACTIVE;
      alert.resolvedAt = now;
    }
    return false;
  }

  private void move(ActiveAlert alert, long now) {
    boolean held = now - alert.activeAt >= rule.hold().toMillis();
    if (alert.state == AlertState.PENDING && held) {
      alert.state = AlertState.FIRING;
      alert.firedAt = now;
    } else if (alert.state == AlertState.FIRING && !held) {
      // The rule was changed and holds for longer now.
      alert.state = AlertState.PENDING;
      alert.firedAt = ActiveAlert.NEVER;
      alert.sentAt = ActiveAlert.NEVER;
      alert.keptSince = ActiveAlert.NEVER;
    }
  }

  private Map<Labels, Double> series() {
    var series = new LinkedHashMap<Labels, Double>();
    for (var alert : active.values()) {
      if (alert.isActive()) {
        var state = labels(ALERTS).setAll(alert.labels).set("alertstate", alert.state.word());
        series.put(state.build(), 1.0);
        series.put(
            labels(FOR_STATE).setAll(alert.labels).build(),
            (double) Math.floorDiv(alert.activeAt, 1000L));
      }
    }
    return series;
  }

  /** The labels that all series of a name have here: the rule's, as they stand in the file. */
  private Labels.Builder labels(String name) {
    var builder = Labels.builder();
    rule.labels().forEach(builder::set);
    return builder.set(Labels.NAME, name).set("alertname", rule.name());
  }

  /** The alerts whose receiver should hear of them now. */
  List<ActiveAlert> due(long now, Duration resend) {
    var due = new ArrayList<ActiveAlert>();
    for (var alert : active.values()) {
      if (alert.isDue(now, resend.toMillis())) {
        due.add(alert);
      }
    }
    return due;
  }

  PostedAlert post(ActiveAlert alert, long validUntil, String externalUrl) {
    return alert.post(validUntil, externalUrl + TableLink.of(rule.expression()));
  }

  AlertState state() {
    return active.values().stream()
        .map(alert -> alert.state)
        .max(AlertState::compareTo)
        .orElse(AlertState.INACTIVE);
  }

  List<RuleStatus.Alert> status() {
    return active.values().stream().filter(ActiveAlert::isActive).map(ActiveAlert::status).toList();
  }
}
