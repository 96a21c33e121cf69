package dev.muster.promql;

import java.time.Duration;
import java.util.Set;

/**
 * The bounds of a query.
 *
 * @param maxSamples how many samples it may hold in memory at a time, and all running ones together
 * @param timeout how long it may take
 * @param lookback for how long the last sample of a series counts
 * @param subqueryStep the step of a subquery that gives none
 * @param features what is understood besides
 */
public record EngineSettings(
    int maxSamples,
    Duration timeout,
    Duration lookback,
    Duration subqueryStep,
    Set<Feature> features) {
  public static final EngineSettings DEFAULT =
      new EngineSettings(
          mostSamples(Runtime.getRuntime().maxMemory()),
          Duration.ofMinutes(2),
          Duration.ofMinutes(5),
          Duration.ofMinutes(1));

  /** A sample takes 16 bytes: a quarter of the memory there is, but not beyond reason. */
  static int mostSamples(long bytes) {
    return (int) Math.clamp(bytes / 64, 1_000_000L, 50_000_000L);
  }

  public EngineSettings(
      int maxSamples, Duration timeout, Duration lookback, Duration subqueryStep) {
    this(maxSamples, timeout, lookback, subqueryStep, Feature.NONE);
  }

  public EngineSettings {
    features = Set.copyOf(features);
    if (maxSamples < 1
        || !timeout.isPositive()
        || lookback.toMillis() < 1
        || subqueryStep.toMillis() < 1) {
      throw new IllegalArgumentException("every bound of a query must be positive");
    }
  }

  /** The same with another timeout and lookback. */
  public EngineSettings with(Duration newTimeout, Duration newLookback) {
    return new EngineSettings(maxSamples, newTimeout, newLookback, subqueryStep, features);
  }

  /** The same with these features only. */
  public EngineSettings with(Set<Feature> newFeatures) {
    return new EngineSettings(maxSamples, timeout, lookback, subqueryStep, newFeatures);
  }
}
