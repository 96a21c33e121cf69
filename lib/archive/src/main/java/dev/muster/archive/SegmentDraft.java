package dev.muster.archive;

import dev.muster.metrics.Labels;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Consumer;

/** A segment in the making: columns of one target after the other, by metric. */
final class SegmentDraft {
  private final long id;
  private final Holdings.Due due;
  private final SeriesCatalog catalog;
  private final MetricNames metrics;
  private final TreeMap<Integer, BlockWriter> blocks = new TreeMap<>();
  private final TreeMap<Integer, long[]> times = new TreeMap<>();
  private final Set<Long> periods = new HashSet<>();
  private long members;
  private long own;
  private long first = Long.MAX_VALUE;
  private long last = Long.MIN_VALUE;

  SegmentDraft(long id, Holdings.Due due, SeriesCatalog catalog, MetricNames metrics) {
    this.id = id;
    this.due = due;
    this.catalog = catalog;
    this.metrics = metrics;
  }

  /**
   * Adds the scrapes of a target, by time; targets come in ascending order.
   *
   * @param numbering gives numbers to metrics
   */
  void add(int target, List<ScrapeRow> rows, Consumer<List<String>> numbering) {
    members |= Segment.bit(target);
    if (rows.isEmpty()) {
      return;
    }
    var columns = new TargetColumns(rows);
    times.put(Segment.slot(target), columns.times());
    first = Math.min(first, columns.first());
    last = Math.max(last, columns.last());
    periods.addAll(columns.periods());
    if (columns.hasOwnTimes()) {
      own |= Segment.bit(target);
    }
    var all = columns.columns();
    var names = names(all);
    numbering.accept(List.copyOf(new HashSet<>(names.values())));
    for (var column : all) {
      String name = names.get(column.series());
      Integer metric = name == null ? null : metrics.id(name);
      if (metric != null) {
        var block = blocks.computeIfAbsent(metric, number -> new BlockWriter());
        column.addTo(block, Segment.slot(target), rows.size());
      }
    }
  }

  /** The metrics of series; a series that the retention has dropped meanwhile has none. */
  private Map<Integer, String> names(List<TargetColumns.Column> columns) {
    var names = new HashMap<Integer, String>();
    for (var column : columns) {
      Labels labels = catalog.index().labels(column.series());
      if (labels != null) {
        names.put(column.series(), labels.metricName());
      }
    }
    return names;
  }

  /** The parts of its bytes by number, without their checksums. Empties the draft. */
  SortedMap<Integer, byte[]> parts() {
    int[] numbers = blocks.keySet().stream().mapToInt(Integer::intValue).toArray();
    var pieces = new ArrayList<byte[]>();
    while (!blocks.isEmpty()) {
      pieces.add(blocks.pollFirstEntry().getValue().toBytes());
    }
    pieces.addFirst(SegmentHead.encode(times, numbers, pieces));
    return SegmentParts.cut(pieces);
  }

  /** The periods of rollups that its samples lie in; not to be changed. */
  Set<Long> periods() {
    return periods;
  }

  Segment segment() {
    long start = due.window().start();
    boolean isEmpty = times.isEmpty();
    long lastRow = 0;
    for (long row : due.allRows()) {
      lastRow = Math.max(lastRow, row);
    }
    return new Segment(
        id,
        due.group(),
        members,
        own,
        start,
        due.window().end(),
        isEmpty ? start : first,
        isEmpty ? start : last,
        lastRow);
  }
}
