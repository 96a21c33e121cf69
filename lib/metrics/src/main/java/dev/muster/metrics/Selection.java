package dev.muster.metrics;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Which samples are wanted: of the series that pass all matchers, those with {@code fromMillis} ≤
 * time ≤ {@code toMillis} (Unix milliseconds).
 *
 * @param maxSamples how many samples one read may hold at most, over all series
 * @param windows what sees the samples; null where that is not known: all of them are wanted, and
 *     no rollups
 * @param newestOnly whether of each series the newest sample of the range is enough; a reader may
 *     give others too
 */
public record Selection(
    List<Matcher> matchers,
    long fromMillis,
    long toMillis,
    int maxSamples,
    @Nullable Windows windows,
    boolean newestOnly) {
  public Selection {
    matchers = List.copyOf(matchers);
  }

  /** All samples that the windows see. */
  public Selection(
      List<Matcher> matchers,
      long fromMillis,
      long toMillis,
      int maxSamples,
      @Nullable Windows windows) {
    this(matchers, fromMillis, toMillis, maxSamples, windows, false);
  }

  /** All samples of the range, whatever becomes of them. */
  public Selection(List<Matcher> matchers, long fromMillis, long toMillis, int maxSamples) {
    this(matchers, fromMillis, toMillis, maxSamples, null);
  }
}
