package dev.muster.fleet;

import java.time.Duration;

/**
 * What the archive keeps.
 *
 * @param retention how long samples are kept
 * @param retention5m how long rollups of 5 minutes are kept; as long or longer
 * @param retention1h how long rollups of an hour are kept; as long as those or longer
 */
public record ArchiveSettings(Duration retention, Duration retention5m, Duration retention1h) {
  private static final Duration LEAST_5M = Duration.ofDays(400);
  private static final Duration LEAST_1H = Duration.ofDays(1825);

  /** With the usual times for rollups: 400 days and five years, or as long as the samples. */
  public ArchiveSettings(Duration retention) {
    this(retention, usual5m(retention), usual1h(usual5m(retention)));
  }

  static Duration usual5m(Duration retention) {
    return longer(retention, LEAST_5M);
  }

  static Duration usual1h(Duration retention5m) {
    return longer(retention5m, LEAST_1H);
  }

  private static Duration longer(Duration a, Duration b) {
    return a.compareTo(b) < 0 ? b : a;
  }
}
