package dev.muster.exporter.collector;

import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * A time of start that is now less uptime: each computation is off by up to a second, so the first
 * one stands until a later one differs by more, as it does after the clock was set.
 */
final class SteadyStart {
  private static final Duration SLACK = Duration.ofSeconds(3);

  private @Nullable Instant start;

  Instant at(Instant computed) {
    if (start == null || Duration.between(start, computed).abs().compareTo(SLACK) > 0) {
      start = computed;
    }
    return start;
  }
}
