package dev.muster.scraper;

import dev.muster.metrics.MetricType;

/**
 * What a page says of a family of metrics in its TYPE, HELP and UNIT lines.
 *
 * @param help "" where it has none
 * @param unit such as {@code seconds}; "" where it says none
 */
public record FamilyDescription(MetricType type, String help, String unit) {
  /** One without a unit. */
  public FamilyDescription(MetricType type, String help) {
    this(type, help, "");
  }
}
