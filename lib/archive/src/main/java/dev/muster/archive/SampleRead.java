package dev.muster.archive;

import dev.muster.metrics.Labels;
import dev.muster.metrics.Selection;
import dev.muster.metrics.Series;
import dev.muster.metrics.TooManySamplesException;
import dev.muster.metrics.Windows;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/** One selection being answered. */
final class SampleRead {
  /** How long a commit may take to be known here, in tries of a millisecond. */
  private static final int TRIES = 60_000;

  /** Beside a scraped sample, a pushed one does not stand. */
  private static final int PUSHED = Integer.MAX_VALUE;

  private final SampleReader store;
  private final long from;
  private final long to;
  private final int maxSamples;
  private final BitSet wanted;
  private final Map<Integer, Plan> plans = new TreeMap<>();
  private final @Nullable Windows windows;
  private final boolean newestOnly;

  /** What came row by row. */
  private final Map<Integer, SampleBuffer> found = new HashMap<>();

  /** What came in columns, before it is decoded. */
  private final Map<Integer, List<Columns.Part>> packed = new HashMap<>();

  private final Map<Integer, Projection> projections = new HashMap<>();
  private long samples;

  SampleRead(SampleReader store, Selection selection, BitSet wanted) {
    this.store = store;
    this.from = selection.fromMillis();
    this.to = selection.toMillis();
    this.maxSamples = selection.maxSamples();
    this.windows = selection.windows();
    this.newestOnly = selection.newestOnly();
    this.wanted = wanted;
  }

  /** What is known of one target before the file is asked. */
  private record Plan(Targets.Target target, RecentWindow.Part recent) {}

  /** Where the wanted series stand in a set, and where their samples go. */
  private static final class Projection {
    private final int[] positions;
    private final SampleBuffer[] buffers;

    Projection(int[] positions, SampleBuffer[] buffers) {
      this.positions = positions;
      this.buffers = buffers;
    }

    boolean isEmpty() {
      return positions.length == 0;
    }

    /** The wanted series of the set. */
    IntStream members(StoredSet set) {
      return Arrays.stream(positions).map(position -> set.members()[position]);
    }
  }

  List<Series> run() {
    var list = new ArrayList<Series>();
    read();
    series(SampleBuffer::new, list::add);
    return list;
  }

  /**
   * Hands the series over in the order of their labels, each decoded when it is its turn, in one
   * array after the other.
   */
  void forEach(Consumer<Series> sink) {
    read();
    var buffer = new SampleBuffer();
    series(
        () -> {
          buffer.clear();
          return buffer;
        },
        sink);
  }

  private void read() {
    // The window first: what leaves it meanwhile is in the file that is read after.
    var asks = new ArrayList<Holdings.Ask>();
    for (var target : store.targets.all()) {
      if (mayHold(target)) {
        var plan = new Plan(target, store.window.read(target.id(), from, to));
        plans.put(target.id(), plan);
        boolean isInWindow =
            from >= plan.recent().completeFrom() || (newestOnly && holdsNewest(plan));
        if (target.ownTimes() || !isInWindow) {
          asks.add(new Holdings.Ask(target.id(), plainTo(plan)));
        }
      }
    }
    if (!asks.isEmpty()) {
      readFile(asks);
    }
    plans.values().forEach(this::takeRecent);
    long kept = Math.max(from, store.expiredBefore());
    store.pushed.read(wanted, this::wantedMetrics, kept, to, this::takePushed);
  }

  /** Whether the window has a sample of each wanted series that the target may have. */
  private boolean holdsNewest(Plan plan) {
    var sets = new HashSet<Integer>();
    var series = new BitSet();
    for (var row : plan.recent().rows()) {
      if (sets.add(row.set().id())) {
        projection(row.set()).members(row.set()).forEach(series::set);
      }
    }
    for (int set : store.uses.of(plan.target().id(), from, to)) {
      var members = sets.contains(set) ? null : store.catalog.cached(set);
      boolean isKnown =
          sets.contains(set)
              || (members != null && projection(members).members(members).allMatch(series::get));
      if (!isKnown) {
        return false;
      }
    }
    return !sets.isEmpty();
  }

  /** Up to when samples with the scrape's time are read from the file. */
  private long plainTo(Plan plan) {
    long completeFrom = plan.recent().completeFrom();
    return completeFrom == Long.MIN_VALUE ? completeFrom : Math.min(to, completeFrom - 1);
  }

