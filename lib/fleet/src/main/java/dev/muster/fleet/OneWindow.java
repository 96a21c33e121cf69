package dev.muster.fleet;

import java.time.Instant;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.Optional;

/**
 * A window that comes once.
 *
 * @param zone by whose clocks it is described
 */
record OneWindow(Instant start, Instant end, ZoneId zone) implements Recurrence {
  private static final DateTimeFormatter TIME = DateTimeFormatter.ofPattern("uuuu-MM-dd'T'HH:mm");
  private static final DateTimeFormatter EXACT =
      DateTimeFormatter.ofPattern("uuuu-MM-dd'T'HH:mm:ssXXX");

  @Override
  public Optional<Window> at(Instant moment) {
    boolean in = !moment.isBefore(start) && moment.isBefore(end);
    return in ? Optional.of(new Window(start, end)) : Optional.empty();
  }

  @Override
  public Optional<Window> after(Instant moment) {
    return start.isAfter(moment) ? Optional.of(new Window(start, end)) : Optional.empty();
  }

  @Override
  public String describe() {
    return shown(start) + " to " + shown(end) + " " + zone;
  }

  /** With its offset only where clocks alone do not tell which moment it is. */
  private String shown(Instant moment) {
    var local = moment.atZone(zone);
    boolean plain =
        local.getSecond() == 0 && Clocks.first(local.toLocalDateTime(), zone).equals(moment);
    return (plain ? TIME : EXACT).format(local);
  }
}
