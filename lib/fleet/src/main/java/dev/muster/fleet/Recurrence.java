package dev.muster.fleet;

import java.time.Instant;
import java.util.Optional;

/** Windows of time that come back, such as each Sunday from 02:00 to 04:00 in Berlin. */
public interface Recurrence {
  /** A window: from its start until just before its end. */
  record Window(Instant start, Instant end) {}

  /** The window that a moment is in, the one that began last where several overlap. */
  Optional<Window> at(Instant moment);

  /** The first window that begins after a moment, if any does within four years. */
  Optional<Window> after(Instant moment);

  /** As the file says it, such as {@code 0 2 * * SUN for 2h Europe/Berlin}. */
  String describe();
}
