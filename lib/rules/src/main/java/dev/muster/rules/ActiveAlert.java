package dev.muster.rules;

import dev.muster.metrics.Labels;
import dev.muster.metrics.PostedAlert;
import java.util.Map;

/** One alert of a rule from its first sight until some time after its end. Times in Unix ms. */
final class ActiveAlert {
  static final long NEVER = Long.MIN_VALUE;

  final Labels labels;
  Map<String, String> annotations;
  double value;
  AlertState state = AlertState.PENDING;
  long activeAt;
  long firedAt = NEVER;
  long resolvedAt = NEVER;
  long sentAt = NEVER;
  long keptSince = NEVER;

  ActiveAlert(Labels labels, Map<String, String> annotations, double value, long activeAt) {
    this.labels = labels;
    this.annotations = annotations;
    this.value = value;
    this.activeAt = activeAt;
  }

  boolean isActive() {
    return resolvedAt == NEVER;
  }

  /** Whether its receiver should hear of it: at a change, and each so often. */
  boolean isDue(long now, long resendMillis) {
    if (state == AlertState.PENDING || state == AlertState.UNKNOWN) {
      return false;
    }
    return sentAt == NEVER || resolvedAt > sentAt || now - sentAt > resendMillis;
  }

  PostedAlert post(long validUntil, String generatorUrl) {
    return new PostedAlert(
        labels, annotations, firedAt, isActive() ? validUntil : resolvedAt, generatorUrl, value);
  }

  RuleStatus.Alert status() {
    return new RuleStatus.Alert(labels, annotations, state, activeAt, keptSince, value);
  }
}
