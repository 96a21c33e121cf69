package dev.muster.archive;

import dev.muster.metrics.Labels;
import java.util.Arrays;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

/**
 * A batch put in order: each series once, its samples by time, each time once.
 *
 * @param samples how many samples it came with
 */
record PushBatch(Map<Labels, PushColumn> columns, long samples) {
  static final PushBatch EMPTY = new PushBatch(Map.of(), 0);

  /**
   * Puts a batch in order.
   *
   * @param earliest Unix milliseconds that no sample may be before
   * @param latest none may be after it
   * @param now what the clock says, for the sentence
   * @throws RefusedSamplesException if it has a sample that is not taken, whatever is there
   */
  static PushBatch of(List<PushedSeries> batch, long earliest, long latest, long now) {
    var columns = new LinkedHashMap<Labels, PushColumn>();
    long samples = 0;
    for (var series : batch) {
      var column = column(series);
      if (column.size() == 0) {
        continue;
      }
      if (column.first() < earliest) {
        throw RefusedSamplesException.tooOld(series.labels(), column.first(), earliest);
      }
      if (column.last() > latest) {
        throw RefusedSamplesException.tooNew(series.labels(), column.last(), now);
      }
      samples += series.size();
      columns.merge(series.labels(), column, (a, b) -> merged(series.labels(), a, b));
    }
    return new PushBatch(columns, samples);
  }

  private static PushColumn merged(Labels labels, PushColumn before, PushColumn more) {
    requireAgreement(labels, before, more);
    return before.with(more);
  }

  /**
   * Looks for times that both have.
   *
   * @return how many there are
   * @throws RefusedSamplesException if the values there differ
   */
  static int requireAgreement(Labels labels, PushColumn there, PushColumn more) {
    int shared = 0;
    if (there.size() == 0 || more.last() < there.first() || more.first() > there.last()) {
      return shared;
    }
    for (int i = 0; i < more.size(); i++) {
      int at = there.find(more.times()[i]);
      if (at >= 0) {
        shared++;
        if (!there.agrees(at, more, i)) {
          throw RefusedSamplesException.duplicate(
              labels, more.times()[i], there.values()[at], more.values()[i]);
        }
      }
    }
    return shared;
  }

  private static PushColumn column(PushedSeries series) {
    long[] times = series.timesMillis();
    for (int i = 1; i < times.length; i++) {
      if (times[i - 1] >= times[i]) {
        return sorted(series);
      }
    }
    return new PushColumn(times, series.values());
  }

  private static PushColumn sorted(PushedSeries series) {
    long[] times = series.timesMillis();
    double[] values = series.values();
    int[] order =
        IntStream.range(0, times.length)
            .boxed()
            .sorted(Comparator.comparingLong(i -> times[i]))
            .mapToInt(Integer::intValue)
            .toArray();
    var sortedTimes = new long[order.length];
    var sortedValues = new double[order.length];
    int size = 0;
    for (int from : order) {
      if (size > 0 && sortedTimes[size - 1] == times[from]) {
        double there = sortedValues[size - 1];
        if (Double.doubleToRawLongBits(there) != Double.doubleToRawLongBits(values[from])) {
          throw RefusedSamplesException.duplicate(
              series.labels(), times[from], there, values[from]);
        }
        continue;
      }
      sortedTimes[size] = times[from];
      sortedValues[size++] = values[from];
    }
    return new PushColumn(Arrays.copyOf(sortedTimes, size), Arrays.copyOf(sortedValues, size));
  }
}
