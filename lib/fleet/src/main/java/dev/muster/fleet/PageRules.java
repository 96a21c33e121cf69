package dev.muster.fleet;

/**
 * What is kept of a client's metrics page.
 *
 * @param limits its own; where they are silent those of {@link ScrapeSettings} hold
 * @param honorLabels whether a label of the page wins over the target's of the same name, rather
 *     than being renamed to {@code exported_NAME}
 * @param honorTimestamps whether times that the page gives its samples are kept
 * @param keep a regular expression (RE2) for the names of the metrics to keep; "" for all
 * @param drop one for those to drop, also of those kept; "" for none
 */
public record PageRules(
    PageLimits limits, boolean honorLabels, boolean honorTimestamps, String keep, String drop) {
  /** All of the page, labels renamed and times kept as Prometheus does unless told otherwise. */
  public static final PageRules DEFAULT = new PageRules(PageLimits.UNSAID, false, true, "", "");
}
