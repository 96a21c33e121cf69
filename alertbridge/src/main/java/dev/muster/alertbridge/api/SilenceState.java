package dev.muster.alertbridge.api;

import dev.muster.archive.Silence;
import dev.muster.fleet.Recurrence;
import java.time.Instant;
import java.util.Comparator;
import java.util.function.Function;

/** Whether a silence mutes now. */
enum SilenceState {
  ACTIVE("active"),
  PENDING("pending"),
  EXPIRED("expired");

  private final String word;

  SilenceState(String word) {
    this.word = word;
  }

  String word() {
    return word;
  }

  /**
   * A silence's state. One that comes back is pending between its windows.
   *
   * @param schedules reads when one comes back
   */
  static SilenceState of(Silence silence, long now, Function<String, Recurrence> schedules) {
    if (now >= silence.endsAt()) {
      return EXPIRED;
    }
    if (now < silence.startsAt()) {
      return PENDING;
    }
    return silence.schedule().isEmpty()
            || schedules.apply(silence.schedule()).at(Instant.ofEpochMilli(now)).isPresent()
        ? ACTIVE
        : PENDING;
  }

  /** Which of two silences in this state is listed first. */
  Comparator<Silence> order() {
    return switch (this) {
      case ACTIVE -> Comparator.comparingLong(Silence::endsAt);
      case PENDING -> Comparator.comparingLong(Silence::startsAt);
      case EXPIRED -> Comparator.comparingLong(Silence::endsAt).reversed();
    };
  }
}
