package dev.muster.fleet;

import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.OffsetDateTime;
import java.time.ZoneId;
import java.time.format.DateTimeParseException;
import java.util.Arrays;

/**
 * Windows by their text form, which is that of {@link Recurrence#describe()}: {@code MINUTE HOUR
 * DAY MONTH WEEKDAY for DURATION [ZONE]} for one that comes back, {@code FROM to TO [ZONE]} for one
 * that does not.
 */
public final class Recurrences {
  private static final Duration SHORTEST = Duration.ofMinutes(1);
  private static final Duration LONGEST = Duration.ofDays(366);
  private static final String RIGHT =
      "use such as \"0 2 * * SUN for 2h Europe/Berlin\""
          + " or \"2026-12-24T18:00 to 2026-12-27T06:00\"";

  private Recurrences() {}

  /**
   * Reads one; where it names no zone, the machine's holds.
   *
   * @throws IllegalArgumentException with one sentence of what is wrong and what would be right
   */
  public static Recurrence parse(String text) {
    return parse(text, ZoneId.systemDefault());
  }

  /**
   * Reads one.
   *
   * @param zone that holds where it names none
   * @throws IllegalArgumentException with one sentence of what is wrong and what would be right
   */
  public static Recurrence parse(String text, ZoneId zone) {
    try {
      return read(text.strip(), zone);
    } catch (BadValueException e) {
      throw new IllegalArgumentException(
          "the schedule " + Quoted.of(text) + " " + e.getMessage() + "; " + e.right(), e);
    }
  }

  static Recurrence read(String text, ZoneId zone) throws BadValueException {
    String[] words = text.split("\\s+", -1);
    int length = Arrays.asList(words).indexOf("for");
    int until = Arrays.asList(words).indexOf("to");
    if (length == 5 && (words.length == 7 || words.length == 8)) {
      String fields = String.join(" ", Arrays.copyOf(words, 5));
      return cron(fields, length(words[6]), words.length == 7 ? zone : zone(words[7]));
    }
    if (until == 1 && (words.length == 3 || words.length == 4)) {
      var named = words.length == 3 ? zone : zone(words[3]);
      return once(time(words[0], named), time(words[2], named), named);
    }
    throw new BadValueException("is no schedule", RIGHT);
  }

  static Recurrence cron(String fields, Duration length, ZoneId zone) throws BadValueException {
    String text = String.join(" ", fields.strip().split("\\s+", -1));
    return new CronWindows(Cron.parse(text), text, length, zone);
  }

  static Recurrence once(Instant from, Instant to, ZoneId zone) throws BadValueException {
    if (!from.isBefore(to)) {
      throw new BadValueException("ends before it begins", "give the earlier time first");
    }
    return new OneWindow(from, to, zone);
  }

  static Duration length(String text) throws BadValueException {
    return DurationText.parse(text, SHORTEST, LONGEST);
  }

  /** A time by the clocks of a zone, or with an offset of its own. */
  static Instant time(String text, ZoneId zone) throws BadValueException {
    String iso = text.replace(' ', 'T');
    try {
      if (iso.length() == 10) {
        return Clocks.first(LocalDate.parse(iso).atStartOfDay(), zone);
      }
      boolean offset = iso.matches(".*T.*(Z|[+-][0-9:]+)");
      return offset
          ? OffsetDateTime.parse(iso).toInstant()
          : Clocks.first(LocalDateTime.parse(iso), zone);
    } catch (DateTimeParseException e) {
      throw new BadValueException(
          "holds " + Quoted.of(text) + ", which is no time",
          "use a time such as 2026-12-24T18:00 or 2026-12-24T18:00+01:00");
    }
  }

  static ZoneId zone(String text) throws BadValueException {
    try {
      return ZoneId.of(text);
    } catch (DateTimeException e) {
      String near = NearestName.of(text, ZoneId.getAvailableZoneIds());
      throw new BadValueException(
          "names the time zone " + Quoted.of(text) + ", which is unknown",
          near == null ? "use one such as Europe/Berlin or UTC" : "did you mean " + near + "?");
    }
  }
}
