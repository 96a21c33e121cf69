package dev.muster.archive;

import java.util.Arrays;
import java.util.BitSet;
import java.util.Map;
import java.util.TreeMap;

/** The head rows of one target, in memory: when and where, by time. */
final class HeadRows {
  /** How many gaps the interval is taken from. */
  private static final int GAPS = 64;

  private record Range(long first, long last) {}

  private long[] times = new long[8];
  private long[] ids = new long[8];

  /** By how much the number of the row each is told by is less; 0 where it is told whole. */
  private int[] steps = new int[8];

  private int size;

  /** Rows that have samples with times of their own, by id. */
  private final Map<Long, Range> own = new TreeMap<>();

  /** Adds a row; one of a time that is there already is the same row again. */
  void add(HeadRow row) {
    int place = Arrays.binarySearch(times, 0, size, row.time());
    if (place >= 0) {
      return;
    }
    place = -place - 1;
    if (size == times.length) {
      times = Arrays.copyOf(times, 2 * size);
      ids = Arrays.copyOf(ids, 2 * size);
      steps = Arrays.copyOf(steps, 2 * size);
    }
    System.arraycopy(times, place, times, place + 1, size - place);
    System.arraycopy(ids, place, ids, place + 1, size - place);
    System.arraycopy(steps, place, steps, place + 1, size - place);
    times[place] = row.time();
    ids[place] = row.id();
    steps[place] = row.stepsBack();
    size++;
    if (row.hasOwnTimes()) {
      own.put(row.id(), new Range(row.first(), row.last()));
    }
  }

  /** Marks the places of those ids, ascending, that rows are told by. */
  void markBases(long[] among, BitSet used) {
    for (int i = 0; i < size; i++) {
      int place = steps[i] == 0 ? -1 : Arrays.binarySearch(among, ids[i] - steps[i]);
      if (place >= 0) {
        used.set(place);
      }
    }
  }

  boolean has(long time) {
    return Arrays.binarySearch(times, 0, size, time) >= 0;
  }

  boolean isEmpty() {
    return size == 0;
  }

  boolean hasOwnTimes() {
    return !own.isEmpty();
  }

  int size() {
    return size;
  }

  long oldest() {
    return times[0];
  }

  /** The rows from a time to before another, by time. */
  long[] between(long from, long before) {
    return Arrays.copyOfRange(ids, place(from), Math.max(place(from), place(before)));
  }

  /**
   * The rows that may have samples in a range, by time.
   *
   * @param plainTo what has the scrape's time is not wanted after this time
   */
  long[] touching(long from, long to, long plainTo) {
    int begin = own.isEmpty() ? place(from) : 0;
    var found = new long[size - begin];
    int count = 0;
    for (int i = begin; i < size; i++) {
      var range = own.get(ids[i]);
      boolean wanted =
          range == null
              ? from <= times[i] && times[i] <= plainTo
              : range.first() <= to && range.last() >= from;
      if (wanted) {
        found[count++] = ids[i];
      } else if (own.isEmpty() && times[i] > plainTo) {
        break;
      }
    }
    return Arrays.copyOf(found, count);
  }

  void remove(long[] gone) {
    long[] sorted = gone.clone();
    Arrays.sort(sorted);
    int kept = 0;
    for (int i = 0; i < size; i++) {
      if (Arrays.binarySearch(sorted, ids[i]) < 0) {
        times[kept] = times[i];
        steps[kept] = steps[i];
        ids[kept++] = ids[i];
      } else {
        own.remove(ids[i]);
      }
    }
    size = kept;
    if (times.length > 4 * size + 8) {
      times = Arrays.copyOf(times, 2 * size + 8);
      ids = Arrays.copyOf(ids, 2 * size + 8);
      steps = Arrays.copyOf(steps, 2 * size + 8);
    }
  }

  /** The usual time between the oldest rows, in milliseconds; 0 where there is but one. */
  long interval() {
    int count = Math.min(GAPS, size - 1);
    if (count < 1) {
      return 0;
    }
    var gaps = new long[count];
    Arrays.setAll(gaps, i -> times[i + 1] - times[i]);
    Arrays.sort(gaps);
    return gaps[count / 2];
  }

  private int place(long time) {
    int place = Arrays.binarySearch(times, 0, size, time);
    return place < 0 ? -place - 1 : place;
  }
}
