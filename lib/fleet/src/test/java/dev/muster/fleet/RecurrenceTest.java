package dev.muster.fleet;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.muster.fleet.Recurrence.Window;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Schedules against the clocks of several zones. */
class RecurrenceTest {
  private static final ZoneId BERLIN = ZoneId.of("Europe/Berlin");

  /** Zones that shift by an hour, by half of one, at midnight, by a whole day, and never. */
  private static final List<ZoneId> ZONES =
      List.of(
          BERLIN,
          ZoneId.of("America/New_York"),
          ZoneId.of("Australia/Lord_Howe"),
          ZoneId.of("Africa/Cairo"),
          ZoneId.of("America/Santiago"),
          ZoneId.of("Asia/Kathmandu"),
          ZoneId.of("UTC"));

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "0 2 * * SUN | 2026-11-21T10:00:00Z | 2026-11-22T01:00:00Z",
        "0 2 * * 7 | 2026-11-22T01:00:00Z | 2026-11-29T01:00:00Z",
        "30 7 * * MON-FRI | 2026-11-20T07:00:00Z | 2026-11-23T06:30:00Z",
        "*/15 8-18/2 * * * | 2026-11-21T09:46:00Z | 2026-11-21T11:00:00Z",
        "5,35 0 1 jan,JUL * | 2026-11-21T00:00:00Z | 2026-12-31T23:05:00Z",
        "0 0 29 2 * | 2026-11-21T00:00:00Z | 2028-02-28T23:00:00Z",
        "0 0 13 * FRI | 2026-11-21T00:00:00Z | 2026-11-26T23:00:00Z",
        "0 0 13 * FRI | 2026-12-12T00:00:00Z | 2026-12-12T23:00:00Z",
        "0 0 * * FRI-SUN | 2026-11-22T00:00:00Z | 2026-11-26T23:00:00Z",
        "10/20 0 * * * | 2026-11-20T23:10:00Z | 2026-11-20T23:30:00Z",
        // The night the clocks jump from 02:00 to 03:00, and the one where 02:30 comes twice.
        "30 2 * * * | 2026-03-28T12:00:00Z | 2026-03-29T01:00:00Z",
        "30 2 * * * | 2026-03-29T01:00:00Z | 2026-03-30T00:30:00Z",
        "30 2 * * * | 2026-10-24T12:00:00Z | 2026-10-25T00:30:00Z",
        "30 2 * * * | 2026-10-25T00:30:00Z | 2026-10-26T01:30:00Z",
      })
  void nextWindow_beginsWhereTheFieldsSay(String cron, String after, String start) {
    var schedule = Recurrences.parse(cron + " for 90m Europe/Berlin");
    var begin = Instant.parse(start);
    assertThat(schedule.after(Instant.parse(after)))
        .contains(new Window(begin, begin.plus(Duration.ofMinutes(90))));
  }

  @Test
  void leapDay_isNotFoundWithinFourYears_aroundACenturyWithoutOne() {
    var schedule = Recurrences.parse("0 0 29 2 * for 1h UTC");
    assertThat(schedule.after(Instant.parse("2096-03-01T00:00:00Z"))).isEmpty();
    assertThat(schedule.after(Instant.parse("2100-03-01T00:00:00Z")))
        .map(Window::start)
        .contains(Instant.parse("2104-02-29T00:00:00Z"));
  }

  @Test
  void window_isThatWhichBeganLast_andEndsBeforeItsEnd() {
    var schedule = Recurrences.parse("0 */2 * * * for 3h UTC");
    var four = Instant.parse("2026-11-21T04:00:00Z");
    assertThat(schedule.at(four)).map(Window::start).contains(four);
    assertThat(schedule.at(four.minusMillis(1)))
        .map(Window::start)
        .contains(Instant.parse("2026-11-21T02:00:00Z"));
    var once = Recurrences.parse("2026-11-21T04:00 to 2026-11-21T05:00 UTC");
    assertThat(once.at(four.minusMillis(1))).isEmpty();
    assertThat(once.at(four)).contains(new Window(four, four.plusSeconds(3600)));
    assertThat(once.at(four.plusSeconds(3600))).isEmpty();
    assertThat(once.after(four.minusMillis(1))).isPresent();
    assertThat(once.after(four)).isEmpty();
  }

  @Test
  void schedules_agreeWithAWalkThroughEveryMinute() {
    var random = new Random(20_261_121);
    for (int run = 0; run < 60; run++) {
      var zone = ZONES.get(run % ZONES.size());
      String fields = fields(random);
      var length = Duration.ofMinutes(1 + random.nextInt(3000));
      Recurrence schedule;
      try {
        schedule = Recurrences.parse(fields + " for " + DurationText.of(length) + " " + zone);
      } catch (IllegalArgumentException e) {
        assertThat(e).hasMessageContaining("no month of it has");
        continue;
      }
      // A fortnight around the spring or the autumn of some year.
      var from =
          LocalDateTime.of(2010 + random.nextInt(25), random.nextBoolean() ? 3 : 10, 20, 0, 0)
              .atZone(zone)
              .toInstant();
      walk(schedule, fields, length, zone, from);
    }
  }

  private static void walk(
      Recurrence schedule, String fields, Duration length, ZoneId zone, Instant from) {
    var starts = new ArrayList<Instant>();
    var begin = from.minus(length).minus(Duration.ofDays(1));
    var end = from.plus(Duration.ofDays(20));
    for (var minute = begin; minute.isBefore(end); minute = minute.plusSeconds(60)) {
      if (begins(fields.split(" ", -1), minute, zone)) {
        starts.add(minute);
      }
    }
    int next = 0;
    for (var minute = from; minute.isBefore(end); minute = minute.plusSeconds(60 * 7)) {
      while (next < starts.size() && !starts.get(next).isAfter(minute)) {
        next++;
      }
      var expected = next == starts.size() ? null : starts.get(next);
      var found = schedule.after(minute).map(Window::start).orElse(null);
      if (expected != null || (found != null && found.isBefore(end))) {
        assertThat(found).as("%s %s after %s", fields, zone, minute).isEqualTo(expected);
      }
      var last = next == 0 ? null : starts.get(next - 1);
      boolean in = last != null && last.plus(length).isAfter(minute);
      assertThat(schedule.at(minute).map(Window::start).orElse(null))
          .as("%s %s at %s", fields, zone, minute)
          .isEqualTo(in ? last : null);
    }
  }

  /** Whether a window begins at a minute, told from the clocks before and at it. */
  private static boolean begins(String[] fields, Instant minute, ZoneId zone) {
    var now = LocalDateTime.ofInstant(minute, zone);
    var before = LocalDateTime.ofInstant(minute.minusSeconds(60), zone);
    if (now.isAfter(before.plusMinutes(1))) { // Clocks jumped here: all they left out begins now.
      for (var left = before.plusMinutes(1); left.isBefore(now); left = left.plusMinutes(1)) {
        if (meets(fields, left)) {
          return true;
        }
      }
    }
    var offsets = zone.getRules().getValidOffsets(now);
    boolean first = offsets.getFirst().equals(zone.getRules().getOffset(minute));
    return first && meets(fields, now);
  }

  private static boolean meets(String[] fields, LocalDateTime time) {
    boolean day = meets(fields[2], time.getDayOfMonth());
    boolean weekday =
        meets(fields[4], time.getDayOfWeek().getValue())
            || (time.getDayOfWeek().getValue() == 7 && meets(fields[4], 0));
    boolean either = !fields[2].startsWith("*") && !fields[4].startsWith("*");
    return meets(fields[0], time.getMinute())
        && meets(fields[1], time.getHour())
        && meets(fields[3], time.getMonthValue())
        && (either ? day || weekday : day && weekday);
  }

  private static boolean meets(String field, int value) {
    for (String part : field.split(",", -1)) {
      if (part.equals("*")
          || (part.startsWith("*/") && value % Integer.parseInt(part.substring(2)) == 0)
          || (part.contains("-") && between(part, value))
          || part.equals(String.valueOf(value))) {
        return true;
      }
    }
    return false;
  }

  private static boolean between(String range, int value) {
    int dash = range.indexOf('-');
    return value >= Integer.parseInt(range.substring(0, dash))
        && value <= Integer.parseInt(range.substring(dash + 1));
  }

  /** Random fields; steps only where counting begins at 0, as the walk above knows no other. */
  private static String fields(Random random) {
    return String.join(
        " ",
        field(random, 0, 59, true),
        random.nextInt(3) == 0 ? "0-3" : field(random, 0, 23, true),
        random.nextBoolean() ? "*" : field(random, 1, 31, false),
        "*",
        random.nextBoolean() ? "*" : field(random, 0, 6, false));
  }

  private static String field(Random random, int least, int most, boolean steps) {
    int one = least + random.nextInt(most - least + 1);
    int other = least + random.nextInt(most - least + 1);
    return switch (random.nextInt(steps ? 4 : 3)) {
      case 0 -> String.valueOf(one);
      case 1 -> Math.min(one, other) + "-" + Math.max(one, other);
      case 2 -> one + "," + other;
      default -> "*/" + (1 + random.nextInt(most));
    };
  }

  @Test
  void text_readBack_isTheSame() {
    for (String text :
        List.of(
            "0 2 * * SUN for 2h Europe/Berlin",
            "*/5 8-18 1,15 jan-mar * for 4m UTC",
            "2026-12-24T18:00 to 2026-12-27T06:00 America/New_York",
            // The second half past two of that night, which clocks alone do not tell.
            "2026-10-25T02:30:00+01:00 to 2026-10-25T04:00 Europe/Berlin")) {
      var schedule = Recurrences.parse(text, ZoneId.of("UTC"));
      assertThat(schedule.describe()).isEqualTo(text);
      assertThat(Recurrences.parse(schedule.describe())).isEqualTo(schedule);
    }
    assertThat(Recurrences.parse("  0  2 * *   SUN for 120m ", BERLIN).describe())
        .isEqualTo("0 2 * * SUN for 2h Europe/Berlin");
    assertThat(Recurrences.parse("2026-12-24 to 2026-12-27T06:00Z", BERLIN).describe())
        .isEqualTo("2026-12-24T00:00 to 2026-12-27T07:00 Europe/Berlin");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "nonsense | the schedule \"nonsense\" is no schedule; use such as",
        "0 2 * * SUN | is no schedule; use such as \"0 2 * * SUN for 2h Europe/Berlin\"",
        "0 24 * * * for 1h | has \"24\" for the hour; use 0 to 23",
        "0 2 * * SON for 1h | has \"SON\" for the day of the week; use 0 to 7 or SUN to SAT",
        "0 2 0 * * for 1h | has \"0\" for the day of the month; use 1 to 31",
        "0 2 30 2 * for 1h | names a day that no month of it has",
        "*/0 2 * * * for 1h | has the step \"0\" for the minute; use a step from 1 to 59",
        "50-10 2 * * * for 1h | has the range \"50-10\" for the minute, which ends before",
        "1,,2 2 * * * for 1h | has \"\" for the minute; use 0 to 59",
        "-5 2 * * * for 1h | has \"-5\" for the minute; use 0 to 59",
        "0 2 * * * for 5s | is too short; use a duration from 1m to 366d",
        "0 2 * * * for 1h Europe/Berlim | did you mean Europe/Berlin?",
        "2026-12-24T18:00 to 2026-12-24T18:00 | ends before it begins",
        "2026-02-30T18:00 to 2026-12-24 | holds \"2026-02-30T18:00\", which is no time",
      })
  void mistake_isOneClearSentence(String text, String words) {
    assertThatThrownBy(() -> Recurrences.parse(text))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining(words)
        .hasMessageStartingWith("the schedule \"" + text.substring(0, 5))
        .message()
        .doesNotContain("\n");
  }
}
