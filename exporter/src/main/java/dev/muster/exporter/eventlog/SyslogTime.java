package dev.muster.exporter.eventlog;

import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.OffsetDateTime;
import java.time.ZoneId;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The two ways syslog files write a time. RFC 3164 leaves out the year: it is the latest one that
 * has such a day and does not put the record more than a day ahead of the clock.
 */
final class SyslogTime {
  private static final List<String> MONTHS =
      List.of("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec");

  private static final Duration AHEAD = Duration.ofDays(1);

  /** Between two leap years lie eight years at most. */
  private static final int YEARS_BACK = 8;

  private SyslogTime() {}

  /** The time meant, or null if there is no such time. */
  static @Nullable Instant parse(String text, Instant now, ZoneId zone) {
    try {
      return Character.isDigit(text.charAt(0)) ? iso(text, zone) : rfc3164(text, now, zone);
    } catch (DateTimeException noSuchTime) {
      return null;
    }
  }

  private static Instant iso(String text, ZoneId zone) {
    String iso = text.replace(' ', 'T').replace(',', '.');
    int sign = Math.max(iso.indexOf('+'), iso.lastIndexOf('-'));
    if (sign > iso.indexOf('T')) {
      boolean colon = iso.charAt(iso.length() - 3) == ':';
      int minutes = iso.length() - 2;
      return OffsetDateTime.parse(
              colon ? iso : iso.substring(0, minutes) + ":" + iso.substring(minutes))
          .toInstant();
    }
    return iso.endsWith("Z")
        ? Instant.parse(iso)
        : LocalDateTime.parse(iso).atZone(zone).toInstant();
  }

  private static @Nullable Instant rfc3164(String text, Instant now, ZoneId zone) {
    int month = MONTHS.indexOf(text.substring(0, 3)) + 1;
    int day = Integer.parseInt(text.substring(4, 6).strip());
    LocalTime clock = LocalTime.parse(text.substring(7));
    int year = now.plus(AHEAD).atZone(zone).getYear();
    for (int back = 0; back <= YEARS_BACK; back++) {
      Instant candidate = at(year - back, month, day, clock, zone);
      if (candidate != null && !candidate.isAfter(now.plus(AHEAD))) {
        return candidate;
      }
    }
    return null;
  }

  private static @Nullable Instant at(int year, int month, int day, LocalTime clock, ZoneId zone) {
    try {
      return LocalDate.of(year, month, day).atTime(clock).atZone(zone).toInstant();
    } catch (DateTimeException notThatYear) {
      return null;
    }
  }
}
