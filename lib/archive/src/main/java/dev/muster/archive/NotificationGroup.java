package dev.muster.archive;

import dev.muster.metrics.Labels;
import java.util.Map;

/**
 * Alerts that one receiver was told of together, from the first notification until it knows that
 * all of them are over. Times in Unix milliseconds.
 *
 * @param id given by the bridge, of no other group that is there
 * @param receiver who is told, as the bridge writes it
 * @param key what its notifications are known by
 * @param labels that its alerts share
 * @param begun when the receiver was told first
 * @param notified when it was told last
 * @param number of the last notification, from 1 on
 * @param known what the receiver knows, by the episodes' ids
 */
public record NotificationGroup(
    long id,
    String receiver,
    String key,
    Labels labels,
    long begun,
    long notified,
    long number,
    Map<Long, Known> known) {
  public NotificationGroup {
    known = Map.copyOf(known);
  }

  /**
   * What the receiver knows of an alert that fires.
   *
   * @param time since when it has known it
   */
  public record Known(State state, long time) {
    /** How it was told. */
    public enum State {
      FIRING,
      /** It was told that the alert comes and goes. */
      FLAPPING,
      /** It was told, and then a silence or window began. */
      MUTED
    }
  }
}
