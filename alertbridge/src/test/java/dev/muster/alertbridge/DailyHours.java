package dev.muster.alertbridge;

import dev.muster.fleet.Recurrence;
import dev.muster.fleet.WeeklyHours;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalTime;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.Optional;

/** The same hours each day, such as {@code 07:00-18:00}, by UTC; they may go over midnight. */
record DailyHours(Duration start, Duration length) implements Recurrence, WeeklyHours {
  static DailyHours of(String text) {
    if (!text.matches("\\d\\d:\\d\\d-\\d\\d:\\d\\d")) {
      throw new IllegalArgumentException("no hours: " + text);
    }
    var from = LocalTime.parse(text.substring(0, 5));
    var to = LocalTime.parse(text.substring(6));
    var length = Duration.between(from, to);
    return new DailyHours(
        Duration.between(LocalTime.MIDNIGHT, from),
        length.isNegative() ? length.plusDays(1) : length);
  }

  @Override
  public Optional<Window> at(Instant moment) {
    for (int back = 0; back < 2; back++) {
      var day = moment.atZone(ZoneOffset.UTC).truncatedTo(ChronoUnit.DAYS).minusDays(back);
      var begin = day.toInstant().plus(start);
      var end = begin.plus(length);
      if (!moment.isBefore(begin) && moment.isBefore(end)) {
        return Optional.of(new Window(begin, end));
      }
    }
    return Optional.empty();
  }

  @Override
  public Optional<Window> after(Instant moment) {
    var day = moment.atZone(ZoneOffset.UTC).truncatedTo(ChronoUnit.DAYS).toInstant();
    var begin = day.plus(start);
    var next = begin.isAfter(moment) ? begin : begin.plus(Duration.ofDays(1));
    return Optional.of(new Window(next, next.plus(length)));
  }

  @Override
  public boolean contains(Instant moment) {
    return at(moment).isPresent();
  }

  @Override
  public Instant nextChange(Instant moment) {
    return at(moment).or(() -> after(moment)).map(Window::end).orElseThrow();
  }

  @Override
  public String describe() {
    return start + " for " + length;
  }
}
