package dev.muster.archive;

import dev.muster.metrics.Labels;
import dev.muster.metrics.Rollups;
import dev.muster.metrics.Series;
import java.util.SortedMap;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Joins series of samples with the rollups of what is gone, both in the order of their labels. A
 * sample that a rollup has is left out.
 */
final class RolledSeries {
  private static final long[] NO_TIMES = {};
  private static final double[] NO_VALUES = {};

  private final SortedMap<Labels, Rollups> rollups;
  private final Consumer<Series> sink;

  RolledSeries(SortedMap<Labels, Rollups> rollups, Consumer<Series> sink) {
    this.rollups = rollups;
    this.sink = sink;
  }

  void take(Series series) {
    while (!rollups.isEmpty() && rollups.firstKey().compareTo(series.labels()) < 0) {
      next();
    }
    var own = rollups.isEmpty() ? null : rollups.remove(series.labels());
    sink.accept(own == null ? series : joined(series, own));
  }

  /** Hands over what has rollups only. */
  void finish() {
    while (!rollups.isEmpty()) {
      next();
    }
  }

  private void next() {
    var labels = rollups.firstKey();
    @Nullable Rollups own = rollups.remove(labels);
    sink.accept(new Series(labels, NO_TIMES, NO_VALUES, 0, own));
  }

  private static Series joined(Series series, Rollups rollups) {
    long[] allTimes = series.timesMillis();
    var times = new long[series.size()];
    var values = new double[series.size()];
    int kept = 0;
    int rollup = 0;
    for (int i = 0; i < series.size(); i++) {
      long time = allTimes[i];
      while (rollup < rollups.size() && rollups.endsMillis()[rollup] <= time) {
        rollup++;
      }
      if (rollup == rollups.size() || time < rollups.startsMillis()[rollup]) {
        times[kept] = time;
        values[kept++] = series.values()[i];
      }
    }
    return new Series(series.labels(), times, values, kept, rollups);
  }
}
