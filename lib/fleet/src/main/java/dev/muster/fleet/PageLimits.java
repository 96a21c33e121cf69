package dev.muster.fleet;

/**
 * How much a client's metrics page may hold; more of it fails the scrape. 0 is what is not said
 * here, so that what stands further out holds.
 *
 * @param bodyBytes largest page, unpacked
 * @param samples most samples that are kept
 * @param newSeries most series of one page that the page before did not have
 * @param labels most labels of a series as it stands on the page, its metric's name not counted
 * @param labelNameBytes longest name of a label or metric
 * @param labelValueBytes longest value of a label
 */
public record PageLimits(
    long bodyBytes,
    int samples,
    int newSeries,
    int labels,
    int labelNameBytes,
    int labelValueBytes) {
  /** Says nothing. */
  public static final PageLimits UNSAID = new PageLimits(0, 0, 0, 0, 0, 0);

  /** Far above what a PC's exporter writes, and far below what would hold up the others. */
  public static final PageLimits DEFAULT =
      new PageLimits(10L << 20, 50_000, 5_000, 64, 512, 8 * 1024);

  /** These, and where they are silent the outer ones. */
  public PageLimits within(PageLimits outer) {
    return new PageLimits(
        bodyBytes > 0 ? bodyBytes : outer.bodyBytes,
        nearest(samples, outer.samples),
        nearest(newSeries, outer.newSeries),
        nearest(labels, outer.labels),
        nearest(labelNameBytes, outer.labelNameBytes),
        nearest(labelValueBytes, outer.labelValueBytes));
  }

  private static int nearest(int near, int far) {
    return near > 0 ? near : far;
  }
}
