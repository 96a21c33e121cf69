package dev.muster.exporter.collector;

import io.prometheus.metrics.model.snapshots.MetricSnapshots;

/** Collects families for one scrape. Names are whole, as they stand on the page. */
public final class MetricPage {
  /** One family that takes a value per combination of label values. */
  public interface Family {
    Family add(double value, String... labelValues);
  }

  public void gauge(String name, String help, double value) {
    gaugeFamily(name, help).add(value);
  }

  public void counter(String name, String help, double value) {
    counterFamily(name, help).add(value);
  }

  public Family gaugeFamily(String name, String help, String... labelNames) {
    throw new UnsupportedOperationException(name + help + labelNames.length);
  }

  public Family counterFamily(String name, String help, String... labelNames) {
    throw new UnsupportedOperationException(name + help + labelNames.length);
  }

  public Family untypedFamily(String name, String help, String... labelNames) {
    throw new UnsupportedOperationException(name + help + labelNames.length);
  }

  /** What was added, ready for client_java's writers. Families without a value are left out. */
  public MetricSnapshots snapshots() {
    throw new UnsupportedOperationException();
  }
}
