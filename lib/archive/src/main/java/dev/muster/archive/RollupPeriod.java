package dev.muster.archive;

import dev.muster.metrics.Series;
import dev.muster.sqlite.Database;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The sealed samples of one period, read for rolling them up: metric by metric, and of a metric as
 * many series at a time as fit a bound of samples.
 */
final class RollupPeriod {
  private static final int MOST_SAMPLES = 1 << 20;
  private static final int MOST_SERIES = 200;

  /** Beside a scraped sample, a pushed one does not stand. */
  private static final int PUSHED = Integer.MAX_VALUE;

  private final Database database;
  private final SeriesCatalog catalog;
  private final DamageLog damage;
  private final PushedPeriod pushed;
  private final long from;
  private final long to;
  private final Map<Segment, SegmentHead> segments = new LinkedHashMap<>();
  private final Set<Integer> metrics = new TreeSet<>();
  private int samplesOfSeries = 1;

  RollupPeriod(
      Database database,
      SeriesCatalog catalog,
      Holdings holdings,
      PushHoldings pushes,
      DamageLog damage,
      long period) {
    this.database = database;
    this.catalog = catalog;
    this.damage = damage;
    this.pushed = new PushedPeriod(database, pushes, damage, period);
    this.from = period * RollupStep.PERIOD_MILLIS;
    this.to = from + RollupStep.PERIOD_MILLIS - 1;
    var touched = new ArrayList<Segment>();
    for (var segment : holdings.segments()) {
      if (segment.first() <= to && segment.last() >= from) {
        touched.add(segment);
      }
    }
    readHeads(touched);
  }

  private void readHeads(List<Segment> touched) {
    var samples = new HashMap<Integer, Integer>();
    for (var segment : touched) {
      var head =
          database.<List<SegmentHead>>read(connection -> {
            try (var read = new SegmentRead(connection, damage)) {
              var found = read.head(segment);
              return found == null ? List.of() : List.of(found);
            }
          });
      if (!head.isEmpty()) {
        segments.put(segment, head.getFirst());
        samples.merge(segment.group(), head.getFirst().times().most(), Integer::sum);
      }
    }
    samples.values().forEach(most -> samplesOfSeries = Math.max(samplesOfSeries, most));
    samplesOfSeries = Math.max(samplesOfSeries, pushed.most());
  }

  /** Hands over the samples of all series that these groups of targets have samples of. */
  void forEach(Set<Integer> groups, Consumer<List<Series>> sink) {
    segments.forEach((segment, head) -> {
      if (groups.contains(segment.group())) {
        metrics.addAll(database.<List<Integer>>read(c -> SegmentRead.metrics(c, segment, head)));
      }
    });
    if (groups.contains(RollupDue.PUSHED)) {
      metrics.addAll(pushed.metrics());
    }
    int most = Math.clamp(MOST_SAMPLES / samplesOfSeries, 1, MOST_SERIES);
    for (int metric : metrics) {
      var contents = contents(metric);
      var wanted = new BitSet();
      contents.forEach((segment, series) -> {
        if (groups.contains(segment.group())) {
          wanted.or(series);
        }
      });
      if (groups.contains(RollupDue.PUSHED)) {
        wanted.or(pushed.series(metric));
      }
      for (int first = wanted.nextSetBit(0); first >= 0; first = wanted.nextSetBit(first)) {
        var batch = new BitSet();
        wanted.stream().limit(most).forEach(batch::set);
        wanted.andNot(batch);
        sink.accept(read(metric, contents, batch));
      }
    }
  }

  /** Which series of a metric each segment has. */
  private Map<Segment, BitSet> contents(int metric) {
    var contents = new LinkedHashMap<Segment, BitSet>();
    segments.forEach((segment, head) -> {
      var series = new BitSet();
      read(segment, head, metric, new Sink(series, null));
      contents.put(segment, series);
    });
    return contents;
  }

  private List<Series> read(int metric, Map<Segment, BitSet> contents, BitSet batch) {
    var buffers = new TreeMap<Integer, SampleBuffer>();
    contents.forEach((segment, series) -> {
      var head = segments.get(segment);
      if (head != null && series.intersects(batch)) {
        read(segment, head, metric, new Sink(batch, new Columns(segment, buffers)));
      }
    });
    pushed.read(
        metric,
        batch,
        (series, column) ->
            buffers
                .computeIfAbsent(series, id -> new SampleBuffer())
                .addAll(PUSHED, column.times(), null, column.values(), 0, column.size()));
    var list = new ArrayList<Series>();
    buffers.forEach((id, buffer) -> {
      var labels = buffer.size() == 0 ? null : catalog.index().labels(id);
      if (labels != null) {
        list.add(buffer.toSeries(labels));
      }
    });
    return list;
  }

  private void read(Segment segment, SegmentHead head, int metric, BlockReader.Sink sink) {
    database.read(connection -> {
      try (var read = new SegmentRead(connection, damage)) {
        read.columns(segment, head, metric, sink);
        return true;
      }
    });
  }

  /** Takes the samples of a segment that lie in the period. */
  private final class Columns {
    private final Segment segment;
    private final Map<Integer, SampleBuffer> buffers;

    Columns(Segment segment, Map<Integer, SampleBuffer> buffers) {
      this.segment = segment;
      this.buffers = buffers;
    }

    void take(int slot, int series, long[] scrapes, long @Nullable [] times, double[] values) {
      var buffer = buffers.computeIfAbsent(series, id -> new SampleBuffer());
      for (int i = 0; i < values.length; i++) {
        long time = times == null ? scrapes[i] : times[i];
        if (from <= time && time <= to) {
          buffer.add(segment.target(slot), scrapes[i], time, values[i]);
        }
      }
    }
  }

  /** Takes the wanted series' columns; without columns, notes which series there are. */
  private static final class Sink implements BlockReader.Sink {
    private final BitSet series;
    private final @Nullable Columns columns;

    Sink(BitSet series, @Nullable Columns columns) {
      this.series = series;
      this.columns = columns;
    }

    @Override
    public boolean wants(int slot, int id) {
      if (columns == null) {
        series.set(id);
        return false;
      }
      return series.get(id);
    }

    @Override
    public void column(int slot, int id, long[] scrapes, long @Nullable [] times, double[] values) {
      if (columns != null) {
        columns.take(slot, id, scrapes, times, values);
      }
    }
  }
}
