package dev.muster.rules.template;

import java.time.DateTimeException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.time.format.TextStyle;
import java.util.List;
import java.util.Locale;

/** A time in a zone as Go has it. */
record GoTime(Instant instant, ZoneId zone) {
  /** Pieces of Go's layouts, longer ones before their beginnings, and Java's patterns for them. */
  private static final String[][] LAYOUT = {
    {"2006", "uuuu"},
    {"January", "MMMM"},
    {"Jan", "MMM"},
    {"Monday", "EEEE"},
    {"Mon", "EEE"},
    {"MST", "zzz"},
    {"Z07:00", "XXX"},
    {"-07:00", "xxx"},
    {"-0700", "xxxx"},
    {".000000000", ".nnnnnnnnn"},
    {".000000", ".SSSSSS"},
    {".000", ".SSS"},
    {"01", "MM"},
    {"02", "dd"},
    {"03", "hh"},
    {"04", "mm"},
    {"05", "ss"},
    {"06", "uu"},
    {"15", "HH"},
    {"PM", "a"},
    {"1", "M"},
    {"2", "d"},
    {"3", "h"},
    {"4", "m"},
    {"5", "s"},
  };

  private static final ZoneId UTC = ZoneId.of("UTC");
  private static final int LONGEST_LAYOUT = 200;

  /**
   * A time, to the millisecond.
   *
   * @param seconds since 1970
   */
  static GoTime of(double seconds) {
    double nanos = seconds * 1e9;
    if (!(Math.abs(nanos) < 0x1p63)) {
      throw new FailedCallException(
          GoText.print(seconds)
              + " cannot be represented as a nanoseconds timestamp since it overflows int64");
    }
    return new GoTime(Instant.ofEpochMilli(((long) nanos) / 1_000_000));
  }

  GoTime(Instant instant) {
    this(instant, UTC);
  }

  /** The same moment on the clocks of a zone such as {@code Europe/Berlin}. */
  GoTime in(String name) {
    try {
      return new GoTime(instant, name.isEmpty() ? UTC : ZoneId.of(name));
    } catch (DateTimeException e) {
      throw new FailedCallException("unknown time zone " + name);
    }
  }

  OffsetDateTime offset() {
    return instant.atZone(zone).toOffsetDateTime();
  }

  Object method(String name, List<Object> arguments) {
    if (name.equals("Format")
        && arguments.size() == 1
        && arguments.getFirst() instanceof String s) {
      return format(s);
    }
    if (!arguments.isEmpty()) {
      throw new FailedCallException("a time's " + name + " does not take that");
    }
    return switch (name) {
      case "Year" -> (long) offset().getYear();
      case "Month" -> offset().getMonth().getDisplayName(TextStyle.FULL, Locale.ROOT);
      case "Day" -> (long) offset().getDayOfMonth();
      case "Hour" -> (long) offset().getHour();
      case "Minute" -> (long) offset().getMinute();
      case "Second" -> (long) offset().getSecond();
      case "YearDay" -> (long) offset().getDayOfYear();
      case "Weekday" -> offset().getDayOfWeek().getDisplayName(TextStyle.FULL, Locale.ROOT);
      case "Unix" -> instant.getEpochSecond();
      case "UnixMilli" -> instant.toEpochMilli();
      case "UTC" -> new GoTime(instant);
      case "String" -> toString();
      default -> throw new FailedCallException("a time has no method " + name);
    };
  }

  private String format(String layout) {
    if (layout.length() > LONGEST_LAYOUT) {
      throw new FailedCallException("a layout is longer than " + LONGEST_LAYOUT + " characters");
    }
    var pattern = new StringBuilder();
    var literal = new StringBuilder();
    int at = 0;
    while (at < layout.length()) {
      int piece = piece(layout, at);
      if (piece < 0) {
        literal.append(layout.charAt(at++));
      } else {
        append(literal, pattern);
        pattern.append(LAYOUT[piece][1]);
        at += LAYOUT[piece][0].length();
      }
    }
    append(literal, pattern);
    return DateTimeFormatter.ofPattern(pattern.toString(), Locale.ENGLISH)
        .format(instant.atZone(zone));
  }

  private static void append(StringBuilder literal, StringBuilder pattern) {
    if (!literal.isEmpty()) {
      pattern.append('\'').append(literal.toString().replace("'", "''")).append('\'');
      literal.setLength(0);
    }
  }

  private static int piece(String layout, int at) {
    for (int i = 0; i < LAYOUT.length; i++) {
      if (layout.startsWith(LAYOUT[i][0], at)) {
        return i;
      }
    }
    return -1;
  }

  /** {@code 2015-02-27 06:40:30.123 +0000 UTC}. */
  @Override
  public String toString() {
    String whole = format("2006-01-02 15:04:05");
    String fraction = "%09d".formatted(offset().getNano()).replaceAll("0+$", "");
    return whole + (fraction.isEmpty() ? "" : "." + fraction) + format(" -0700 MST");
  }
}
