package dev.muster.exporter.collector;

import io.prometheus.metrics.model.snapshots.CounterSnapshot;
import io.prometheus.metrics.model.snapshots.CounterSnapshot.CounterDataPointSnapshot;
import io.prometheus.metrics.model.snapshots.GaugeSnapshot;
import io.prometheus.metrics.model.snapshots.GaugeSnapshot.GaugeDataPointSnapshot;
import io.prometheus.metrics.model.snapshots.Labels;
import io.prometheus.metrics.model.snapshots.MetricMetadata;
import io.prometheus.metrics.model.snapshots.MetricSnapshot;
import io.prometheus.metrics.model.snapshots.MetricSnapshots;
import io.prometheus.metrics.model.snapshots.UnknownSnapshot;
import io.prometheus.metrics.model.snapshots.UnknownSnapshot.UnknownDataPointSnapshot;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;

/**
 * Collects families for one scrape. Names are whole, as they stand on the page: a counter's ends in
 * {@code _total}, a constant 1 with the facts in its labels is a gauge whose name ends in {@code
 * _info}.
 *
 * <p>A family asked for again under the same name, type and label names is the one that is there; a
 * second one of another shape is an {@link IllegalArgumentException} naming it, and so are label
 * values that the family already has.
 */
public final class MetricPage {
  /** One family that takes a value per combination of label values. */
  public interface Family {
    /**
     * Adds one value.
     *
     * @throws IllegalArgumentException if the label values are there already, or are not as many as
     *     the family's label names
     */
    Family add(double value, String... labelValues);
  }

  private enum Type {
    GAUGE,
    COUNTER,
    UNTYPED
  }

  private final Map<String, Rows> families = new LinkedHashMap<>();
  private final List<MetricSnapshot> whole = new ArrayList<>();

  public void gauge(String name, String help, double value) {
    gaugeFamily(name, help).add(value);
  }

  public void counter(String name, String help, double value) {
    counterFamily(name, help).add(value);
  }

  public Family gaugeFamily(String name, String help, String... labelNames) {
    return family(Type.GAUGE, name, help, labelNames);
  }

  /**
   * A family of counters.
   *
   * @throws IllegalArgumentException if the name does not end in {@code _total}
   */
  public Family counterFamily(String name, String help, String... labelNames) {
    if (!name.endsWith("_total")) {
      throw new IllegalArgumentException("counter " + name + " needs a name that ends in _total");
    }
    return family(Type.COUNTER, name, help, labelNames);
  }

  public Family untypedFamily(String name, String help, String... labelNames) {
    return family(Type.UNTYPED, name, help, labelNames);
  }

  /** A family made elsewhere, whose name no other has. */
  void add(MetricSnapshot family) {
    whole.add(family);
  }

  /** What was added, ready for client_java's writers. Families without a value are left out. */
  public MetricSnapshots snapshots() {
    List<MetricSnapshot> snapshots = new ArrayList<>(families.size());
    for (Rows family : families.values()) {
      if (!family.labels.isEmpty()) {
        snapshots.add(family.snapshot());
      }
    }
    snapshots.addAll(whole);
    return new MetricSnapshots(snapshots);
  }

  private Family family(Type type, String name, String help, String[] labelNames) {
    Rows known = families.get(name);
    if (known == null) {
      known = new Rows(type, name, help, labelNames);
      families.put(name, known);
    } else if (known.type != type || !Arrays.equals(known.labelNames, labelNames)) {
      throw new IllegalArgumentException(
          "family %s is there as %s, now asked for as %s: one name, one shape"
              .formatted(name, known.shape(), new Rows(type, name, help, labelNames).shape()));
    }
    return known;
  }

  private static final class Rows implements Family {
    private final Type type;
    private final String name;
    private final String help;
    private final String[] labelNames;
    private final List<Labels> labels = new ArrayList<>();
    private final List<Double> values = new ArrayList<>();
    private final Set<Labels> seen = new HashSet<>();

    Rows(Type type, String name, String help, String[] labelNames) {
      this.type = type;
      this.name = name;
      this.help = help;
      this.labelNames = labelNames;
    }

    @Override
    public Family add(double value, String... labelValues) {
      if (labelValues.length != labelNames.length) {
        throw new IllegalArgumentException(
            "family %s has %d labels, got %d values"
                .formatted(name, labelNames.length, labelValues.length));
      }
      Labels row = labelNames.length == 0 ? Labels.EMPTY : Labels.of(labelNames, labelValues);
      if (!seen.add(row)) {
        throw new IllegalArgumentException(
            "family %s got two values for %s".formatted(name, row.isEmpty() ? "no labels" : row));
      }
      labels.add(row);
      values.add(value);
      return this;
    }

    String shape() {
      return type + Arrays.toString(labelNames);
    }

    MetricSnapshot snapshot() {
      var metadata = new MetricMetadata(name, help);
      return switch (type) {
        case GAUGE ->
            new GaugeSnapshot(
                metadata, rows((value, row) -> new GaugeDataPointSnapshot(value, row, null)));
        case COUNTER ->
            new CounterSnapshot(
                metadata, rows((value, row) -> new CounterDataPointSnapshot(value, row, null, 0)));
        case UNTYPED ->
            new UnknownSnapshot(
                metadata, rows((value, row) -> new UnknownDataPointSnapshot(value, row, null)));
      };
    }

    private <P> List<P> rows(RowMaker<P> maker) {
      List<P> rows = new ArrayList<>(values.size());
      for (int i = 0; i < values.size(); i++) {
        rows.add(maker.make(Objects.requireNonNull(values.get(i)), labels.get(i)));
      }
      return rows;
    }

    private interface RowMaker<P> {
      P make(double value, Labels labels);
    }
  }
}
