package dev.muster.promql;

import dev.muster.metrics.Labels;
import dev.muster.metrics.Series;
import dev.muster.metrics.StaleMarker;
import java.util.Arrays;

/**
 * The samples of one series from which windows are cut, oldest first and without stale markers. The
 * arrays may be longer than {@code size} and are not to be changed.
 */
@SuppressWarnings("ArrayRecordComponent") // never compared; an array is what makes it fast
record RangeSeries(Labels labels, boolean nameDropped, long[] times, double[] values, int size) {
  static RangeSeries of(Series series) {
    var values = series.values();
    for (int i = 0; i < series.size(); i++) {
      if (StaleMarker.is(values[i])) {
        return withoutMarkers(series.labels(), series.timesMillis(), values, series.size(), i);
      }
    }
    return new RangeSeries(series.labels(), false, series.timesMillis(), values, series.size());
  }

  private static RangeSeries withoutMarkers(
      Labels labels, long[] allTimes, double[] allValues, int size, int firstMarker) {
    var times = Arrays.copyOf(allTimes, size);
    var values = Arrays.copyOf(allValues, size);
    int kept = firstMarker;
    for (int i = firstMarker; i < size; i++) {
      if (!StaleMarker.is(allValues[i])) {
        times[kept] = allTimes[i];
        values[kept++] = allValues[i];
      }
    }
    return new RangeSeries(labels, false, times, values, kept);
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
    return new RangeSeries(column.labels(), column.nameDropped(), times, values, size);
  }
}
