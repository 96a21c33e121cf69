package dev.muster.scraper;

import static java.nio.charset.StandardCharsets.UTF_8;

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
  private static final int FIRST_SPANS = 2 * 512;

  final KnownPage known;
  final long timeMillis;
  final List<Labels> newcomers = new ArrayList<>();
  byte[] states;
  double[] values;
  long @Nullable [] times;
  long @Nullable [] ownTimes;
  int scraped;
  int kept;
  private int added;
  int withheld;
  int duplicates;
  @Nullable String duplicate;

  private final TargetLabels labels;
  private final TargetRules rules;
  private final ExpositionReader reader;
  private final boolean openMetrics;
  private int[] spans = new int[FIRST_SPANS];
  private boolean timed;
  private boolean ours;
  private int position;
  private @Nullable List<SeriesKey> keys;
  private @Nullable Map<SeriesKey, SeriesKey> byBytes;
  private @Nullable Map<Labels, Integer> byLabels;

  PageReading(
      KnownPage known,
      TargetLabels labels,
      TargetRules rules,
      ExpositionReader reader,
      boolean openMetrics,
      long timeMillis) {
    this.rules = rules;
    this.reader = openMetrics ? reader.openMetrics() : reader;
    this.openMetrics = openMetrics;
    this.ours = known.ours;
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
   * @throws ScrapeException if it has too many samples or new series
   */
  void read(byte[] page) {
    int limit = rules.limits().samples();
    while (next() != Entry.END) {
      int slot = slot(page);
      double value = reader.value();
      span();
      if (slot == SeriesKey.DROPPED) {
        continue;
      }
      if (++kept > limit) {
        countRest();
        throw new ScrapeException("more than " + limit + " samples; sample-limit allows no more");
      }
      added = newcomers.size();
      if (slot == SeriesKey.NOWHERE || states[slot] != UNSEEN) {
        duplicates++;
        duplicate = duplicate == null ? name(page) : duplicate;
      } else {
        take(slot, value);
      }
    }
  }

  /** So that scrape_samples_scraped tells by how much a page is too long. */
  private void countRest() {
    while (reader.next() != Entry.END) {
      kept += rules.keeps(reader.labels()) ? 1 : 0;
      double _ = reader.value();
      scraped++;
    }
  }

  private void span() {
    if (2 * scraped == spans.length) {
      spans = Arrays.copyOf(spans, 2 * spans.length);
    }
    spans[2 * scraped] = reader.valueStart();
    spans[2 * scraped + 1] = reader.valueEnd();
    scraped++;
    timed |= reader.hasTimestamp();
  }

  private Entry next() {
    return position < known.keys.size()
        ? reader.next(known.keys.text(), known.keys.start(position), known.keys.end(position))
        : reader.next();
  }

  private String name(byte[] page) {
    int start = reader.seriesStart();
    return new String(page, start, reader.seriesEnd() - start, UTF_8);
  }

  private int slot(byte[] page) {
    if (!reader.isExpected()) {
      var key = lookedUp(page);
      keys().add(key);
      return key.slot;
    }
    if (keys != null) {
      keys.add(known.keys.key(position));
    }
    return known.keys.slot(position++);
  }

  /** The series of the page so far, apart from the last page's once they differ. */
  private List<SeriesKey> keys() {
    if (keys == null) {
      keys = new ArrayList<>(known.keys.all().subList(0, position));
    }
    return keys;
  }

  private SeriesKey lookedUp(byte[] page) {
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
      for (var key : known.keys.all()) {
        byBytes.putIfAbsent(key, key);
      }
    }
    return byBytes;
  }

  private SeriesKey newcomer(Labels onPage, SeriesKey key) {
    ours |= isOfOurs(onPage);
    if (!rules.keeps(onPage)) {
      key.slot = SeriesKey.DROPPED;
      return key;
    }
    var merged =
        rules.page().honorLabels()
            ? labels.honouring(onPage, reader.emptyLabels())
            : labels.of(onPage);
    @Nullable Integer slot = slots().get(merged);
    if (slot == null) {
      checkNew();
      slot = known.size + newcomers.size();
      newcomers.add(merged);
      slots().put(merged, slot);
      grow(slot);
    }
    key.slot = slot;
    return key;
  }

  /** The exporter of Muster tells so among its version's labels. */
  private static boolean isOfOurs(Labels series) {
    return series.metricName().equals("node_exporter_build_info")
        && series.get("tags").equals("muster");
  }

  /** The first page may bring as many as it may have; later ones few, as each costs the archive. */
  private void checkNew() {
    int limit = rules.limits().newSeries();
    if (newcomers.size() >= limit && known.keys.size() > 0) {
      throw new ScrapeException(
          "more than "
              + limit
              + " series that the page before did not have; new-series-limit allows no more");
    }
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

  private void take(int slot, double value) {
    states[slot] = SEEN;
    values[slot] = value;
    if (rules.page().honorTimestamps() && (reader.hasTimestamp() || ownTimes != null)) {
      takeTime(slot);
    }
  }

  private void takeTime(int slot) {
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

  ReportSeries.Counts counts(int length) {
    return new ReportSeries.Counts(scraped, kept, added, length);
  }

  /** Of each sample where its value begins and ends. */
  int[] spans() {
    return spans;
  }

  /** Whether the page gives times, or gave some before. */
  boolean isTimed() {
    return timed || ownTimes != null;
  }

  boolean isOpenMetrics() {
    return openMetrics;
  }

  boolean isOurs() {
    return ours;
  }

  int lineLimit() {
    return rules.exposition().lineBytes();
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
    return isInOrder() ? known.keys.all() : List.copyOf(keys());
  }

  Labels labels(int slot) {
    return slot < known.size ? known.set.series().get(slot) : newcomers.get(slot - known.size);
  }
}
