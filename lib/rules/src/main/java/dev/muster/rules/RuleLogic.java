package dev.muster.rules;

import dev.muster.metrics.Labels;
import java.util.Map;

/** What a rule makes of its expression's value. */
sealed interface RuleLogic permits RecordingLogic, AlertingLogic {
  /**
   * Evaluates the rule.
   *
   * @return the series it gives
   * @throws RuleFailedException if it gives what it must not
   * @throws dev.muster.metrics.QueryException if its expression cannot be evaluated
   */
  Map<Labels, Double> evaluate(Pass pass);

  static RuleLogic of(Rule rule) {
    return switch (rule) {
      case Rule.Recording recording -> new RecordingLogic(recording);
      case Rule.Alerting alerting -> new AlertingLogic(alerting);
    };
  }
}
