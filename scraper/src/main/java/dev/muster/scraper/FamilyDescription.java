package dev.muster.scraper;

import dev.muster.metrics.MetricType;

/**
 * What a page says of a family of metrics in its TYPE and HELP lines.
 *
 * @param help "" where it has none
 */
public record FamilyDescription(MetricType type, String help) {}
