package dev.muster.archive;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;

/** Samples of one series, times strictly ascending. The arrays are not to be changed. */
final class PushColumn {
  static final PushColumn NONE = new PushColumn(new long[0], new double[0]);

  private final long[] times;
  private final double[] values;

  /** Takes arrays as they are: as many values as times, times strictly ascending. */
  PushColumn(long[] times, double[] values) {
    this.times = times;
    this.values = values;
  }

  long[] times() {
    return times;
  }

  double[] values() {
    return values;
  }

  int size() {
    return times.length;
  }

  long first() {
    return times[0];
  }

  long last() {
    return times[times.length - 1];
  }

  /** The bits of the values of both at a time they share are equal. */
  boolean agrees(int index, PushColumn other, int otherIndex) {
    return Double.doubleToRawLongBits(values[index])
        == Double.doubleToRawLongBits(other.values[otherIndex]);
  }

  /** Where a time is, or negative as of {@link Arrays#binarySearch(long[], long)}. */
  int find(long time) {
    return Arrays.binarySearch(times, time);
  }

  /** The samples from a time on and before another. */
  PushColumn between(long from, long before) {
    int begin = place(from);
    int end = Math.max(begin, place(before));
    return begin == 0 && end == times.length
        ? this
        : new PushColumn(
            Arrays.copyOfRange(times, begin, end), Arrays.copyOfRange(values, begin, end));
  }

  private int place(long time) {
    int place = find(time);
    return place < 0 ? -place - 1 : place;
  }

  /** All samples of columns, each time once. */
  static PushColumn all(List<PushColumn> parts) {
    var sorted = new ArrayList<>(parts);
    sorted.sort(Comparator.comparingLong(PushColumn::first));
    // Halves are merged with halves, so that many short parts do not copy each other's samples.
    while (sorted.size() > 1) {
      var next = new ArrayList<PushColumn>(sorted.size() / 2 + 1);
      for (int i = 0; i < sorted.size(); i += 2) {
        next.add(i + 1 < sorted.size() ? sorted.get(i).with(sorted.get(i + 1)) : sorted.get(i));
      }
      sorted = next;
    }
    return sorted.isEmpty() ? NONE : sorted.getFirst();
  }

  /** The samples at times that the other does not have. */
  PushColumn without(PushColumn other) {
    if (other.size() == 0) {
      return this;
    }
    var keptTimes = new long[size()];
    var keptValues = new double[size()];
    int size = 0;
    for (int i = 0; i < size(); i++) {
      if (other.find(times[i]) < 0) {
        keptTimes[size] = times[i];
        keptValues[size++] = values[i];
      }
    }
    return new PushColumn(Arrays.copyOf(keptTimes, size), Arrays.copyOf(keptValues, size));
  }

  /** All samples of both; at a time that both have, the one here stands. */
  PushColumn with(PushColumn other) {
    if (other.size() == 0) {
      return this;
    }
    if (size() == 0) {
      return other;
    }
    var mergedTimes = new long[size() + other.size()];
    var mergedValues = new double[mergedTimes.length];
    int size = 0;
    int mine = 0;
    int theirs = 0;
    while (mine < size() || theirs < other.size()) {
      boolean takeMine =
          theirs == other.size() || (mine < size() && times[mine] <= other.times[theirs]);
      if (takeMine) {
        theirs += theirs < other.size() && times[mine] == other.times[theirs] ? 1 : 0;
        mergedTimes[size] = times[mine];
        mergedValues[size++] = values[mine++];
      } else {
        mergedTimes[size] = other.times[theirs];
        mergedValues[size++] = other.values[theirs++];
      }
    }
    return new PushColumn(Arrays.copyOf(mergedTimes, size), Arrays.copyOf(mergedValues, size));
  }
}
