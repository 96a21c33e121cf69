package dev.muster.archive;

import dev.muster.metrics.Labels;

/** What became of alerts that others judged. */
@FunctionalInterface
public interface EndedAlerts {
  /**
   * Whether whoever judged this alert has said that it is over: word of it that comes later is old.
   * One that ended because nobody handed it on any more is not meant.
   *
   * @param startsAt since when it fired, in Unix milliseconds
   */
  boolean isEnded(Labels labels, long startsAt);
}
