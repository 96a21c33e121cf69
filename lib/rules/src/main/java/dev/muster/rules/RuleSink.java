package dev.muster.rules;

import dev.muster.metrics.Labels;
import java.util.Map;

/** Takes what rules give. */
@FunctionalInterface
public interface RuleSink {
  /**
   * Stores samples of one moment (Unix milliseconds); on return queries see them.
   *
   * @param group whose rules gave them; it has one call for a moment
   * @throws RuntimeException if they cannot be stored; then none is
   */
  void append(String group, long timeMillis, Map<Labels, Double> samples);
}
