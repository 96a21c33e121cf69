package dev.muster.archive;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.muster.metrics.Selection;
import dev.muster.metrics.Series;
import java.nio.file.Path;
import java.sql.DriverManager;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/** Rollups as a view shows them, and what they should be, by labels and window. */
final class Rollups {
  private Rollups() {}

  /** A row of a view; NaN where a number is NULL. */
  record Row(double min, double max, double sum, long count, double last, double increase) {}

  static Map<String, Row> rows(Path file, String view) throws Exception {
    var rows = new HashMap<String, Row>();
    try (var connection = DriverManager.getConnection("jdbc:sqlite:" + file)) {
      Rows.forEach(
          connection.prepareStatement(
              "SELECT labels, time, min, max, sum, count, last, increase FROM " + view),
          row -> {
            var all = new double[6];
            for (int i = 0; i < 6; i++) {
              var number = Rows.nullableDouble(row, 3 + i);
              all[i] = number == null ? Double.NaN : number;
            }
            var before =
                rows.put(
                    row.getString(1) + " " + row.getLong(2),
                    new Row(all[0], all[1], all[2], (long) all[3], all[4], all[5]));
            assertThat(before).as("a window twice").isNull();
          });
    }
    return rows;
  }

  /** The same from raw samples, one window after the other. */
  static Map<String, Row> expected(Archive archive, RollupStep step) {
    var rows = new HashMap<String, Row>();
    for (var series : archive.select(new Selection(List.of(), 0, Long.MAX_VALUE, 10_000_000))) {
      expected(step, series, rows);
    }
    return rows;
  }

  private static void expected(RollupStep step, Series series, Map<String, Row> rows) {
    boolean counter = series.labels().metricName().endsWith("_total");
    double before = Double.NaN;
    long lastPeriod = 0;
    for (int i = 0; i < series.size(); i++) {
      double value = series.values()[i];
      long time = series.timesMillis()[i];
      if (Double.isNaN(value)) {
        continue;
      }
      long window = time / step.millis() * step.seconds();
      // A gap of more than a whole chunk: what the counter grew from is not known.
      double from = RollupStep.period(time) - lastPeriod > 1 ? Double.NaN : before;
      double grown = Double.isNaN(from) ? 0 : value < from ? value : value - from;
      var row = new Row(value, value, value, 1, value, counter ? grown : Double.NaN);
      rows.merge(
          LabelsText.write(series.labels()) + " " + window,
          row,
          (a, b) ->
              new Row(
                  Math.min(a.min, b.min),
                  Math.max(a.max, b.max),
                  a.sum + b.sum,
                  a.count + b.count,
                  b.last,
                  a.increase + b.increase));
      before = value;
      lastPeriod = RollupStep.period(time);
    }
  }

  static void assertSame(Map<String, Row> found, Map<String, Row> wanted) {
    assertThat(found.keySet()).isEqualTo(wanted.keySet());
    wanted.forEach((key, row) -> {
      var is = Objects.requireNonNull(found.get(key));
      assertThat(is.count).as(key).isEqualTo(row.count);
      assertClose(key, is.min, row.min);
      assertClose(key, is.max, row.max);
      assertClose(key, is.last, row.last);
      assertClose(key, is.sum, row.sum);
      assertClose(key, is.increase, row.increase);
    });
  }

  /** SQLite reads numbers of 17 digits to within its last ones. */
  private static void assertClose(String key, double is, double wanted) {
    if (Double.isFinite(wanted)) {
      assertThat(is).as(key).isCloseTo(wanted, within(1e-12 + 1e-11 * Math.abs(wanted)));
    } else {
      assertThat(Double.valueOf(is)).as(key).isEqualTo(Double.valueOf(wanted));
    }
  }
}
