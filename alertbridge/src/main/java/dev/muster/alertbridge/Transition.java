package dev.muster.alertbridge;

import dev.muster.archive.AlertRecord;
import dev.muster.fleet.Client;
import dev.muster.fleet.Limit;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A change of state that people are told of.
 *
 * @param before the record as it stood, or null for a new episode
 * @param after the record as it stands now
 * @param client null where the fleet file does not know it any more
 * @param limit null where the fleet file does not have it any more
 * @param readings all values of the client at this moment, none where they are missing
 */
record Transition(
    Cause cause,
    @Nullable AlertRecord before,
    AlertRecord after,
    @Nullable Client client,
    @Nullable Limit limit,
    List<Reading> readings) {
  Transition {
    readings = List.copyOf(readings);
  }

  /** Why the state changed. */
  enum Cause {
    /** The value was on the bad side for long enough. */
    FIRED,
    /** The value is back. */
    CLEARED,
    /** The limit was changed and the value is on its good side. */
    LIMIT_CHANGED,
    /** The client is up but has not given the value for five minutes. */
    NO_VALUE,
    /** The fleet file no longer holds the client to it. */
    LIMIT_REMOVED,
    /** The fleet file no longer has the client. */
    CLIENT_REMOVED
  }

  boolean isFiring() {
    return cause == Cause.FIRED;
  }
}
