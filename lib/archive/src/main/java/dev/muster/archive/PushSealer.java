package dev.muster.archive;

import dev.muster.sqlite.Database;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.atomic.AtomicLong;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Turns head rows of pushed samples into segments of their period, in the background: a segment and
 * what it replaces change places in one transaction.
 */
final class PushSealer {
  private static final Logger LOG = LoggerFactory.getLogger(PushSealer.class);

  /** How long after a period's end its last samples may take to arrive. */
  private static final long LATE_MILLIS = Duration.ofMinutes(2).toMillis();

  /** How long samples wait that came after that, so that there are more of them. */
  private static final long GATHER_MILLIS = Duration.ofMinutes(10).toMillis();

  private static final int MOST_ROWS = 512;
  private static final long MOST_SAMPLES = 1 << 18;

  /** Head rows of all periods; more are sealed at once, those of the fullest periods first. */
  private static final int MOST_HEAD_ROWS = 50_000;

  private final Database database;
  private final InstantSource clock;
  private final SeriesCatalog catalog;
  private final MetricNames metrics;
  private final PushHoldings holdings;
  private final DamageLog damage;
  private final PushQueue queue;
  private final AtomicLong newest = new AtomicLong();
  private volatile boolean closed;

  PushSealer(
      Database database,
      InstantSource clock,
      SeriesCatalog catalog,
      MetricNames metrics,
      PushHoldings holdings,
      PushQueue queue,
      DamageLog damage) {
    this.database = database;
    this.clock = clock;
    this.catalog = catalog;
    this.metrics = metrics;
    this.holdings = holdings;
    this.queue = queue;
    this.damage = damage;
  }

  /** Says that a number of a segment was given. */
  void used(long segment) {
    newest.accumulateAndGet(segment, Math::max);
  }

  /** A number for a new segment; none is given twice. */
  long nextSegment() {
    return newest.incrementAndGet();
  }

  /** Seals what is due; how many segments that made. */
  synchronized int run() {
    int made = 0;
    for (var pending : holdings.pending()) {
      if (isDue(pending, clock.millis())) {
        made += seal(pending);
      }
    }
    while (holdings.rows() > MOST_HEAD_ROWS && !closed) {
      made += sealFullest();
    }
    return made;
  }

  /** Seals all samples of periods before this one. */
  synchronized void runBefore(long period) {
    for (var pending : holdings.pending()) {
      if (pending.period() < period) {
        seal(pending);
      }
    }
  }

  private static boolean isDue(PushHoldings.Pending pending, long now) {
    if (pending.rows().size() >= MOST_ROWS || pending.samples() >= MOST_SAMPLES) {
      return true;
    }
    long end = (pending.period() + 1) * RollupStep.PERIOD_MILLIS;
    boolean inTime = pending.oldestArrival() <= end + LATE_MILLIS;
    return now >= end + LATE_MILLIS && (inTime || now >= pending.oldestArrival() + GATHER_MILLIS);
  }

  private int sealFullest() {
    int made = 0;
    var pending = new ArrayList<>(holdings.pending());
    pending.sort((a, b) -> Integer.compare(b.rows().size(), a.rows().size()));
    for (var fullest : pending) {
      if (holdings.rows() > MOST_HEAD_ROWS / 2 && !closed) {
        made += seal(fullest);
      }
    }
    return made;
  }

  private int seal(PushHoldings.Pending pending) {
    int made = 0;
    var part = new ArrayList<PushRow>();
    long samples = 0;
    for (var row : pending.rows()) {
      if (!part.isEmpty() && (part.size() >= MOST_ROWS || samples + row.samples() > MOST_SAMPLES)) {
        made += seal(pending.period(), part);
        part.clear();
        samples = 0;
      }
      part.add(row);
      samples += row.samples();
    }
    return made + seal(pending.period(), part);
  }

  /** One transaction: what the rows hold is a few megabytes. */
  private int seal(long period, List<PushRow> some) {
    if (closed || some.isEmpty()) {
      return 0;
    }
    var rows = List.copyOf(some);
    var blocks = new TreeMap<Integer, byte[]>();
    var draft = new PushDraft(new RowSource(read(rows)));
    draft.write((bytes, metric) -> blocks.put(metric, bytes));
    long version = holdings.version() + 1;
    var segment = draft.segment(nextSegment(), period);
    database.writeAndWait(
        connection -> {
          for (var block : blocks.entrySet()) {
            BlockTable.PUSHED.insert(connection, segment.id(), block.getKey(), block.getValue());
          }
          if (!draft.isEmpty()) {
            PushSegmentTable.insert(connection, segment);
            RollupDue.addPushed(connection, segment);
          }
          PushSegmentTable.setVersion(connection, version);
          return queue.sealed(connection, rows);
        },
        kept -> {
          queue.kept(kept);
          holdings.moved(version, segment, rows, List.of());
        });
    LOG.debug("msg=\"pushes sealed\" segment={} rows={}", segment.id(), rows.size());
    return 1;
  }

  private SortedMap<Integer, PushColumn> read(List<PushRow> rows) {
    return database.read(connection -> {
      var parts = new TreeMap<Integer, List<PushColumn>>();
      PushTable.read(
          connection,
          rows,
          series -> true,
          damage,
          (series, column) -> parts.computeIfAbsent(series, id -> new ArrayList<>()).add(column));
      var columns = new TreeMap<Integer, PushColumn>();
      parts.forEach((series, list) -> columns.put(series, PushColumn.all(list)));
      return columns;
    });
  }

  /** Columns of head rows in memory, by metric. */
  private final class RowSource implements PushDraft.Source {
    private final SortedMap<Integer, SortedMap<Integer, PushColumn>> byMetric = new TreeMap<>();

    RowSource(SortedMap<Integer, PushColumn> columns) {
      var names = new HashMap<Integer, String>();
      for (int series : columns.keySet()) {
        // One that the retention has dropped meanwhile has none.
        var labels = catalog.index().labels(series);
        if (labels != null) {
          names.put(series, labels.metricName());
        }
      }
      number(List.copyOf(new TreeSet<>(names.values())));
      columns.forEach((series, column) -> {
        String name = names.get(series);
        Integer metric = name == null ? null : metrics.id(name);
        if (metric != null) {
          byMetric.computeIfAbsent(metric, id -> new TreeMap<>()).put(series, column);
        }
      });
    }

    private void number(List<String> names) {
      if (!metrics.knowsAll(names)) {
        database.writeAndWait(c -> metrics.resolve(c, names), metrics::remember);
      }
    }

    @Override
    public SortedSet<Integer> metrics() {
      return new TreeSet<>(byMetric.keySet());
    }

    @Override
    public SortedMap<Integer, PushColumn> columns(int metric) {
      return byMetric.getOrDefault(metric, new TreeMap<>());
    }
  }

  void close() {
    closed = true;
  }
}
