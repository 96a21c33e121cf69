package dev.muster.fleet;

import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneId;

/** What the clocks of a zone show. */
final class Clocks {
  private Clocks() {}

  /**
   * When clocks show a time: the first time where they show it twice, and the next there is where
   * they leave it out.
   */
  static Instant first(LocalDateTime time, ZoneId zone) {
    var rules = zone.getRules();
    var offsets = rules.getValidOffsets(time);
    return offsets.isEmpty()
        ? rules.getTransition(time).getInstant()
        : time.toInstant(offsets.getFirst());
  }
}
