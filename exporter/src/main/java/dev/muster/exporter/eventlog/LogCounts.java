package dev.muster.exporter.eventlog;

import java.time.Instant;
import java.util.EnumMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What one log has brought since the program started. */
final class LogCounts {
  private final Map<Level, Long> events = new EnumMap<>(Level.class);
  private @Nullable Instant last;
  private long readErrors;

  LogCounts() {
    for (Level level : Level.values()) {
      events.put(level, 0L);
    }
  }

  synchronized void add(EventRecord event) {
    events.merge(event.level(), 1L, Long::sum);
    if (last == null || event.time().isAfter(last)) {
      last = event.time();
    }
  }

  synchronized void addReadError() {
    readErrors++;
  }

  synchronized long events(Level level) {
    return events.getOrDefault(level, 0L);
  }

  synchronized @Nullable Instant last() {
    return last;
  }

  synchronized long readErrors() {
    return readErrors;
  }
}
