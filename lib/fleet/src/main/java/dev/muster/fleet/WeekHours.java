package dev.muster.fleet;

import java.time.DayOfWeek;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Hours of the week by the clocks of a zone: days and times, with commas between. Times without
 * days are those of the days before, or of every day where none stand before. Hours that end before
 * they begin go on into the next day.
 *
 * @param text as the file says it, with the zone only where it said so
 * @param minutes of a week that begins on Monday; a bit is set where the hours hold
 */
record WeekHours(String text, BitSet minutes, ZoneId zone) implements WeeklyHours {
  private static final int DAY = 24 * 60;
  private static final int WEEK = 7 * DAY;
  private static final Pattern HOURS =
      Pattern.compile("([01]?\\d|2[0-3]):([0-5]\\d)\\s*-\\s*(([01]?\\d|2[0-3]):([0-5]\\d)|24:00)");
  private static final Pattern DAYS =
      Pattern.compile("([A-Za-z]+)(?:\\s*-\\s*([A-Za-z]+))?(?:\\s+|$)");
  private static final Pattern ZONE = Pattern.compile("(?s)(.*\\d)\\s+([A-Za-z][\\w/+-]*)\\s*");
  private static final String RIGHT = "use such as Mon-Fri 07:00-18:00, Sat 08:00-12:00";

  /** Reads them; a zone may stand at the end. */
  static WeekHours read(String text, ZoneId zone) throws BadValueException {
    var zoned = ZONE.matcher(text);
    boolean named = zoned.matches();
    return new WeekHours(
        text.strip().replaceAll("\\s+", " "),
        minutes(named ? zoned.group(1) : text),
        named ? Recurrences.zone(zoned.group(2)) : zone);
  }

  @Override
  public boolean contains(Instant moment) {
    return minutes.get(minute(LocalDateTime.ofInstant(moment, zone)));
  }

  @Override
  public Instant nextChange(Instant moment) {
    if (minutes.isEmpty() || minutes.cardinality() == WEEK) {
      return Instant.MAX;
    }
    boolean now = contains(moment);
    var rules = zone.getRules();
    var from = moment;
    while (true) {
      var local = LocalDateTime.ofInstant(from, zone).truncatedTo(ChronoUnit.MINUTES);
      var change = local.plusMinutes(toFlip(minute(local))).toInstant(rules.getOffset(from));
      var jump = rules.nextTransition(from);
      if (jump == null || change.isBefore(jump.getInstant())) {
        return change;
      }
      from = jump.getInstant();
      if (contains(from) != now) {
        return from;
      }
    }
  }

  @Override
  public String describe() {
    return text;
  }

  /** How many minutes of an undisturbed week until what holds at one ends. */
  private int toFlip(int minute) {
    boolean now = minutes.get(minute);
    int next = now ? minutes.nextClearBit(minute) : minutes.nextSetBit(minute);
    if (next >= 0 && next < WEEK) {
      return next - minute;
    }
    return WEEK - minute + (now ? minutes.nextClearBit(0) : minutes.nextSetBit(0));
  }

  private static int minute(LocalDateTime local) {
    return (local.getDayOfWeek().getValue() - 1) * DAY + local.getHour() * 60 + local.getMinute();
  }

  private static BitSet minutes(String text) throws BadValueException {
    var minutes = new BitSet(WEEK);
    var days = List.of(DayOfWeek.values());
    var collected = new ArrayList<DayOfWeek>();
    for (String part : text.split(",", -1)) {
      String rest = part.strip();
      var named = DAYS.matcher(rest);
      if (named.lookingAt()) {
        collected.addAll(days(named.group(1), named.group(2)));
        rest = rest.substring(named.end()).strip();
      }
      if (!rest.isEmpty()) {
        days = collected.isEmpty() ? days : List.copyOf(collected);
        collected.clear();
        set(minutes, days, rest);
      } else if (part.isBlank()) {
        throw new BadValueException("has an empty place between commas", RIGHT);
      }
    }
    if (!collected.isEmpty()) {
      throw new BadValueException("names days without hours", RIGHT);
    }
    return minutes;
  }

  private static void set(BitSet minutes, List<DayOfWeek> days, String text)
      throws BadValueException {
    var hours = HOURS.matcher(text);
    if (!hours.matches()) {
      throw new BadValueException(
          "holds " + Quoted.of(text) + ", which is no hours of a day", RIGHT);
    }
    int from = Integer.parseInt(hours.group(1)) * 60 + Integer.parseInt(hours.group(2));
    int to =
        hours.group(4) == null
            ? DAY
            : Integer.parseInt(hours.group(4)) * 60 + Integer.parseInt(hours.group(5));
    if (from == to) {
      throw new BadValueException(
          "has hours that end as they begin", "use 00:00-24:00 for a whole day");
    }
    int length = to > from ? to - from : to + DAY - from;
    for (var day : days) {
      for (int minute = 0; minute < length; minute++) {
        minutes.set(((day.getValue() - 1) * DAY + from + minute) % WEEK);
      }
    }
  }

  private static List<DayOfWeek> days(String first, @Nullable String last)
      throws BadValueException {
    var from = day(first);
    var to = last == null ? from : day(last);
    var days = new ArrayList<DayOfWeek>();
    for (var day = from; ; day = day.plus(1)) {
      days.add(day);
      if (day == to) {
        return days;
      }
    }
  }

  private static DayOfWeek day(String text) throws BadValueException {
    String upper = text.toUpperCase(Locale.ROOT);
    for (var day : DayOfWeek.values()) {
      if (day.name().equals(upper) || day.name().substring(0, 3).equals(upper)) {
        return day;
      }
    }
    throw new BadValueException(
        "names the day " + Quoted.of(text) + ", which is unknown",
        "use Mon, Tue, Wed, Thu, Fri, Sat or Sun");
  }
}
