package dev.muster.fleet;

import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.Period;
import java.time.ZoneId;
import java.util.List;
import java.util.Optional;

/**
 * Windows of one length that begin at the times of a crontab line, by the clocks of a zone. A time
 * that clocks leave out begins at the first minute there is; one that comes twice begins once, the
 * first time.
 *
 * @param text the five fields with one blank between
 * @param length as it passes, whatever clocks do meanwhile
 */
record CronWindows(Cron cron, String text, Duration length, ZoneId zone) implements Recurrence {
  private static final Period FARTHEST = Period.ofYears(4);
  private static final List<LocalDateTime> NEVER = List.of();

  @Override
  public Optional<Window> at(Instant moment) {
    var date = LocalDate.ofInstant(moment, zone);
    // A day more, as a whole day may be left out by a zone's clocks.
    var earliest = LocalDate.ofInstant(moment.minus(length), zone).minusDays(1);
    for (; !date.isBefore(earliest); date = date.minusDays(1)) {
      for (var time : cron.isOn(date) ? cron.timesOn(date).reversed() : NEVER) {
        var start = start(time);
        if (!start.isAfter(moment)) {
          return Optional.of(window(start)).filter(window -> window.end().isAfter(moment));
        }
      }
    }
    return Optional.empty();
  }

  @Override
  public Optional<Window> after(Instant moment) {
    var date = LocalDate.ofInstant(moment, zone).minusDays(1);
    var last = date.plus(FARTHEST).plusDays(1);
    for (; !date.isAfter(last); date = date.plusDays(1)) {
      for (var time : cron.isOn(date) ? cron.timesOn(date) : NEVER) {
        var start = start(time);
        if (start.isAfter(moment)) {
          return Optional.of(window(start));
        }
      }
    }
    return Optional.empty();
  }

  @Override
  public String describe() {
    return text + " for " + DurationText.of(length) + " " + zone;
  }

  private Window window(Instant start) {
    return new Window(start, start.plus(length));
  }

  private Instant start(LocalDateTime time) {
    return Clocks.first(time, zone);
  }
}
