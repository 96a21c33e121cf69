package dev.muster.metrics;

import java.util.Comparator;
import java.util.List;
import java.util.function.Consumer;

/** Reads samples. All that the query engine knows of the archive. */
public interface SeriesReader {
  /**
   * The series that match and have at least one sample in the range, in no particular order. Stale
   * markers are handed on as samples.
   *
   * @throws TooManySamplesException if more than {@link Selection#maxSamples} would be read
   */
  List<Series> select(Selection selection);

  /**
   * Hands the same series over one by one, in the order of their labels; the arrays of one hold its
   * samples until the next comes. Of samples that no window of the selection sees, any may be
   * missing; and where its samples are gone, a series may have {@link Rollups} in their place.
   *
   * @throws TooManySamplesException as {@link #select}; some series may have been handed over
   */
  default void forEach(Selection selection, Consumer<Series> sink) {
    select(selection).stream().sorted(Comparator.comparing(Series::labels)).forEach(sink);
  }
}
