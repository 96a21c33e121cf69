package dev.muster.exporter.collector;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.prometheus.metrics.model.snapshots.CounterSnapshot;
import io.prometheus.metrics.model.snapshots.CounterSnapshot.CounterDataPointSnapshot;
import io.prometheus.metrics.model.snapshots.GaugeSnapshot;
import io.prometheus.metrics.model.snapshots.GaugeSnapshot.GaugeDataPointSnapshot;
import io.prometheus.metrics.model.snapshots.Labels;
import io.prometheus.metrics.model.snapshots.MetricMetadata;
import io.prometheus.metrics.model.snapshots.MetricSnapshot;
import io.prometheus.metrics.model.snapshots.UnknownSnapshot;
import io.prometheus.metrics.model.snapshots.UnknownSnapshot.UnknownDataPointSnapshot;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A family that takes its values anew each scrape. A collector mostly adds the same rows in the
 * same order as the last time: then a row's text before the number, and where it stands among the
 * others, are known, and only the numbers are written anew.
 */
final class FamilyRows implements MetricPage.Family, PageFamily {
  private static final class Row {
    private final String[] labels;
    private final byte[] before;

    Row(String[] labels, byte[] before) {
      this.labels = labels;
      this.before = before;
    }
  }

  private final FamilyShape shape;
  private @Nullable Row[] rows = new Row[2];
  private double[] values = new double[2];
  private int count;
  private boolean asked;

  /** The rows so far, once one was not as the last time. */
  private @Nullable Set<List<String>> seen;

  /** Where the rows stand; for as many as it is long. */
  private int[] order = {};

  FamilyRows(FamilyShape shape) {
    this.shape = shape;
  }

  FamilyShape shape() {
    return shape;
  }

  /** Makes ready for another scrape. */
  void begin() {
    count = 0;
    asked = false;
    seen = null;
  }

  /** Whether the collector has asked for it this time. */
  boolean isAsked() {
    return asked;
  }

  FamilyRows ask() {
    asked = true;
    return this;
  }

  boolean isEmpty() {
    return count == 0;
  }

  @Override
  public String name() {
    return shape.name();
  }

  @Override
  public FamilyRows add(double value, String... labels) {
    if (labels.length != shape.labels()) {
      throw new IllegalArgumentException(
          "family %s has %d labels, got %d values"
              .formatted(shape.name(), shape.labels(), labels.length));
    }
    if (count == rows.length) {
      rows = Arrays.copyOf(rows, count * 2);
      values = Arrays.copyOf(values, count * 2);
    }
    Row known = rows[count];
    if (known == null || seen != null || !Arrays.equals(known.labels, labels)) {
      addNew(labels.clone());
    }
    values[count++] = value;
    return this;
  }

  private void addNew(String[] labels) {
    Set<List<String>> others = seen;
    if (others == null) {
      others = new HashSet<>();
      for (int i = 0; i < count; i++) {
        others.add(Arrays.asList(row(i).labels));
      }
      seen = others;
    }
    if (!others.add(Arrays.asList(labels))) {
      throw new IllegalArgumentException(
          "family %s got two values for %s".formatted(shape.name(), shape.describe(labels)));
    }
    rows[count] = new Row(labels, shape.line(labels).getBytes(UTF_8));
    order = new int[0];
  }

  private Row row(int index) {
    return Objects.requireNonNull(rows[index]);
  }

  @Override
  public void writeTo(PageBytes page, boolean openMetrics) {
    if (order.length != count) {
      order = sorted();
      Arrays.fill(rows, count, rows.length, null);
    }
    page.bytes(shape.head(openMetrics));
    for (int index : order) {
      page.bytes(row(index).before).numberLine(values[index]);
    }
  }

  private int[] sorted() {
    Integer[] indexes = new Integer[count];
    Arrays.setAll(indexes, i -> i);
    Arrays.sort(indexes, (a, b) -> shape.compare(row(a).labels, row(b).labels));
    int[] sorted = new int[count];
    Arrays.setAll(sorted, i -> indexes[i]);
    return sorted;
  }

  @Override
  public MetricSnapshot snapshot() {
    var about = new MetricMetadata(shape.name(), shape.help());
    return switch (shape.type()) {
      case GAUGE ->
          new GaugeSnapshot(
              about, points((value, labels) -> new GaugeDataPointSnapshot(value, labels, null)));
      case COUNTER ->
          new CounterSnapshot(
              about,
              points((value, labels) -> new CounterDataPointSnapshot(value, labels, null, 0)));
      case UNTYPED ->
          new UnknownSnapshot(
              about, points((value, labels) -> new UnknownDataPointSnapshot(value, labels, null)));
    };
  }

  private <P> List<P> points(PointMaker<P> maker) {
    List<P> points = new ArrayList<>(count);
    for (int i = 0; i < count; i++) {
      points.add(maker.make(values[i], shape.pairs(row(i).labels)));
    }
    return points;
  }

  private interface PointMaker<P> {
    P make(double value, Labels labels);
  }
}
