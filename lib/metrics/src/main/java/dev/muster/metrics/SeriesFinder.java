package dev.muster.metrics;

import java.util.List;

/** Finds series by their labels, without reading a sample. */
public interface SeriesFinder {
  /**
   * The labels of each series that passes all matchers and may have samples within {@code
   * fromMillis} ≤ time ≤ {@code toMillis} (Unix milliseconds), in no particular order. The range is
   * taken roughly: a series that ended up to an hour before it may be among them, as with
   * Prometheus, whose blocks are two hours long; none that has samples in it is missing.
   */
  List<Labels> find(List<Matcher> matchers, long fromMillis, long toMillis);
}
