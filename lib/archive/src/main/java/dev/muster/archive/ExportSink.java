package dev.muster.archive;

import dev.muster.metrics.Series;

/** Takes what is exported. */
@FunctionalInterface
public interface ExportSink {
  /**
   * Samples of a series, stale markers among them. A long one comes in several parts, one after the
   * other.
   */
  void take(Series part);
}
