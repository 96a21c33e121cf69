package dev.muster.scraper;

import dev.muster.metrics.ExpositionReader;
import dev.muster.metrics.ExpositionReader.Entry;
import dev.muster.metrics.Labels;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Reads one page of a target beside its last one.
 *
 * <p>As long as the lines name the series the last page named, in its order, each costs one
 * comparison of bytes and the reading of its number. A line out of order is looked up by its bytes;
 * one that was never seen becomes labels. Values are gathered by the series' place in the last
 * page's set, new series behind them.
 */
final class PageReading {
  static final byte UNSEEN = 0;
  static final byte SEEN = 1;

  /** Seen with a time that is no later than its last one, or lies too far ahead. */
  static final byte WITHHELD = 2;

  private static final long FARTHEST_AHEAD_MILLIS = 600_000;
  private static final byte[] NOTHING = {};

  final KnownPage known;
  final long timeMillis;
  final List<Labels> newcomers = new ArrayList<>();
  byte[] states;
  double[] values;
  long @Nullable [] times;
  long @Nullable [] ownTimes;
  int scraped;
  int withheld;
  int duplicates;
  @Nullable SeriesKey duplicate;

  private final TargetLabels labels;
  private int position;
  private @Nullable List<SeriesKey> keys;
  private @Nullable Map<SeriesKey, SeriesKey> byBytes;
  private @Nullable Map<Labels, Integer> byLabels;

  PageReading(KnownPage known, TargetLabels labels, long timeMillis) {
    this.known = known;
    this.labels = labels;
    this.timeMillis = timeMillis;
    this.states = new byte[known.size];
    this.values = new double[known.set.size()];
    this.ownTimes = known.ownTimes == null ? null : known.ownTimes.clone();
  }

  /**
   * Reads a whole page.
   *
   * @throws dev.muster.metrics.ExpositionException if it is no page of metrics
   * @throws ScrapeException if it has too many samples
   */
  void read(byte[] page, ExpositionReader reader, int sampleLimit) {
    while (reader.next(expected()) != Entry.END) {
      if (scraped >= sampleLimit) {
        throw new ScrapeException("more than " + sampleLimit + " samples");
      }
      scraped++;
      var key = key(page, reader);
      double value = reader.value();
      if (key.slot == SeriesKey.NOWHERE || states[key.slot] != UNSEEN) {
        duplicates++;
        duplicate = duplicate == null ? key : duplicate;
      } else {
        take(key.slot, value, reader);
      }
    }
  }

  private byte[] expected() {
    return position < known.keys.size() ? known.keys.get(position).bytes() : NOTHING;
  }

  private SeriesKey key(byte[] page, ExpositionReader reader) {
    if (reader.isExpected()) {
      var key = known.keys.get(position++);
      if (keys != null) {
        keys.add(key);
      }
      return key;
    }
    var key = lookedUp(page, reader);
    keys().add(key);
    return key;
  }

  /** The series of the page so far, apart from the last page's once they differ. */
  private List<SeriesKey> keys() {
    if (keys == null) {
      keys = new ArrayList<>(known.keys.subList(0, position));
    }
    return keys;
  }

  private SeriesKey lookedUp(byte[] page, ExpositionReader reader) {
    keys();
    var byBytes = byBytes();
    var probe = new SeriesKey(page, reader.seriesStart(), reader.seriesEnd());
    @Nullable SeriesKey found = byBytes.get(probe);
    if (found == null) {
      var key = newcomer(reader.labels(), probe.copy());
      byBytes.put(key, key);
      return key;
    }
    if (found.position >= 0) {
      position = found.position + 1;
    }
    return found;
  }

  private Map<SeriesKey, SeriesKey> byBytes() {
    if (byBytes == null) {
      byBytes = HashMap.newHashMap(known.keys.size());
      for (var key : known.keys) {
        byBytes.put(key, key);
      }
    }
    return byBytes;
  }

  private SeriesKey newcomer(Labels onPage, SeriesKey key) {
    var merged = labels.of(onPage);
    @Nullable Integer slot = slots().get(merged);
    if (slot == null) {
      slot = known.size + newcomers.size();
      newcomers.add(merged);
      slots().put(merged, slot);
      grow(slot);
    }
    key.slot = slot;
    key.position = -1;
    return key;
  }

  private Map<Labels, Integer> slots() {
    if (byLabels == null) {
      byLabels = HashMap.newHashMap(known.set.size());
      var series = known.set.series();
      for (int i = 0; i < series.size(); i++) {
        byLabels.put(series.get(i), i < known.size ? i : SeriesKey.NOWHERE);
      }
    }
    return byLabels;
  }

  private void grow(int slot) {
    if (slot < states.length) {
      return;
    }
    int length = Math.max(64, 2 * (slot + 1));
    states = Arrays.copyOf(states, length);
    values = Arrays.copyOf(values, length);
    if (times != null) {
      times = filled(Arrays.copyOf(times, length), times.length);
    }
    ownTimes = ownTimes == null ? null : Arrays.copyOf(ownTimes, length);
  }

  private long[] filled(long[] array, int from) {
    Arrays.fill(array, from, array.length, timeMillis);
    return array;
  }

  private void take(int slot, double value, ExpositionReader reader) {
    states[slot] = SEEN;
    values[slot] = value;
    if (reader.hasTimestamp() || ownTimes != null) {
      takeTime(slot, reader);
    }
  }

  private void takeTime(int slot, ExpositionReader reader) {
    if (ownTimes == null) {
      ownTimes = new long[states.length];
    }
    long time = reader.hasTimestamp() ? reader.timestampMillis() : timeMillis;
    if ((ownTimes[slot] != 0 && time <= ownTimes[slot])
        || time > timeMillis + FARTHEST_AHEAD_MILLIS) {
      states[slot] = WITHHELD;
      withheld++;
      return;
    }
    ownTimes[slot] = reader.hasTimestamp() ? time : 0;
    if (reader.hasTimestamp()) {
      if (times == null) {
        times = filled(new long[values.length], 0);
      }
      times[slot] = time;
    }
  }

  /** Whether the page named just the series of the last one. */
  boolean isSameSeries() {
    if (!newcomers.isEmpty()) {
      return false;
    }
    for (byte state : states) {
      if (state == UNSEEN) {
        return false;
      }
    }
    return true;
  }

  /** Whether its lines are just those of the last page. */
  boolean isInOrder() {
    return keys == null && position == known.keys.size();
  }

  /** The series in the order of this page. */
  List<SeriesKey> sequence() {
    return isInOrder() ? known.keys : List.copyOf(keys());
  }

  Labels labels(int slot) {
    return slot < known.size ? known.set.series().get(slot) : newcomers.get(slot - known.size);
  }
}
