package dev.muster.metrics;

import java.util.List;

/** Reads samples. All that the query engine knows of the archive. */
public interface SeriesReader {
  /**
   * The series that match and have at least one sample in the range, in no particular order. Stale
   * markers are handed on as samples.
   *
   * @throws TooManySamplesException if more than {@link Selection#maxSamples} would be read
   */
  List<Series> select(Selection selection);
}
