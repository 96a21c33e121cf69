package dev.muster.metrics;

import org.jspecify.annotations.Nullable;

/** Takes what an {@link ExpositionParser} reads, in the order of the page. */
public interface ExpositionSink {
  default void help(String family, String text) {}

  default void type(String family, MetricType type) {}

  /**
   * One sample.
   *
   * @param timestampMillis the time the page gave it (Unix milliseconds), or null
   */
  void sample(Labels labels, double value, @Nullable Long timestampMillis);
}
