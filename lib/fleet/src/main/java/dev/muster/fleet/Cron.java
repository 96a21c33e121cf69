package dev.muster.fleet;

import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.YearMonth;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * The five fields of a line in a crontab (crontab(5)): minute, hour, day of the month, month, day
 * of the week, each {@code *}, a number, a name, a range, a step, or a list of these. Where both
 * days are restricted, either will do, as cron has it.
 *
 * @param minutes bit n stands for minute n, and so for the others
 * @param weekdays bit 0 is Sunday
 * @param eitherDay whether a day that meets one of the two day fields will do
 */
record Cron(long minutes, long hours, long days, long months, long weekdays, boolean eitherDay) {
  /** A field: what it is called and what it may hold. */
  private record Field(String words, int least, int most, List<String> names) {
    static final Field MINUTE = new Field("minute", 0, 59, List.of());
    static final Field HOUR = new Field("hour", 0, 23, List.of());
    static final Field DAY = new Field("day of the month", 1, 31, List.of());
    static final Field MONTH =
        new Field(
            "month",
            1,
            12,
            List.of(
                "JAN", "FEB", "MAR", "APR", "MAY", "JUN", "JUL", "AUG", "SEP", "OCT", "NOV",
                "DEC"));
    static final Field WEEKDAY =
        new Field(
            "day of the week", 0, 7, List.of("SUN", "MON", "TUE", "WED", "THU", "FRI", "SAT"));

    String range() {
      String numbers = "use " + least + " to " + most;
      return names.isEmpty()
          ? numbers
          : numbers + " or " + names.getFirst() + " to " + names.getLast();
    }
  }

  private static final String RIGHT =
      "use minute, hour, day of the month, month and day of the week, such as 0 2 * * SUN";

  /** Reads five fields with blanks between. */
  static Cron parse(String text) throws BadValueException {
    String[] fields = text.strip().split("\\s+", -1);
    if (fields.length != 5) {
      int found = text.isBlank() ? 0 : fields.length;
      throw new BadValueException(
          "has %d field%s instead of five".formatted(found, found == 1 ? "" : "s"), RIGHT);
    }
    boolean either = !fields[2].startsWith("*") && !fields[4].startsWith("*");
    long weekdays = bits(fields[4], Field.WEEKDAY);
    var cron =
        new Cron(
            bits(fields[0], Field.MINUTE),
            bits(fields[1], Field.HOUR),
            bits(fields[2], Field.DAY),
            bits(fields[3], Field.MONTH),
            (weekdays | weekdays >> 7) & 0x7f,
            either);
    if (!cron.comes()) {
      throw new BadValueException(
          "names a day that no month of it has", "use a day of the month that comes");
    }
    return cron;
  }

  boolean isOn(LocalDate date) {
    boolean day = has(days, date.getDayOfMonth());
    boolean weekday = has(weekdays, date.getDayOfWeek().getValue() % 7);
    return has(months, date.getMonthValue()) && (eitherDay ? day || weekday : day && weekday);
  }

  boolean isAt(LocalDateTime minute) {
    return isOn(minute.toLocalDate())
        && has(hours, minute.getHour())
        && has(minutes, minute.getMinute());
  }

  /** The times of a day, in order. */
  List<LocalDateTime> timesOn(LocalDate date) {
    var times = new ArrayList<LocalDateTime>();
    for (int hour = 0; hour < 24; hour++) {
      for (int minute = 0; has(hours, hour) && minute < 60; minute++) {
        if (has(minutes, minute)) {
          times.add(date.atTime(hour, minute));
        }
      }
    }
    return times;
  }

  /** Whether some month has such a day: the 30th of February never comes. */
  private boolean comes() {
    if (eitherDay) {
      return true;
    }
    int first = Long.numberOfTrailingZeros(days);
    for (int month = 1; month <= 12; month++) {
      if (has(months, month) && YearMonth.of(2000, month).isValidDay(first)) {
        return true;
      }
    }
    return false;
  }

  private static boolean has(long bits, int value) {
    return (bits >> value & 1) != 0;
  }

  private static long bits(String text, Field field) throws BadValueException {
    long bits = 0;
    for (String part : text.split(",", -1)) {
      bits |= part(part, field);
    }
    return bits;
  }

  /** One of a list: {@code *}, {@code 5}, {@code MON-FRI}, with a step behind or without. */
  private static long part(String text, Field field) throws BadValueException {
    int slash = text.indexOf('/');
    String range = slash < 0 ? text : text.substring(0, slash);
    int step = slash < 0 ? 1 : step(text.substring(slash + 1), field);
    int dash = range.indexOf('-');
    int low;
    int high;
    if (range.equals("*")) {
      low = field.least;
      high = field.equals(Field.WEEKDAY) ? 6 : field.most;
    } else if (dash > 0) {
      low = value(range.substring(0, dash), field);
      high = value(range.substring(dash + 1), field);
      high = field.equals(Field.WEEKDAY) && high == 0 ? 7 : high;
    } else {
      low = value(range, field);
      high = slash < 0 ? low : field.most;
    }
    if (low > high) {
      throw new BadValueException(
          "has the range %s for the %s, which ends before it begins"
              .formatted(Quoted.of(range), field.words),
          "write two ranges with a comma between");
    }
    long bits = 0;
    for (int value = low; value <= high; value += step) {
      bits |= 1L << value;
    }
    return bits;
  }

  private static int step(String text, Field field) throws BadValueException {
    int step = number(text);
    if (step < 1 || step > field.most) {
      throw new BadValueException(
          "has the step %s for the %s".formatted(Quoted.of(text), field.words),
          "use a step from 1 to " + field.most);
    }
    return step;
  }

  private static int value(String text, Field field) throws BadValueException {
    int named = field.names.indexOf(text.toUpperCase(Locale.ROOT));
    int value = named < 0 ? number(text) : named + field.least;
    if (value < field.least || value > field.most) {
      throw new BadValueException(
          "has %s for the %s".formatted(Quoted.of(text), field.words), field.range());
    }
    return value;
  }

  /** The number, or −1 where it is none of one or two digits. */
  private static int number(String text) {
    return text.matches("[0-9]{1,2}") ? Integer.parseInt(text) : -1;
  }
}
