package dev.muster.rules;

import dev.muster.metrics.Labels;
import dev.muster.metrics.PostedAlert;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A group that is evaluated again and again: its rules one after the other, each seeing what those
 * before it gave; then all of it is stored at once. One thread at a time; {@link #status} any.
 */
final class GroupRun {
  private static final Logger log = LoggerFactory.getLogger(GroupRun.class);

  /** How often a standing alert is handed on again. */
  static final Duration RESEND = Duration.ofMinutes(1);

  private final RuleGroup group;
  private final RuleContext context;
  private final RuleMetrics metrics;
  private final Duration interval;
  private final List<RuleRun> rules;
  private Set<Labels> ended = Set.of();
  private Duration took = Duration.ZERO;
  private long lastEvaluation;
  private volatile GroupStatus status;
  private volatile Set<Labels> given = Set.of();

  /**
   * A group that has not run yet.
   *
   * @param restored whether there is no state of an earlier process to be taken over first
   */
  GroupRun(RuleGroup group, RuleContext context, RuleMetrics metrics, boolean restored) {
    this.group = group;
    this.context = context;
    this.metrics = metrics;
    this.interval = Objects.requireNonNullElse(group.interval(), context.interval());
    this.rules = group.rules().stream().map(RuleRun::new).toList();
    if (restored) {
      alerting().forEach(AlertingLogic::setRestored);
    }
    this.status = snapshot();
    metrics.group(group, interval);
  }

  RuleGroup group() {
    return group;
  }

  Duration interval() {
    return interval;
  }

  GroupStatus status() {
    return status;
  }

  /** The series it gave last. Safe for other threads. */
  Set<Labels> given() {
    return given;
  }

  List<RuleRun> rules() {
    return rules;
  }

  List<AlertingLogic> alerting() {
    var found = new ArrayList<AlertingLogic>();
    for (var rule : rules) {
      if (rule.logic() instanceof AlertingLogic alerts) {
        found.add(alerts);
      }
    }
    return found;
  }

  /**
   * Takes over what another version of the group knows, rule by rule of the same name and labels;
   * series of rules that are gone end at the next evaluation.
   */
  void copyState(GroupRun from) {
    took = from.took;
    lastEvaluation = from.lastEvaluation;
    given = from.given;
    Map<String, Deque<RuleRun>> known = new HashMap<>();
    for (var rule : from.rules) {
      known.computeIfAbsent(rule.identity(), key -> new ArrayDeque<>()).add(rule);
    }
    for (var rule : rules) {
      var same = known.getOrDefault(rule.identity(), new ArrayDeque<>()).poll();
      if (same != null) {
        rule.copyState(same);
      }
    }
    var left = new HashSet<>(from.ended);
    known.values().forEach(gone -> gone.forEach(rule -> left.addAll(rule.given())));
    ended = left;
    status = snapshot();
  }

  /** The clock was set forward by this: nothing has been pending for longer than before. */
  void jumped(long millis) {
    alerting().forEach(logic -> logic.jumped(millis));
  }

  /** Evaluates all its rules for a time (Unix milliseconds). */
  void evaluate(long time) {
    long start = System.nanoTime();
    lastEvaluation = context.clock().millis();
    long offset = group.queryOffset().toMillis();
    var samples = new Samples();
    var reader = new OverlayReader(context.reader(), samples.values(), time - offset);
    var query = context.engine().apply(reader);
    var pass = new Pass(query, context, time, offset, group.limit());
    for (var rule : rules) {
      boolean well = rule.evaluate(pass, samples);
      metrics.evaluated(group, rule.took(), well);
    }
    send(time);
    ended.forEach(samples::end);
    store(time - offset, samples);
    took = Duration.ofNanos(System.nanoTime() - start);
    metrics.ran(group, took, time, samples.values().size());
    status = snapshot();
  }

  private void store(long time, Samples samples) {
    if (!samples.values().isEmpty()) {
      try {
        context.sink().append(group.key(), time, samples.values());
        ended = Set.of();
      } catch (RuntimeException e) {
        // What was refused says why; all rules of the group are without their series.
        rules.forEach(rule -> rule.fail("its series were not stored: " + reason(e)));
        metrics.failed(group, rules.size());
      }
    }
    var now = new HashSet<Labels>();
    rules.forEach(rule -> now.addAll(rule.given()));
    given = now;
  }

  private static String reason(RuntimeException failure) {
    var cause = failure.getCause();
    return String.valueOf(cause == null ? failure.getMessage() : cause.getMessage());
  }

  /** Hands alerts on; those that could not be are due again the next time. */
  private void send(long time) {
    var posts = new ArrayList<PostedAlert>();
    var due = new ArrayList<ActiveAlert>();
    long longer = Math.max(interval.toMillis(), RESEND.toMillis());
    for (var alerts : alerting()) {
      for (var alert : alerts.due(time, RESEND)) {
        due.add(alert);
        posts.add(withExternal(alerts.post(alert, time + 4 * longer, context.externalUrl())));
      }
    }
    if (posts.isEmpty()) {
      return;
    }
    try {
      context.alerts().post(posts);
      due.forEach(alert -> alert.sentAt = time);
    } catch (RuntimeException e) {
      metrics.notSent(posts.size());
      log.warn("msg=\"alerts not handed on\" group=\"{}\" reason=\"{}\"", group.key(), reason(e));
    }
  }

  private PostedAlert withExternal(PostedAlert alert) {
    var external = context.externalLabels();
    if (external.isEmpty()) {
      return alert;
    }
    var labels = alert.labels().toBuilder();
    external.forEach((name, value) -> {
      if (alert.labels().get(name).isEmpty()) {
        labels.set(name, value);
      }
    });
    return new PostedAlert(
        labels.build(),
        alert.annotations(),
        alert.startsAt(),
        alert.endsAt(),
        alert.generatorUrl(),
        alert.value());
  }

  /** Takes over since when alerts are pending from the series of an earlier process. */
  void restore(long now) {
    new StateRestore(context.reader(), now).restore(alerting());
  }

  private GroupStatus snapshot() {
    return new GroupStatus(
        group, interval, took, lastEvaluation, rules.stream().map(RuleRun::status).toList());
  }
}
