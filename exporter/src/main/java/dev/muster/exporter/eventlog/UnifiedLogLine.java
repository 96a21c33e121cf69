package dev.muster.exporter.eventlog;

import java.time.DateTimeException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A line of macOS's {@code log stream --style ndjson}: one event of the unified log as a JSON
 * object. Its source is the name of the program, its event id the subsystem; a fault is critical,
 * {@code Default} is info.
 */
final class UnifiedLogLine {
  static final String LOG = "unified";

  private static final DateTimeFormatter TIME =
      DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm:ss.SSSSSSxx", Locale.ROOT);

  private UnifiedLogLine() {}

  /** The record; null for a line that is none, such as the first, which says what is filtered. */
  static @Nullable EventRecord parse(String line) {
    if (!line.startsWith("{")) {
      return null;
    }
    try {
      Map<String, String> event = JsonStrings.of(line);
      String message = event.get("eventMessage");
      if (message == null || !event.getOrDefault("eventType", "").equals("logEvent")) {
        return null;
      }
      return new EventRecord(
          time(event.getOrDefault("timestamp", "")),
          LOG,
          level(event.getOrDefault("messageType", "")),
          program(event.getOrDefault("processImagePath", "")),
          event.getOrDefault("subsystem", ""),
          message.substring(0, Math.min(message.length(), LineBlock.MAX_LINE)));
    } catch (IllegalArgumentException | DateTimeException noEvent) {
      return null;
    }
  }

  private static Instant time(String text) {
    return OffsetDateTime.parse(text, TIME).toInstant();
  }

  private static Level level(String messageType) {
    return switch (messageType) {
      case "Fault" -> Level.CRITICAL;
      case "Error" -> Level.ERROR;
      case "Debug" -> Level.DEBUG;
      default -> Level.INFO;
    };
  }

  private static String program(String path) {
    return path.substring(path.lastIndexOf('/') + 1);
  }
}
