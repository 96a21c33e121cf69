package dev.muster.archive;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** What sealed samples take: all of them and, in the newest segments, those of each metric. */
final class SealedBytes {
  /** Of so many segments the metrics are looked at: of 200 clients at 15 s, those of five days. */
  private static final int SEGMENTS = 500;

  private final Connection connection;
  private final Map<Integer, Long> byMetric = new HashMap<>();
  private long all;

  private SealedBytes(Connection connection) {
    this.connection = connection;
  }

  static SealedBytes of(Connection connection) throws SQLException {
    var damage = new DamageLog((place, reason) -> {});
    var segments = SegmentTable.load(connection, damage);
    var bytes = new SealedBytes(connection);
    try (var read = new SegmentRead(connection, damage)) {
      for (int i = 0; i < segments.size(); i++) {
        bytes.add(read, segments.get(i), i >= segments.size() - SEGMENTS);
      }
    }
    return bytes;
  }

  private void add(SegmentRead read, Segment segment, boolean isNew) throws SQLException {
    if (!read.isCut(segment)) {
      var lengths = BlockTable.SCRAPED.lengths(connection, segment.id());
      all += lengths.values().stream().mapToLong(Long::longValue).sum();
      if (isNew) {
        lengths.forEach(this::add);
      }
      return;
    }
    all += SegmentParts.bytes(connection, segment.id());
    var head = isNew ? read.head(segment) : null;
    if (head != null) {
      add(Segment.TIMES, head.length());
      head.metrics().forEach(metric -> add(metric, head.place(metric).length()));
    }
  }

  private void add(int metric, long length) {
    byMetric.merge(metric, length, Long::sum);
  }

  /** Of all segments. */
  long all() {
    return all;
  }

  /** The metrics that take the most in the newest segments. */
  List<ArchiveStats.MetricBytes> largest(int count) throws SQLException {
    var names = new HashMap<Integer, String>();
    names.put(Segment.TIMES, "(times)");
    Rows.forEach(
        connection.prepareStatement("SELECT id, name FROM metric"),
        row -> names.put(row.getInt(1), row.getString(2)));
    return byMetric.entrySet().stream()
        .sorted(Map.Entry.<Integer, Long>comparingByValue().reversed())
        .limit(count)
        .map(bytes ->
            new ArchiveStats.MetricBytes(names.getOrDefault(bytes.getKey(), "?"), bytes.getValue()))
        .toList();
  }
}
