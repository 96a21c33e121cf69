package dev.muster.archive;

import java.time.Duration;

/**
 * What may wait a moment so that less is written: each commit costs at least a page of the file and
 * one of the log, however little is in it.
 *
 * @param commit how long a scrape may wait for others that share its commit
 * @param status how far {@code client_status} and {@code drive_status} of a client that stays up
 *     may be behind its scrapes, for other programs; {@link FleetStatus} never is
 */
public record Pace(Duration commit, Duration status) {
  /** As soon as they come, each as long as no commit is under way. */
  public static final Pace AT_ONCE = new Pace(Duration.ZERO, Duration.ZERO);

  /** As a server runs for months. */
  public static final Pace SERVER = new Pace(Duration.ofMillis(250), Duration.ofSeconds(15));
}
