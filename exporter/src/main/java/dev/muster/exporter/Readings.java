package dev.muster.exporter;

import io.prometheus.metrics.model.snapshots.CounterSnapshot.CounterDataPointSnapshot;
import io.prometheus.metrics.model.snapshots.DataPointSnapshot;
import io.prometheus.metrics.model.snapshots.GaugeSnapshot.GaugeDataPointSnapshot;
import io.prometheus.metrics.model.snapshots.Labels;
import io.prometheus.metrics.model.snapshots.MetricSnapshot;
import io.prometheus.metrics.model.snapshots.MetricSnapshots;
import io.prometheus.metrics.model.snapshots.UnknownSnapshot.UnknownDataPointSnapshot;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** One reading of collectors, looked up by family and label; families without {@code _total}. */
final class Readings {
  /** A value and what it is of. */
  record Row(Labels labels, double value) {
    /** A label's value; "" where it has none. */
    String label(String name) {
      return Objects.requireNonNullElse(labels.get(name), "");
    }
  }

  private final Map<String, List<Row>> families = new HashMap<>();

  Readings(MetricSnapshots snapshots) {
    for (MetricSnapshot family : snapshots) {
      List<Row> rows = new ArrayList<>();
      for (DataPointSnapshot point : family.getDataPoints()) {
        rows.add(new Row(point.getLabels(), value(point)));
      }
      String name = family.getMetadata().getPrometheusName();
      families.put(name.endsWith("_total") ? name.substring(0, name.length() - 6) : name, rows);
    }
  }

  private static double value(DataPointSnapshot point) {
    return switch (point) {
      case GaugeDataPointSnapshot gauge -> gauge.getValue();
      case CounterDataPointSnapshot counter -> counter.getValue();
      case UnknownDataPointSnapshot unknown -> unknown.getValue();
      default -> Double.NaN;
    };
  }

  List<Row> rows(String family) {
    return families.getOrDefault(family, List.of());
  }

  /** The first one's value. */
  @Nullable Double value(String family) {
    List<Row> rows = rows(family);
    return rows.isEmpty() ? null : rows.getFirst().value();
  }

  /** The value of the first whose label has this value. */
  @Nullable Double value(String family, String label, String is) {
    for (Row row : rows(family)) {
      if (row.label(label).equals(is)) {
        return row.value();
      }
    }
    return null;
  }

  /** The value of the one with just these labels. */
  @Nullable Double value(String family, Labels labels) {
    for (Row row : rows(family)) {
      if (row.labels().equals(labels)) {
        return row.value();
      }
    }
    return null;
  }

  /** A label of the first one; null where there is none or it is empty. */
  @Nullable String text(String family, String label) {
    List<Row> rows = rows(family);
    return rows.isEmpty() || rows.getFirst().label(label).isEmpty()
        ? null
        : rows.getFirst().label(label);
  }
}
