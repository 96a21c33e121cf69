package dev.muster.archive;

import dev.muster.metrics.Labels;
import dev.muster.metrics.Selection;
import dev.muster.metrics.Series;
import dev.muster.metrics.TooManySamplesException;
import java.util.Arrays;
import java.util.BitSet;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.IntPredicate;

/**
 * Finds out what samples are there already at the times of others. Those later than the newest of
 * their series are new without a look; used by the pushing thread alone.
 */
final class PushKnown {
  private static final int MOST_SAMPLES = 2_000_000;

  private final SeriesCatalog catalog;
  private final SampleReader reader;

  /** How many series are remembered; beyond it, that begins anew. */
  private static final int MOST_SERIES = 1_000_000;

  /** A time that no sample of the series is after; of series pushed since the start. */
  private final Map<Integer, Long> newest = new HashMap<>();

  /** The same of all others, when the last batches were looked up. */
  private long greatest;

  PushKnown(SeriesCatalog catalog, SampleReader reader) {
    this.catalog = catalog;
    this.reader = reader;
  }

  /** A part of a period to be looked at. */
  private static final class Look {
    private final BitSet series = new BitSet();
    private long from = Long.MAX_VALUE;
    private long to = Long.MIN_VALUE;
  }

  /** What is there of the series of these batches at or around their times. */
  Map<Labels, PushColumn> read(Collection<PushBatch> batches) {
    var looks = new TreeMap<Long, Look>();
    greatest = reader.greatestTime();
    for (var batch : batches) {
      batch.columns().forEach((labels, column) -> look(labels, column, looks));
    }
    var found = new HashMap<Labels, PushColumn>();
    looks.values().forEach(look -> read(look.series, look.from, look.to, found));
    return found;
  }

  private void look(Labels labels, PushColumn column, Map<Long, Look> looks) {
    Integer series = catalog.index().id(labels);
    if (series == null) {
      return;
    }
    long last = newest.getOrDefault(series, greatest);
    for (long time : column.times()) {
      if (time > last) {
        break;
      }
      var look = looks.computeIfAbsent(RollupStep.period(time), period -> new Look());
      look.series.set(series);
      look.from = Math.min(look.from, time);
      look.to = Math.max(look.to, time);
    }
  }

  private void read(BitSet series, long from, long to, Map<Labels, PushColumn> found) {
    int most = series.cardinality() == 1 ? Integer.MAX_VALUE : MOST_SAMPLES;
    List<Series> read;
    try {
      read = new SampleRead(reader, new Selection(List.of(), from, to, most), series).run();
    } catch (TooManySamplesException e) {
      int half = series.cardinality() / 2;
      var first = new BitSet();
      series.stream().limit(half).forEach(first::set);
      var rest = (BitSet) series.clone();
      rest.andNot(first);
      read(first, from, to, found);
      read(rest, from, to, found);
      return;
    }
    for (var each : read) {
      var column =
          new PushColumn(
              Arrays.copyOf(each.timesMillis(), each.size()),
              Arrays.copyOf(each.values(), each.size()));
      found.merge(each.labels(), column, PushColumn::with);
    }
  }

  /**
   * Says that samples were written.
   *
   * @param isNew whether a series was not there before
   */
  void written(Map<Integer, PushColumn> columns, IntPredicate isNew) {
    if (newest.size() > MOST_SERIES) {
      newest.clear();
    }
    columns.forEach((series, column) -> {
      long before = isNew.test(series) ? Long.MIN_VALUE : newest.getOrDefault(series, greatest);
      newest.put(series, Math.max(before, column.last()));
    });
  }
}
