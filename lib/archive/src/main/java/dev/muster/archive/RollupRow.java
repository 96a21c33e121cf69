package dev.muster.archive;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.function.ToDoubleFunction;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * A chunk of rollups of one series as it stands in the table; each column is a Double, a String, or
 * null where {@code docs/formats/archive.md} says what that means.
 *
 * @param windows which windows there are; null where all
 */
record RollupRow(
    @Nullable String windows,
    Object count,
    Object last,
    @Nullable Object min,
    @Nullable Object max,
    @Nullable Object sum,
    @Nullable Object increase) {

  static RollupRow of(List<RollupWindow> list, boolean counter) {
    var last = column(list, RollupWindow::last);
    var min = column(list, RollupWindow::min);
    var max = column(list, RollupWindow::max);
    var sum = column(list, RollupWindow::sum);
    boolean isFlat = true;
    for (var window : list) {
      isFlat &= window.sum() == window.count() * window.last();
    }
    return new RollupRow(
        list.size() == RollupStep.WINDOWS ? null : places(list),
        column(list, RollupWindow::count),
        last,
        min.equals(last) ? null : min,
        max.equals(last) ? null : max,
        isFlat ? null : sum,
        counter ? column(list, RollupWindow::increase) : null);
  }

  private static Object column(List<RollupWindow> list, ToDoubleFunction<RollupWindow> of) {
    var values = new double[list.size()];
    for (int i = 0; i < values.length; i++) {
      values[i] = of.applyAsDouble(list.get(i));
    }
    return RollupColumn.encode(values);
  }

  private static String places(List<RollupWindow> list) {
    return list.stream()
        .map(window -> Integer.toString(window.window()))
        .collect(Collectors.joining(",", "[", "]"));
  }

  /**
   * The windows in it, in order.
   *
   * @throws DamagedBlobException if it is not what was written
   */
  List<RollupWindow> list() {
    int[] places = places();
    double[] counts = RollupColumn.decode(count, places.length);
    double[] lasts = RollupColumn.decode(last, places.length);
    double[] mins = min == null ? lasts : RollupColumn.decode(min, places.length);
    double[] maxs = max == null ? lasts : RollupColumn.decode(max, places.length);
    double[] sums = sum == null ? null : RollupColumn.decode(sum, places.length);
    double[] grown =
        increase == null ? new double[places.length] : RollupColumn.decode(increase, places.length);
    var list = new ArrayList<RollupWindow>();
    for (int i = 0; i < places.length; i++) {
      double total = sums == null ? counts[i] * lasts[i] : sums[i];
      list.add(
          new RollupWindow(
              places[i], (long) counts[i], lasts[i], mins[i], maxs[i], total, grown[i]));
    }
    return list;
  }

  private int[] places() {
    if (windows == null) {
      return IntStream.range(0, RollupStep.WINDOWS).toArray();
    }
    try {
      return java.util.Arrays.stream(windows.substring(1, windows.length() - 1).split(",", -1))
          .mapToInt(Integer::parseInt)
          .toArray();
    } catch (NumberFormatException | IndexOutOfBoundsException e) {
      throw new DamagedBlobException("windows that are no list of numbers", 0);
    }
  }

  /** The checksum of what stands in the row and of where it stands. */
  int crc(RollupStep step, long chunk, long series) {
    var text =
        windows + " " + count + " " + last + " " + min + " " + max + " " + sum + " " + increase;
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    return Checksum.crc(bytes, bytes.length, step.seconds(), chunk, series);
  }
}
