package dev.muster.promql;

import dev.muster.metrics.Labels;
import dev.muster.metrics.Rollups;
import dev.muster.metrics.Series;
import dev.muster.metrics.StaleMarker;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * The samples of one series from which windows are cut, oldest first and without stale markers. The
 * arrays may be longer than {@code size} and are not to be changed.
 */
@SuppressWarnings("ArrayRecordComponent") // never compared; an array is what makes it fast
record RangeSeries(
    Labels labels,
    boolean nameDropped,
    long[] times,
    double[] values,
    int size,
    @Nullable Rollups rollups) {
  static RangeSeries of(Series series) {
    var values = series.values();
    for (int i = 0; i < series.size(); i++) {
      if (StaleMarker.is(values[i])) {
        return withoutMarkers(series, i);
      }
    }
    return new RangeSeries(
        series.labels(), false, series.timesMillis(), values, series.size(), series.rollups());
  }

  private static RangeSeries withoutMarkers(Series series, int firstMarker) {
    long[] allTimes = series.timesMillis();
    double[] allValues = series.values();
    int size = series.size();
    var times = Arrays.copyOf(allTimes, size);
    var values = Arrays.copyOf(allValues, size);
    int kept = firstMarker;
    for (int i = firstMarker; i < size; i++) {
      if (!StaleMarker.is(allValues[i])) {
        times[kept] = allTimes[i];
        values[kept++] = allValues[i];
      }
    }
    return new RangeSeries(series.labels(), false, times, values, kept, series.rollups());
  }

  /** The moments of a column that have a sample. */
  static RangeSeries of(Column column, Grid grid) {
    var times = new long[grid.count()];
    var values = new double[grid.count()];
    int size = 0;
    for (int i = 0; i < grid.count(); i++) {
      if (column.has(i)) {
        times[size] = grid.time(i);
        values[size++] = column.values()[i];
      }
    }
    return new RangeSeries(column.labels(), column.nameDropped(), times, values, size, null);
  }

  /** The same with the last sample of each rollup as a sample at the rollup's last millisecond. */
  RangeSeries withLasts() {
    if (rollups == null) {
      return this;
    }
    var all = new long[size + rollups.size()];
    var allValues = new double[all.length];
    int next = 0;
    int count = 0;
    for (int i = 0; i < rollups.size(); i++) {
      long at = rollups.endsMillis()[i] - 1;
      while (next < size && times[next] < at) {
        all[count] = times[next];
        allValues[count++] = values[next++];
      }
      all[count] = at;
      allValues[count++] = rollups.lasts()[i];
    }
    System.arraycopy(times, next, all, count, size - next);
    System.arraycopy(values, next, allValues, count, size - next);
    return new RangeSeries(labels, nameDropped, all, allValues, all.length, rollups);
  }
}
