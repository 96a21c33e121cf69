package dev.muster.exporter.eventlog;

import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneId;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A line of a syslog file taken apart: {@code [<PRI>]TIME HOST PROGRAM[PID]: MESSAGE}, where TIME
 * is as RFC 3164 ({@code Nov 21 10:18:54}) or as ISO 8601 has it. What does not look so is all
 * message.
 *
 * @param priority severity and facility, or -1 where the line tells none
 * @param time as written, or ""
 */
record SyslogLine(int priority, String time, String program, String message) {
  private static final int MAX_PROGRAM = 64;
  private static final Pattern LINE =
      Pattern.compile(
          "(?:<(?<pri>\\d{1,3})>)?"
              + "(?<time>[A-Z][a-z]{2} [ \\d]\\d \\d\\d:\\d\\d:\\d\\d"
              + "|\\d{4}-\\d\\d-\\d\\d[T ]\\d\\d:\\d\\d:\\d\\d(?:[.,]\\d{1,9})?"
              + "(?:Z|[+-]\\d\\d:?\\d\\d)?) "
              + "(?:\\S+ )?(?:(?<program>[^\\s:\\[]+)(?:\\[[^\\]\\s]*\\])?:(?: |$))?"
              + "(?<message>.*)",
          Pattern.DOTALL);

  static SyslogLine of(String line) {
    Matcher parts = LINE.matcher(line);
    if (!parts.matches()) {
      return new SyslogLine(-1, "", "", line);
    }
    String priority = parts.group("pri");
    String program = parts.group("program");
    return new SyslogLine(
        priority == null ? -1 : Integer.parseInt(priority),
        parts.group("time"),
        program == null ? "" : program.substring(0, Math.min(program.length(), MAX_PROGRAM)),
        parts.group("message"));
  }

  Level level() {
    return priority < 0 ? LevelWords.guess(message) : Level.ofSeverity(priority & 7);
  }

  /** Turns lines into records: knows the clock and the zone that times without them mean. */
  record Parser(InstantSource clock, ZoneId zone) {
    Instant now() {
      return clock.instant();
    }

    /**
     * The record of a line.
     *
     * @param before the time of the line before, taken where the line tells none
     */
    EventRecord parse(String text, String log, Instant before) {
      SyslogLine line = SyslogLine.of(text);
      Instant time = line.time.isEmpty() ? null : SyslogTime.parse(line.time, now(), zone);
      return new EventRecord(
          time == null ? before : time, log, line.level(), line.program, "", line.message);
    }
  }
}
