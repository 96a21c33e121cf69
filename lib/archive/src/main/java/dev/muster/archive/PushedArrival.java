package dev.muster.archive;

import dev.muster.metrics.Labels;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A head row of pushed samples, series by series, each in the order of its times. */
final class PushedArrival implements Arrival {
  /** Not one of a target. */
  private static final int PUSHED = -1;

  private final PushRow row;
  private final List<@Nullable Labels> series = new ArrayList<>();
  private final List<PushColumn> columns = new ArrayList<>();

  /** Where each column ends, in samples. */
  private int[] ends = new int[16];

  PushedArrival(PushRow row) {
    this.row = row;
  }

  /** Adds the samples of a series. */
  void add(@Nullable Labels labels, PushColumn column) {
    int count = columns.size();
    if (count == ends.length) {
      ends = Arrays.copyOf(ends, 2 * count);
    }
    ends[count] = size() + column.size();
    series.add(labels);
    columns.add(column);
  }

  private int column(int index) {
    int found = Arrays.binarySearch(ends, 0, columns.size(), index);
    return found < 0 ? -found - 1 : found + 1;
  }

  private int place(int index, int column) {
    return column == 0 ? index : index - ends[column - 1];
  }

  @Override
  public int target() {
    return PUSHED;
  }

  @Override
  public int set() {
    return (int) row.id();
  }

  @Override
  public int size() {
    return columns.isEmpty() ? 0 : ends[columns.size() - 1];
  }

  @Override
  public @Nullable Labels labels(int index) {
    return series.get(column(index));
  }

  @Override
  public int runEnd(int index) {
    return ends[column(index)];
  }

  @Override
  public long bits(int index) {
    int column = column(index);
    return Double.doubleToRawLongBits(columns.get(column).values()[place(index, column)]);
  }

  @Override
  public long timeMillis(int index) {
    int column = column(index);
    return columns.get(column).times()[place(index, column)];
  }

  @Override
  public long newestMillis() {
    return row.last();
  }
}
