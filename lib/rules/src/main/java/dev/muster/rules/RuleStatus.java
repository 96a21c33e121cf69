package dev.muster.rules;

import dev.muster.metrics.Labels;
import java.time.Duration;
import java.util.List;
import java.util.Map;

/**
 * A rule and how it goes. Times in Unix milliseconds.
 *
 * @param health {@code unknown}, {@code ok} or {@code err}
 * @param lastError why the last evaluation failed, or ""
 * @param evaluationTime how long the last evaluation took
 * @param lastEvaluation when it began, 0 for never
 * @param state the weightiest of its alerts; of a recording rule UNKNOWN
 * @param alerts that are pending or firing
 */
public record RuleStatus(
    Rule rule,
    String health,
    String lastError,
    Duration evaluationTime,
    long lastEvaluation,
    AlertState state,
    List<Alert> alerts) {
  public RuleStatus {
    alerts = List.copyOf(alerts);
  }

  /**
   * An alert of a rule.
   *
   * @param keptSince since when it only fires because of {@code keep_firing_for}, or {@link
   *     Long#MIN_VALUE}
   */
  public record Alert(
      Labels labels,
      Map<String, String> annotations,
      AlertState state,
      long activeAt,
      long keptSince,
      double value) {
    public Alert {
      annotations = Map.copyOf(annotations);
    }
  }
}
