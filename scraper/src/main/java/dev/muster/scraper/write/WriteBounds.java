package dev.muster.scraper.write;

import dev.muster.metrics.ExpositionLimits;

/**
 * How much a request may hold before it is refused.
 *
 * @param bytes once it is decompressed
 * @param series how many time series, and so many descriptions of families
 * @param samples over all series
 * @param symbols entries of a table of symbols
 * @param labels most labels of one series, and how long their names and values are
 */
record WriteBounds(int bytes, int series, int samples, int symbols, ExpositionLimits labels) {
  /** Far above what any sender puts into one request. */
  static final WriteBounds DEFAULT =
      new WriteBounds(32 << 20, 100_000, 500_000, 500_000, ExpositionLimits.DEFAULT);
}
