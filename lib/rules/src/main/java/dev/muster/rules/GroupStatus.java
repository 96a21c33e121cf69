package dev.muster.rules;

import java.time.Duration;
import java.util.List;

/**
 * A group and how it goes.
 *
 * @param interval in force
 * @param evaluationTime how long the last evaluation took
 * @param lastEvaluation when it began, Unix milliseconds, 0 for never
 */
public record GroupStatus(
    RuleGroup group,
    Duration interval,
    Duration evaluationTime,
    long lastEvaluation,
    List<RuleStatus> rules) {
  public GroupStatus {
    rules = List.copyOf(rules);
  }
}
