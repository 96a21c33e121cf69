package dev.muster.archive;

import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.ToDoubleFunction;
import java.util.stream.Collectors;

/** Makes a file what version 6 would have written: blocks that are rows, rollups that are texts. */
final class Version6 {
  private record Rollup(RollupStep step, long chunk, long series, RollupRow row) {}

  private Version6() {}

  /** Changes the file of an archive that is closed. */
  static void write(Path file) throws SQLException {
    try (var connection = DriverManager.getConnection("jdbc:sqlite:" + file)) {
      connection.setAutoCommit(false);
      var damage = new DamageLog();
      for (var segment : SegmentTable.load(connection, damage)) {
        writeBlocks(connection, segment, damage);
      }
      var rollups = rollups(connection);
      try (var insert = RollupTable.saving(connection)) {
        for (var rollup : rollups) {
          RollupTable.save(
              insert, rollup.step(), rollup.chunk(), rollup.series(), texts(rollup.row()));
        }
      }
      try (var statement = connection.createStatement()) {
        Version8.write(statement);
        statement.executeUpdate("DROP TABLE push_sealed; PRAGMA user_version = 6;");
      }
      connection.commit();
      if (damage.count() > 0) {
        throw new IllegalStateException("the file is damaged");
      }
    }
  }

  private static void writeBlocks(Connection connection, Segment segment, DamageLog damage)
      throws SQLException {
    var rows = new TreeMap<Integer, byte[]>();
    try (var read = new SegmentRead(connection, damage);
        var parts = new SegmentParts(connection)) {
      var head = read.head(segment);
      if (head == null) {
        return;
      }
      rows.put(Segment.TIMES, row(SegmentTimes.FORMAT, SegmentTimes.encode(times(head.times()))));
      for (int metric : head.metrics()) {
        var place = head.place(metric);
        byte[] block = parts.read(segment.id(), place.from(), place.length());
        rows.put(metric, row(BlockReader.FORMAT, block));
      }
    }
    BlockTable.SCRAPED.drop(connection, segment.id(), Segment.GREATEST_METRIC);
    for (var row : rows.entrySet()) {
      BlockTable.SCRAPED.insert(connection, segment.id(), row.getKey(), row.getValue());
    }
  }

  private static SortedMap<Integer, long[]> times(SegmentTimes times) {
    var bySlot = new TreeMap<Integer, long[]>();
    for (int slot = 0; slot < Segment.TARGETS; slot++) {
      if (times.count(slot) > 0) {
        bySlot.put(slot, times.of(slot));
      }
    }
    return bySlot;
  }

  private static byte[] row(int format, byte[] bytes) {
    var row = new byte[1 + bytes.length];
    row[0] = (byte) format;
    System.arraycopy(bytes, 0, row, 1, bytes.length);
    return row;
  }

  private static List<Rollup> rollups(Connection connection) throws SQLException {
    var all = new ArrayList<Rollup>();
    for (var step : RollupStep.values()) {
      var query =
          connection.prepareStatement(
              "SELECT chunk, series, " + RollupTable.COLUMNS + " FROM rollup WHERE step = ?");
      query.setInt(1, step.seconds());
      Rows.forEach(
          query,
          row ->
              all.add(
                  new Rollup(
                      step, row.getLong(1), row.getLong(2), RollupTable.stored(row, 3).row())));
    }
    return all;
  }

  private static RollupRow texts(RollupRow row) {
    var list = row.list();
    return new RollupRow(
        row.windows(),
        text(list, RollupWindow::count),
        text(list, RollupWindow::last),
        row.min() == null ? null : text(list, RollupWindow::min),
        row.max() == null ? null : text(list, RollupWindow::max),
        row.sum() == null ? null : text(list, RollupWindow::sum),
        row.increase() == null ? null : text(list, RollupWindow::increase));
  }

  /** A number where all are the same, whole numbers from a base on, or the numbers. */
  private static Object text(List<RollupWindow> list, ToDoubleFunction<RollupWindow> of) {
    double[] values = list.stream().mapToDouble(of).toArray();
    if (Arrays.stream(values).distinct().count() == 1 && !Double.isNaN(values[0])) {
      return values[0];
    }
    if (Arrays.stream(values).allMatch(v -> Math.rint(v) == v && Math.abs(v) < 1e15)) {
      return Arrays.stream(values)
          .mapToObj(v -> Long.toString((long) v - 3))
          .collect(Collectors.joining(",", "[1,3,", "]"));
    }
    return Arrays.stream(values)
        .mapToObj(Version6::json)
        .collect(Collectors.joining(",", "[0,0,", "]"));
  }

  private static String json(double value) {
    if (Double.isNaN(value)) {
      return "null";
    }
    return Double.isInfinite(value) ? (value > 0 ? "9e999" : "-9e999") : Double.toString(value);
  }
}
