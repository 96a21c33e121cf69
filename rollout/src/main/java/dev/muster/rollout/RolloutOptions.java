package dev.muster.rollout;

import java.time.Duration;
import java.util.List;

/**
 * How a roll-out is run.
 *
 * @param jobs clients at once
 * @param canaries how many are done before all others, which are begun only if all of these went
 *     well; 0 for none
 * @param maxFailures how many may fail before no further one is begun; {@link #NO_LIMIT}
 * @param dryRun whether clients are only looked at
 * @param remove whether exporters are taken away
 * @param checkTimeout how long an exporter's page may take to answer after a start
 * @param rebootTimeout how long a client that was lost in between is tried again
 * @param flags further flags of the exporter
 */
public record RolloutOptions(
    int jobs,
    int canaries,
    int maxFailures,
    boolean dryRun,
    boolean remove,
    Duration checkTimeout,
    Duration rebootTimeout,
    List<String> flags) {
  /** Goes on to the end, however many fail. */
  public static final int NO_LIMIT = Integer.MAX_VALUE;

  public RolloutOptions {
    flags = List.copyOf(flags);
  }
}
