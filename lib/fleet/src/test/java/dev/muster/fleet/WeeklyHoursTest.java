package dev.muster.fleet;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneId;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** 21 November 2026 is a Saturday. */
class WeeklyHoursTest {
  private static final ZoneId BERLIN = ZoneId.of("Europe/Berlin");

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "Mon-Fri 07:00-18:00 | 2026-11-20T06:59 | no  | 2026-11-20T07:00",
        "Mon-Fri 07:00-18:00 | 2026-11-20T07:00 | yes | 2026-11-20T18:00",
        "Mon-Fri 07:00-18:00 | 2026-11-20T18:00 | no  | 2026-11-23T07:00",
        "mon - friday 7:00 - 18:00, Sat 08:00-12:00 | 2026-11-21T11:59 | yes | 2026-11-21T12:00",
        "Mon-Fri 07:00-12:00, 13:00-18:00 | 2026-11-20T12:30 | no | 2026-11-20T13:00",
        "Mon-Fri 07:00-12:00, 13:00-18:00 | 2026-11-21T13:30 | no | 2026-11-23T07:00",
        "Mon, Wed 08:00-12:00, Fri 08:00-09:00 | 2026-11-18T09:00 | yes | 2026-11-18T12:00",
        "Mon, Wed 08:00-12:00, Fri 08:00-09:00 | 2026-11-17T09:00 | no | 2026-11-18T08:00",
        "22:00-06:00 | 2026-11-21T23:00 | yes | 2026-11-22T06:00",
        "22:00-06:00 | 2026-11-21T05:59 | yes | 2026-11-21T06:00",
        "Sun 22:00-06:00 | 2026-11-23T05:00 | yes | 2026-11-23T06:00",
        "Sun 22:00-06:00 | 2026-11-22T05:00 | no | 2026-11-22T22:00",
        "Sat-Sun 00:00-24:00 | 2026-11-21T05:00 | yes | 2026-11-23T00:00",
        "Fri-Mon 10:00-11:00 | 2026-11-22T10:30 | yes | 2026-11-22T11:00",
        // Clocks jump from 02:00 to 03:00 here, and show 02:00 to 03:00 twice there.
        "01:00-02:30 | 2026-03-29T01:30 | yes | 2026-03-29T03:00",
        "02:10-02:20 | 2026-03-29T00:00 | no | 2026-03-30T02:10",
        "01:00-02:30 | 2026-10-25T01:30 | yes | 2026-10-25T02:30",
      })
  void hours_holdAndEnd(String text, String time, String in, String change) {
    var hours = WeeklyHours.parse(text, BERLIN);
    var moment = instant(time);
    assertThat(hours.contains(moment)).isEqualTo(in.strip().equals("yes"));
    assertThat(hours.nextChange(moment)).isEqualTo(instant(change));
    assertThat(hours.describe()).isEqualTo(text);
  }

  private static Instant instant(String local) {
    return LocalDateTime.parse(local.strip()).atZone(BERLIN).toInstant();
  }

  @Test
  void doubledHour_holdsTwice() {
    var hours = WeeklyHours.parse("02:15-02:45", BERLIN);
    var first = Instant.parse("2026-10-25T00:15:00Z");
    assertThat(hours.nextChange(first.minusSeconds(1))).isEqualTo(first);
    assertThat(hours.nextChange(first)).isEqualTo(Instant.parse("2026-10-25T00:45:00Z"));
    assertThat(hours.nextChange(Instant.parse("2026-10-25T00:45:00Z")))
        .isEqualTo(Instant.parse("2026-10-25T01:15:00Z"));
  }

  @Test
  void always_neverChanges() {
    var hours = WeeklyHours.parse("00:00-24:00", BERLIN);
    assertThat(hours.contains(Instant.EPOCH)).isTrue();
    assertThat(hours.nextChange(Instant.EPOCH)).isEqualTo(Instant.MAX);
  }

  @Test
  void zoneInTheText_wins() {
    var hours = WeeklyHours.parse("Mon-Fri 07:00-18:00 America/New_York", BERLIN);
    assertThat(hours.contains(Instant.parse("2026-11-20T12:00:00Z"))).isTrue();
    assertThat(hours.contains(Instant.parse("2026-11-20T11:59:00Z"))).isFalse();
    assertThat(hours).isEqualTo(WeeklyHours.parse(hours.describe(), ZoneId.of("UTC")));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"Europe/Berlin", "Africa/Cairo", "Australia/Lord_Howe", "America/Santiago"})
  void nextChange_agreesWithAWalkThroughEveryMinute(String zone) {
    var hours =
        WeeklyHours.parse("Mon-Thu 23:30-00:40, Fri 01:10-02:20, Sun 00:00-03:00", ZoneId.of(zone));
    for (int month = 1; month <= 12; month++) {
      var at = LocalDateTime.of(2026, month, 20, 0, 0).atZone(ZoneId.of(zone)).toInstant();
      var end = at.plusSeconds(86_400 * 14);
      var change = hours.nextChange(at);
      boolean in = hours.contains(at);
      for (; at.isBefore(end); at = at.plusSeconds(60)) {
        if (hours.contains(at) != in) {
          assertThat(at).as(zone).isEqualTo(change);
          in = !in;
          change = hours.nextChange(at);
        }
        assertThat(change).isAfter(at);
      }
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "07:00 | holds \"07:00\", which is no hours of a day; use such as Mon-Fri 07:00-18:00",
        "Mo 07:00-18:00 | names the day \"Mo\", which is unknown; use Mon, Tue",
        "Mon-Fri | names days without hours",
        "Mon 07:00-25:00 | holds \"07:00-25:00\", which is no hours",
        "Mon 07:00-07:00 | has hours that end as they begin; use 00:00-24:00",
        "Mon 07:00-08:00,, Tue 07:00-08:00 | has an empty place between commas",
        "Mon 07:00-08:00 Mars/Olympus | names the time zone \"Mars/Olympus\", which is unknown",
      })
  void mistake_isOneClearSentence(String text, String words) {
    assertThatThrownBy(() -> WeeklyHours.parse(text, BERLIN))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageStartingWith("the hours \"" + text + "\" ")
        .hasMessageContaining(words);
  }
}
