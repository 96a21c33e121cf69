package dev.muster.metrics;

/**
 * How much a page of the exposition format may hold before it is refused.
 *
 * @param lineBytes longest line
 * @param labels most labels of one series, the metric's name not counted
 * @param nameBytes longest name of a metric or label
 * @param valueBytes longest value of a label, as it stands on the page
 */
public record ExpositionLimits(int lineBytes, int labels, int nameBytes, int valueBytes) {
  /** Far above what any exporter in use writes. */
  public static final ExpositionLimits DEFAULT = new ExpositionLimits(64 * 1024, 64, 512, 8 * 1024);
}
