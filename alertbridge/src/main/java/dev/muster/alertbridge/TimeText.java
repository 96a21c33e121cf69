package dev.muster.alertbridge;

import java.time.Instant;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.Locale;

/** Times and durations as mails write them. */
final class TimeText {
  private static final DateTimeFormatter FULL =
      DateTimeFormatter.ofPattern("EEE d MMM uuuu, HH:mm:ss z", Locale.ENGLISH);
  private static final DateTimeFormatter CLOCK =
      DateTimeFormatter.ofPattern("HH:mm z", Locale.ENGLISH);

  private TimeText() {}

  /** {@code Sat 21 Nov 2026, 10:42:07 CET}. */
  static String full(long millis, ZoneId zone) {
    return FULL.format(Instant.ofEpochMilli(millis).atZone(zone));
  }

  /** {@code 10:42 CET}. */
  static String clock(long millis, ZoneId zone) {
    return CLOCK.format(Instant.ofEpochMilli(millis).atZone(zone));
  }

  /** The two largest parts: {@code 45s}, {@code 5m 3s}, {@code 2h}, {@code 30d 4h}. */
  static String duration(long millis) {
    long seconds = Math.max(0, Math.round(millis / 1000.0));
    if (seconds < 60) {
      return seconds + "s";
    }
    if (seconds < 3600) {
      return parts(seconds / 60, "m", seconds % 60, "s");
    }
    if (seconds < 86_400) {
      return parts(seconds / 3600, "h", seconds % 3600 / 60, "m");
    }
    return parts(seconds / 86_400, "d", seconds % 86_400 / 3600, "h");
  }

  private static String parts(long large, String largeUnit, long small, String smallUnit) {
    return large + largeUnit + (small == 0 ? "" : " " + small + smallUnit);
  }
}
