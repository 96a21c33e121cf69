package dev.muster.console;

import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** Figures as people read them. What is not known is a dash. */
final class Words {
  private static final String UNKNOWN = "–";
  private static final String[] BYTE_UNITS = {"B", "KiB", "MiB", "GiB", "TiB", "PiB"};
  private static final DateTimeFormatter TIME = DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm:ss");

  private Words() {}

  static String percent(@Nullable Double value) {
    return value == null ? UNKNOWN : String.format(Locale.ROOT, "%.1f%%", value);
  }

  /** Seconds as the two largest units that matter, such as {@code 12d 3h}. */
  static String duration(@Nullable Double seconds) {
    if (seconds == null) {
      return UNKNOWN;
    }
    var duration = Duration.ofSeconds(Math.round(seconds));
    if (duration.toDays() > 0) {
      return duration.toDays() + "d " + duration.toHoursPart() + "h";
    }
    if (duration.toHours() > 0) {
      return duration.toHours() + "h " + duration.toMinutesPart() + "m";
    }
    return duration.toMinutes() > 0
        ? duration.toMinutes() + "m " + duration.toSecondsPart() + "s"
        : duration.toSeconds() + "s";
  }

  static String bytes(double bytes) {
    int unit = 0;
    double size = bytes;
    while (size >= 1024 && unit < BYTE_UNITS.length - 1) {
      size /= 1024;
      unit++;
    }
    return String.format(Locale.ROOT, unit == 0 ? "%.0f %s" : "%.1f %s", size, BYTE_UNITS[unit]);
  }

  static String time(Instant time, ZoneId zone) {
    return TIME.format(time.atZone(zone));
  }

  /** When something was last seen, such as {@code seen 2s ago}. */
  static String seen(@Nullable Double unixSeconds, Instant now) {
    return unixSeconds == null
        ? "never seen"
        : "seen " + duration(Math.max(0, now.toEpochMilli() / 1000.0 - unixSeconds)) + " ago";
  }
}
