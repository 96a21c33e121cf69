package dev.muster.promql;

import java.time.Duration;

/**
 * The bounds of a query.
 *
 * @param maxSamples how many samples it may hold in memory at a time
 * @param timeout how long it may take
 * @param lookback for how long the last sample of a series counts
 * @param subqueryStep the step of a subquery that gives none
 */
public record EngineSettings(
    int maxSamples, Duration timeout, Duration lookback, Duration subqueryStep) {
  public static final EngineSettings DEFAULT =
      new EngineSettings(
          50_000_000, Duration.ofMinutes(2), Duration.ofMinutes(5), Duration.ofMinutes(1));

  public EngineSettings {
    if (maxSamples < 1
        || !timeout.isPositive()
        || lookback.toMillis() < 1
        || subqueryStep.toMillis() < 1) {
      throw new IllegalArgumentException("every bound of a query must be positive");
    }
  }
}