  private boolean mayHold(Targets.Target target) {
    var sets =
        target.ownTimes()
            ? store.uses.of(target.id(), Long.MIN_VALUE, Long.MAX_VALUE)
            : store.uses.of(target.id(), from, to);
    for (int set : sets) {
      var members = store.catalog.cached(set);
      if (members == null || !projection(members).isEmpty()) {
        return true;
      }
    }
    return false;
  }

  private void readFile(List<Holdings.Ask> asks) {
    for (int tries = 0; !store.database.read(c -> read(c, asks)); tries++) {
      // Scrapes were moved between what is known and what the file shows: a moment later both fit.
      if (tries == TRIES) {
        throw new IllegalStateException("the archive changes faster than it can be read");
      }
      LockSupport.parkNanos(1_000_000);
    }
  }

  private boolean read(Connection connection, List<Holdings.Ask> asks) throws SQLException {
    long version = SegmentTable.version(connection);
    var view = store.holdings.view(version, asks, from, to);
    if (view == null) {
      return false;
    }
    if (view.oldRows()) {
      for (var ask : asks) {
        readOld(connection, ask);
      }
    }
    readSegments(connection, view, asks);
    for (var rows : view.rows().entrySet()) {
      store.scrapes.read(connection, rows.getValue(), this::takeStored);
    }
    return true;
  }

  private void readOld(Connection connection, Holdings.Ask ask) throws SQLException {
    int target = ask.target();
    store.oldScrapes.read(connection, target, from, ask.plainTo(), this::takeStored);
    store.oldScrapes.readOwnTimes(connection, target, from, to, this::takeStored);
  }

  private void readSegments(Connection connection, Holdings.View view, List<Holdings.Ask> asks)
      throws SQLException {
    if (view.segments().isEmpty()) {
      return;
    }
    var metrics = wantedMetrics();
    var plainTo = new HashMap<Integer, Long>();
    asks.forEach(ask -> plainTo.put(ask.target(), ask.plainTo()));
    try (var read = new SegmentRead(connection, store.damage)) {
      for (var segment : view.segments()) {
        boolean isSeen = windows == null || windows.touch(segment.first(), segment.last());
        var head = isSeen ? read.head(segment) : null;
        if (head != null) {
          for (int metric : metrics) {
            read.columns(segment, head, metric, new Columns(segment, metric, plainTo));
          }
        }
      }
    }
  }

  /** The metrics of the wanted series, by number. */
  private Set<Integer> wantedMetrics() {
    var metrics = new TreeSet<Integer>();
    String before = null;
    for (int id = wanted.nextSetBit(0); id >= 0; id = wanted.nextSetBit(id + 1)) {
      var labels = store.catalog.index().labels(id);
      String name = labels == null ? null : labels.metricName();
      Integer metric = name == null || name.equals(before) ? null : store.metrics.id(name);
      if (metric != null) {
        metrics.add(metric);
      }
      before = name;
    }
    return metrics;
  }

  /** Takes wanted columns of a segment, as far as they lie in the range. */
  private final class Columns implements BlockReader.Sink {
    /** A column that waits to be decoded. */
    private final class Part {
      private final int slot;
      private final PackedColumn column;

      Part(int slot, PackedColumn column) {
        this.slot = slot;
        this.column = column;
      }

      int most() {
        return column.most();
      }

      void addTo(SampleBuffer buffer) {
        int target = segment.target(slot);
        try {
          if (column.isPlain() && isWithin(target)) {
            buffer.addPlain(target, column);
            count(column.most());
          } else {
            take(target, column.decode(), buffer);
          }
        } catch (DamagedBlobException e) {
          store.damage.found(SegmentRead.place(metric, segment), String.valueOf(e.getMessage()));
        }
      }
    }

    private final Segment segment;
    private final int metric;
    private final Map<Integer, Long> plainTo;
    private final long expired = store.expiredBefore();

    Columns(Segment segment, int metric, Map<Integer, Long> plainTo) {
      this.segment = segment;
      this.metric = metric;
      this.plainTo = plainTo;
    }

    @Override
    public boolean wants(int slot, int series) {
      return wanted.get(series) && plainTo.containsKey(segment.target(slot));
    }

    @Override
    public void packed(int slot, int series, PackedColumn column) {
      packed.computeIfAbsent(series, id -> new ArrayList<>()).add(new Part(slot, column.alone()));
    }

    @Override
    public void column(
        int slot, int series, long[] scrapes, long @Nullable [] times, double[] values) {
      throw new IllegalStateException("columns are taken before they are decoded");
    }

    /** Whether all samples of a target with the scrapes' times are wanted. */
    private boolean isWithin(int target) {
      return segment.first() >= Math.max(from, expired)
          && segment.last() <= to
          && segment.last() <= plainTo.getOrDefault(target, to);
    }

