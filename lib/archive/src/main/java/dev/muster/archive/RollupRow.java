package dev.muster.archive;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.function.ToDoubleFunction;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * A chunk of rollups of one series as it stands in the table; each column is a Double, bytes, a
 * String, or null where {@code docs/formats/archive.md} says what that means.
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
    double[] counts = numbers(list, RollupWindow::count);
    double[] lasts = numbers(list, RollupWindow::last);
    double[] mins = numbers(list, RollupWindow::min);
    double[] maxs = numbers(list, RollupWindow::max);
    double[] sums = DecimalSums.of(numbers(list, RollupWindow::sum), counts, lasts, mins, maxs);
    boolean isFlat = true;
    for (var window : list) {
      isFlat &= window.sum() == window.count() * window.last();
    }
    var count = RollupColumn.encode(counts, null);
    var last = RollupColumn.encode(lasts, null);
    var min = Arrays.equals(mins, lasts) ? null : RollupColumn.encode(mins, by(lasts, last));
    var max = Arrays.equals(maxs, lasts) ? null : RollupColumn.encode(maxs, by(lasts, last));
    return new RollupRow(
        list.size() == RollupStep.WINDOWS ? null : places(list),
        count,
        last,
        min,
        max,
        isFlat
            ? null
            : RollupColumn.encode(sums, by(sumGuess(counts, mins, maxs), count, last, min, max)),
        counter
            ? RollupColumn.encode(
                increases(list, counts, lasts, mins), by(increaseGuess(lasts, mins), last, min))
            : null);
  }

  /** A guess by columns; none where SQL may read one of them a little differently. */
  private static double @Nullable [] by(double[] guess, @Nullable Object... columns) {
    return Arrays.stream(columns).anyMatch(String.class::isInstance) ? null : guess;
  }

  private static double[] increases(
      List<RollupWindow> list, double[] counts, double[] lasts, double[] mins) {
    return DecimalSums.of(numbers(list, RollupWindow::increase), counts, lasts, mins);
  }

  /** No negative zeros: they are not kept. */
  private static double[] numbers(List<RollupWindow> list, ToDoubleFunction<RollupWindow> of) {
    var values = new double[list.size()];
    for (int i = 0; i < values.length; i++) {
      values[i] = of.applyAsDouble(list.get(i)) + 0.0;
    }
    return values;
  }

  private static double[] sumGuess(double[] counts, double[] mins, double[] maxs) {
    var guess = new double[counts.length];
    for (int i = 0; i < guess.length; i++) {
      guess[i] = counts[i] * (mins[i] + maxs[i]) / 2;
    }
    return guess;
  }

  private static double[] increaseGuess(double[] lasts, double[] mins) {
    var guess = new double[lasts.length];
    for (int i = 0; i < guess.length; i++) {
      guess[i] = lasts[i] - mins[i];
    }
    return guess;
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
    int size = places.length;
    double[] counts = RollupColumn.decode(count, size, null);
    double[] lasts = RollupColumn.decode(last, size, null);
    double[] mins = min == null ? lasts : RollupColumn.decode(min, size, lasts);
    double[] maxs = max == null ? lasts : RollupColumn.decode(max, size, lasts);
    double[] sums =
        sum == null ? null : RollupColumn.decode(sum, size, sumGuess(counts, mins, maxs));
    double[] grown =
        increase == null
            ? new double[size]
            : RollupColumn.decode(increase, size, increaseGuess(lasts, mins));
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
      return Arrays.stream(windows.substring(1, windows.length() - 1).split(",", -1))
          .mapToInt(Integer::parseInt)
          .toArray();
    } catch (NumberFormatException | IndexOutOfBoundsException e) {
      throw new DamagedBlobException("windows that are no list of numbers", 0);
    }
  }

  /** The checksum of what stands in the row and of where it stands. */
  int crc(RollupStep step, long chunk, long series) {
    var parts = new ArrayList<@Nullable Object>();
    parts.add(windows);
    parts.add(count);
    parts.add(last);
    parts.add(min);
    parts.add(max);
    parts.add(sum);
    parts.add(increase);
    var text = parts.stream().map(RollupRow::text).collect(Collectors.joining(" "));
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    return Checksum.crc(bytes, bytes.length, step.seconds(), chunk, series);
  }

  private static String text(@Nullable Object column) {
    return column instanceof byte[] digits
        ? HexFormat.of().formatHex(digits)
        : String.valueOf(column);
  }
}
