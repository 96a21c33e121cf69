package dev.muster.metrics;

/** What kind of family a {@code # TYPE} line announces. */
public enum MetricType {
  COUNTER,
  GAUGE,
  HISTOGRAM,
  SUMMARY,
  UNTYPED
}
