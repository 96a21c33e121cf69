package dev.muster.fleet;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * What the archive keeps.
 *
 * @param retention how long samples are kept
 * @param retention5m how long rollups of 5 minutes are kept
 * @param retention1h how long rollups of an hour are kept; as long as all else or longer
 * @param retentionBytes how large the file may become before the oldest goes sooner; 0: any size
 * @param queueBytes how much of the file scrapes may take that wait to be sent on
 * @param store where samples are instead of the archive, or null
 */
public record ArchiveSettings(
    Duration retention,
    Duration retention5m,
    Duration retention1h,
    long retentionBytes,
    long queueBytes,
    @Nullable MetricStore store) {
  static final long LEAST_SIZE = 64L << 20;
  static final long LARGEST_SIZE = 100L << 40;
  static final long USUAL_QUEUE = 2L << 30;
  static final long LEAST_QUEUE = 16L << 20;
  static final long LARGEST_QUEUE = 1024L << 30;
  static final Duration USUAL_5M = Duration.ofDays(7);
  private static final Duration USUAL_1H = Duration.ofDays(1825);

  /** With the usual times for rollups: a week, and five years or as long as the samples. */
  public ArchiveSettings(Duration retention) {
    this(retention, USUAL_5M, usual1h(retention, USUAL_5M));
  }

  /** Of any size, and with the usual room for what waits. */
  public ArchiveSettings(Duration retention, Duration retention5m, Duration retention1h) {
    this(retention, retention5m, retention1h, 0, USUAL_QUEUE);
  }

  /** Of the archive itself. */
  public ArchiveSettings(
      Duration retention,
      Duration retention5m,
      Duration retention1h,
      long retentionBytes,
      long queueBytes) {
    this(retention, retention5m, retention1h, retentionBytes, queueBytes, null);
  }

  static Duration usual1h(Duration retention, Duration retention5m) {
    return longer(longer(retention, retention5m), USUAL_1H);
  }

  static Duration longer(Duration a, Duration b) {
    return a.compareTo(b) < 0 ? b : a;
  }
}
