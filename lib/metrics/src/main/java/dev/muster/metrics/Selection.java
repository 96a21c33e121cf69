package dev.muster.metrics;

import java.util.List;

/**
 * Which samples are wanted: of the series that pass all matchers, those with {@code fromMillis} ≤
 * time ≤ {@code toMillis} (Unix milliseconds).
 *
 * @param maxSamples how many samples one read may hold at most, over all series
 */
public record Selection(List<Matcher> matchers, long fromMillis, long toMillis, int maxSamples) {
  public Selection {
    matchers = List.copyOf(matchers);
  }
}
