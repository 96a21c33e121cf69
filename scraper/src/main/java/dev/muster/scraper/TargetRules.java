package dev.muster.scraper;

import dev.muster.fleet.Client;
import dev.muster.fleet.PageLimits;
import dev.muster.fleet.PageRules;
import dev.muster.fleet.ScrapeSettings;
import dev.muster.metrics.ExpositionLimits;
import dev.muster.metrics.Labels;
import dev.muster.metrics.Matcher;

/**
 * What of a client's page is kept, and how much may be on it.
 *
 * @param limits none of them unsaid
 */
record TargetRules(PageRules page, PageLimits limits, Matcher keep, Matcher drop) {
  private static final String ALL = ".*";

  static TargetRules of(Client client, ScrapeSettings settings) {
    var page = client.page();
    return new TargetRules(
        page,
        page.limits().within(settings.limits()),
        Matcher.of(Labels.NAME, Matcher.Type.REGEX, page.keep().isEmpty() ? ALL : page.keep()),
        Matcher.of(Labels.NAME, Matcher.Type.NOT_REGEX, page.drop()));
  }

  /** Whether a page read by these comes to the same by the others. */
  boolean agrees(TargetRules others) {
    return page.equals(others.page) && limits.equals(others.limits);
  }

  boolean keeps(Labels series) {
    String name = series.metricName();
    return keep.matches(name) && drop.matches(name);
  }

  ExpositionLimits exposition() {
    return new ExpositionLimits(
        ExpositionLimits.DEFAULT.lineBytes(),
        limits.labels(),
        limits.labelNameBytes(),
        limits.labelValueBytes());
  }
}