    private void take(int target, PackedColumn.Column column, SampleBuffer buffer) {
      long[] scrapes = column.scrapes();
      long[] times = column.times();
      if (times == null) {
        int begin = place(scrapes, Math.max(from, expired));
        // Where own times are about, the window may lack scrapes: what comes twice stands once.
        boolean hasOwn = (segment.own() & Segment.bit(target)) != 0;
        long last = hasOwn ? to : plainTo.getOrDefault(target, to);
        int end = last == Long.MAX_VALUE ? scrapes.length : place(scrapes, last + 1);
        count(Math.max(0, end - begin));
        buffer.addAll(target, scrapes, null, column.values(), begin, end);
        return;
      }
      for (int i = place(scrapes, expired); i < times.length; i++) {
        if (from <= times[i] && times[i] <= to) {
          count(1);
          buffer.add(target, scrapes[i], times[i], column.values()[i]);
        }
      }
    }

    private static int place(long[] times, long time) {
      int place = Arrays.binarySearch(times, time);
      return place < 0 ? -place - 1 : place;
    }
  }

  private void takePushed(int series, PushColumn column) {
    count(column.size());
    found
        .computeIfAbsent(series, id -> new SampleBuffer())
        .addAll(PUSHED, column.times(), null, column.values(), 0, column.size());
  }

  private void takeRecent(Plan plan) {
    var rows = plan.recent().rows();
    for (var row : newestOnly ? newestOfEachSet(rows) : rows) {
      var projection = projection(row.set());
      count(projection.positions.length);
      for (int i = 0; i < projection.positions.length; i++) {
        double value = row.value(projection.positions[i]);
        projection.buffers[i].add(plan.target().id(), row.time(), row.time(), value);
      }
    }
  }

  private static Collection<RecentWindow.Row> newestOfEachSet(List<RecentWindow.Row> rows) {
    var newest = new LinkedHashMap<Integer, RecentWindow.Row>();
    rows.forEach(row -> newest.putLast(row.set().id(), row));
    return newest.values();
  }

  private void takeStored(ScrapeRow row) {
    if (row.time() < store.expiredBefore()) {
      return;
    }
    var projection = projection(row.set());
    for (int i = 0; i < projection.positions.length; i++) {
      int position = projection.positions[i];
      long at = row.time(position);
      if (from <= at && at <= to) {
        count(1);
        projection.buffers[i].add(row.target(), row.time(), at, row.values()[position]);
      }
    }
  }

  private void count(int more) {
    samples += more;
    if (samples > maxSamples) {
      throw new TooManySamplesException(maxSamples);
    }
  }

  private Projection projection(StoredSet set) {
    return projections.computeIfAbsent(set.id(), id -> project(set));
  }

  private Projection project(StoredSet set) {
    int[] members = set.members();
    var positions = new ArrayList<Integer>();
    for (int i = 0; i < members.length; i++) {
      if (wanted.get(members[i])) {
        positions.add(i);
      }
    }
    var buffers = new SampleBuffer[positions.size()];
    for (int i = 0; i < buffers.length; i++) {
      buffers[i] = found.computeIfAbsent(members[positions.get(i)], series -> new SampleBuffer());
    }
    return new Projection(positions.stream().mapToInt(Integer::intValue).toArray(), buffers);
  }

  private record Found(int id, Labels labels) {}

  private void series(Supplier<SampleBuffer> buffers, Consumer<Series> sink) {
    var ids = new TreeSet<>(found.keySet());
    ids.addAll(packed.keySet());
    var all = new ArrayList<Found>(ids.size());
    for (int id : ids) {
      var labels = store.catalog.index().labels(id);
      if (labels != null) {
        all.add(new Found(id, labels));
      }
    }
    all.sort(Comparator.comparing(Found::labels));
    for (var one : all) {
      var buffer = samples(one.id(), buffers);
      if (buffer.size() > 0) {
        sink.accept(buffer.toSeries(one.labels()));
      }
    }
  }

  /** All samples of a series, which is then forgotten here. */
  private SampleBuffer samples(int series, Supplier<SampleBuffer> buffers) {
    var rows = found.remove(series);
    var columns = packed.remove(series);
    if (columns == null) {
      return rows == null ? buffers.get() : rows;
    }
    int most = rows == null ? 0 : rows.size();
    for (var column : columns) {
      most += column.most();
    }
    var buffer = buffers.get();
    buffer.reserve(Math.min(most, maxSamples));
    columns.forEach(column -> column.addTo(buffer));
    if (rows != null) {
      buffer.addAll(rows);
    }
    return buffer;
  }
}
