package dev.muster.scraper;

import dev.muster.metrics.PageLayout;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Reads a target's page by comparing it with the one before, for as long as they differ in values
 * alone. The result is the same as that of {@link PageReading}, to which all else is left: pages
 * with times of their own among it, as each of these has to be held against the last.
 */
final class LayoutCache {
  private static final int MOST_WASTED = 4;
  private static final int TRIED_AGAIN_AFTER = 16;

  /** What stays the same from page to page. */
  static final class Layout {
    private final PageLayout page;
    private final boolean openMetrics;

    /** Of each sample, in the order of the page, the place of its value; below 0: not kept. */
    private final int[] places;

    final int kept;
    final int duplicates;
    final String duplicate;

    private Layout(PageLayout page, PageReading reading, int[] places) {
      this.page = page;
      this.openMetrics = reading.isOpenMetrics();
      this.places = places;
      this.kept = reading.kept;
      this.duplicates = reading.duplicates;
      this.duplicate = String.valueOf(reading.duplicate);
    }

    int samples() {
      return places.length;
    }
  }

  private @Nullable Layout layout;
  private double[] values = {};
  private int wasted;
  private int passedBy;

  void forget() {
    layout = null;
  }

  /** The layout by which the last page was read, or would be. */
  @Nullable Layout layout() {
    return layout;
  }

  /** The page's values at their places, those of the scrape itself still to be filled in. */
  double @Nullable [] read(byte[] page, int length, boolean openMetrics) {
    @Nullable Layout last = layout;
    if (last == null) {
      return null;
    }
    double[] next = values.clone();
    if (openMetrics != last.openMetrics || !last.page.follow(page, length, next, last.places)) {
      layout = null;
      wasted++;
      return null;
    }
    wasted = 0;
    values = next;
    return next;
  }

  /** Keeps a page's layout, if the reading of it says that this can help. */
  void remember(byte[] page, int length, PageReading reading, PageResult result) {
    layout = null;
    boolean useless = wasted >= MOST_WASTED && ++passedBy % TRIED_AGAIN_AFTER != 0;
    if (useless || reading.isTimed() || result.set != result.page.set) {
      return;
    }
    var positions = PageLayout.of(page, length, reading.spans(), reading.scraped);
    if (!positions.hasLinesBelow(reading.lineLimit())) {
      return;
    }
    values = result.values;
    layout = new Layout(positions, reading, places(result.page));
  }

  /** As the first of a series that stands twice counts, the second has no place. */
  private static int[] places(KnownPage page) {
    int[] places = new int[page.keys.size()];
    boolean[] taken = new boolean[page.size];
    Arrays.fill(places, SeriesKey.NOWHERE);
    for (int i = 0; i < places.length; i++) {
      int slot = page.keys.slot(i);
      if (slot >= 0 && !taken[slot]) {
        taken[slot] = true;
        places[i] = slot;
      }
    }
    return places;
  }
}
