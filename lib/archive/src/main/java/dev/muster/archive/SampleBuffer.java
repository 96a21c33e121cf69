package dev.muster.archive;

import dev.muster.metrics.Labels;
import dev.muster.metrics.Series;
import java.util.Arrays;
import java.util.Comparator;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * The samples of one series as they are read; put in order, each time once, at the end. Of samples
 * at one time, the one of the earlier scrape stands, then the one of the target with the lower
 * number, then the one that was read first.
 */
final class SampleBuffer {
  /** A place fits beside a time of less than 2^32 ms in a long. */
  private static final long PLACES = 1L << 30;

  private long[] times = new long[16];
  private double[] values = new double[16];

  /** The times of the scrapes; null while all samples have them. */
  private long @Nullable [] scrapes;

  /** Null while all samples are of the first target. */
  private int @Nullable [] targets;

  private int firstTarget = -1;
  private int size;
  private boolean ascending = true;
  private long[] scratch = {};

  void add(int target, long scrape, long time, double value) {
    reserve(1);
    note(target, scrape != time, 1);
    if (scrapes != null) {
      scrapes[size] = scrape;
    }
    ascending &= size == 0 || times[size - 1] < time;
    times[size] = time;
    values[size++] = value;
  }

  /**
   * Adds samples from the arrays, ascending in the times of their scrapes.
   *
   * @param sampleTimes null where the samples have the times of their scrapes
   */
  void addAll(
      int target,
      long[] scrapeTimes,
      long @Nullable [] sampleTimes,
      double[] from,
      int begin,
      int end) {
    int count = end - begin;
    if (count <= 0) {
      return;
    }
    if (sampleTimes != null) {
      for (int i = begin; i < end; i++) {
        add(target, scrapeTimes[i], sampleTimes[i], from[i]);
      }
      return;
    }
    reserve(count);
    note(target, false, count);
    ascending &= size == 0 || times[size - 1] < scrapeTimes[begin];
    System.arraycopy(scrapeTimes, begin, times, size, count);
    System.arraycopy(from, begin, values, size, count);
    if (scrapes != null) {
      System.arraycopy(scrapeTimes, begin, scrapes, size, count);
    }
    size += count;
  }

  /**
   * Adds a plain column.
   *
   * @throws DamagedBlobException if it cannot be read; then nothing is added
   */
  void addPlain(int target, PackedColumn column) {
    int count = column.most();
    if (scratch.length < count) {
      scratch = new long[count];
    }
    reserve(count);
    column.decode(times, values, size, scratch);
    if (count == 0) {
      return;
    }
    note(target, false, count);
    ascending &= size == 0 || times[size - 1] < times[size];
    if (scrapes != null) {
      System.arraycopy(times, size, scrapes, size, count);
    }
    size += count;
  }

  /** Makes it empty, to be filled again: what it gave away before changes then. */
  void clear() {
    size = 0;
    ascending = true;
    scrapes = null;
    targets = null;
  }

  /** Adds what another one has, which was not put in order yet. */
  void addAll(SampleBuffer other) {
    for (int i = 0; i < other.size; i++) {
      int target = other.targets == null ? other.firstTarget : other.targets[i];
      long scrape = other.scrapes == null ? other.times[i] : other.scrapes[i];
      add(target, scrape, other.times[i], other.values[i]);
    }
  }

  private void note(int target, boolean ownTime, int count) {
    if (size == 0) {
      firstTarget = target;
    }
    if (ownTime && scrapes == null) {
      scrapes = Arrays.copyOf(times, times.length);
    }
    if (targets == null && target != firstTarget) {
      targets = new int[times.length];
      Arrays.fill(targets, 0, size, firstTarget);
    }
    if (targets != null) {
      Arrays.fill(targets, size, size + count, target);
    }
  }

  void reserve(int more) {
    if (times.length - size >= more) {
      return;
    }
    int room = Math.max(size + more, 2 * size);
    times = Arrays.copyOf(times, room);
    values = Arrays.copyOf(values, room);
    scrapes = scrapes == null ? null : Arrays.copyOf(scrapes, room);
    targets = targets == null ? null : Arrays.copyOf(targets, room);
  }

  int size() {
    return size;
  }

  Series toSeries(Labels labels) {
    if (!ascending) {
      sort();
    }
    return new Series(labels, times, values, size);
  }

  private void sort() {
    int[] order = scrapes == null && targets == null ? orderByTime() : orderByAll();
    take(order);
  }

  /** Places by time, then by place. */
  private int[] orderByTime() {
    long least = Arrays.stream(times, 0, size).min().orElse(0);
    long greatest = Arrays.stream(times, 0, size).max().orElse(0);
    if (greatest - least < 0 || greatest - least >= 1L << Integer.SIZE || size >= PLACES) {
      return orderByAll();
    }
    var keys = new long[size];
    Arrays.setAll(keys, i -> (times[i] - least) * PLACES + i);
    Arrays.sort(keys);
    return Arrays.stream(keys).mapToInt(key -> (int) (key % PLACES)).toArray();
  }

  private int[] orderByAll() {
    return IntStream.range(0, size)
        .boxed()
        .sorted(
            Comparator.<Integer>comparingLong(i -> times[i])
                .thenComparingLong(i -> scrapes == null ? times[i] : scrapes[i])
                .thenComparingInt(i -> targets == null ? 0 : targets[i]))
        .mapToInt(Integer::intValue)
        .toArray();
  }

  private void take(int[] order) {
    var sortedTimes = new long[size];
    var sortedValues = new double[size];
    int kept = 0;
    for (int from : order) {
      if (kept == 0 || sortedTimes[kept - 1] != times[from]) {
        sortedTimes[kept] = times[from];
        sortedValues[kept++] = values[from];
      }
    }
    times = sortedTimes;
    values = sortedValues;
    size = kept;
    ascending = true;
  }
}
