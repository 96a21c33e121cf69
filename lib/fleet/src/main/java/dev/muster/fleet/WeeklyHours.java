package dev.muster.fleet;

import java.time.Instant;

/** Hours of the week, such as {@code Mon-Fri 07:00-18:00}, in a time zone. */
public interface WeeklyHours {
  boolean contains(Instant moment);

  /** The moment at which what holds now ends: the hours, or the time between them. */
  Instant nextChange(Instant moment);

  /** As the file says it. */
  String describe();
}
