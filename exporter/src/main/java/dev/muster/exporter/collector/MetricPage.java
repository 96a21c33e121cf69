package dev.muster.exporter.collector;

import io.prometheus.metrics.model.snapshots.MetricSnapshot;
import io.prometheus.metrics.model.snapshots.MetricSnapshots;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Collects families, scrape after scrape. Names are whole, as they stand on the page: a counter's
 * ends in {@code _total}, a constant 1 with the facts in its labels is a gauge whose name ends in
 * {@code _info}.
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

  private final Map<String, FamilyRows> families = new LinkedHashMap<>();
  private final List<PageFamily> whole = new ArrayList<>();

  /** Forgets the values, for another scrape; how the families look is kept for it. */
  public void begin() {
    families.values().forEach(FamilyRows::begin);
    whole.clear();
  }

  public void gauge(String name, String help, double value) {
    gaugeFamily(name, help).add(value);
  }

  public void counter(String name, String help, double value) {
    counterFamily(name, help).add(value);
  }

  public Family gaugeFamily(String name, String help, String... labelNames) {
    return family(FamilyShape.Type.GAUGE, name, help, labelNames);
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
    return family(FamilyShape.Type.COUNTER, name, help, labelNames);
  }

  public Family untypedFamily(String name, String help, String... labelNames) {
    return family(FamilyShape.Type.UNTYPED, name, help, labelNames);
  }

  /** A family made elsewhere, whose name no other has. */
  void add(MetricSnapshot family) {
    whole.add(new SnapshotFamily(family));
  }

  /** What was added, as long as nothing more is; families without a value are left out. */
  public List<PageFamily> families() {
    List<PageFamily> shown = new ArrayList<>(families.size() + whole.size());
    boolean stale = false;
    for (FamilyRows family : families.values()) {
      stale |= !family.isAsked();
      if (!family.isEmpty()) {
        shown.add(family);
      }
    }
    if (stale) {
      families.values().removeIf(family -> !family.isAsked());
    }
    shown.addAll(whole);
    return shown;
  }

  /** The same, ready for client_java's writers. */
  public MetricSnapshots snapshots() {
    return new MetricSnapshots(families().stream().map(PageFamily::snapshot).toList());
  }

  private Family family(FamilyShape.Type type, String name, String help, String[] labelNames) {
    FamilyRows known = families.get(name);
    if (known == null || (!known.isAsked() && !known.shape().is(type, labelNames))) {
      known = new FamilyRows(new FamilyShape(type, name, help, labelNames));
      families.put(name, known);
    } else if (!known.shape().is(type, labelNames)) {
      throw new IllegalArgumentException(
          "family %s is there as %s, now asked for as %s: one name, one shape"
              .formatted(
                  name,
                  known.shape().describe(),
                  new FamilyShape(type, name, help, labelNames).describe()));
    }
    return known.ask();
  }
}
