package dev.muster.exporter.collector;

import dev.muster.exporter.collector.Clocksources.Clocksource;
import java.io.IOException;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneId;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Locale;

/**
 * The machine's clock and time zone, and on Linux what it keeps time by.
 *
 * <pre>
 * # HELP node_time_clocksource_available_info Source the clock could be kept by.
 * # TYPE node_time_clocksource_available_info gauge
 * node_time_clocksource_available_info{clocksource="kvm-clock",device="0"} 1.0
 * node_time_clocksource_available_info{clocksource="tsc",device="0"} 1.0
 * # HELP node_time_clocksource_current_info Source the clock is kept by.
 * # TYPE node_time_clocksource_current_info gauge
 * node_time_clocksource_current_info{clocksource="tsc",device="0"} 1.0
 * # HELP node_time_seconds Clock of the machine, in seconds since 1970.
 * # TYPE node_time_seconds gauge
 * node_time_seconds 1.79525635625E9
 * # HELP node_time_zone_offset_seconds Seconds that local time is ahead of UTC.
 * # TYPE node_time_zone_offset_seconds gauge
 * node_time_zone_offset_seconds{time_zone="CET"} 3600.0
 * </pre>
 */
final class TimeCollector implements Collector {
  record Reading(Instant now, String zone, int offsetSeconds, List<Clocksource> clocksources) {}

  private static final DateTimeFormatter ZONE_NAME =
      DateTimeFormatter.ofPattern("zzz", Locale.ENGLISH);

  private final Source<Reading> source;

  TimeCollector(Source<Reading> source) {
    this.source = source;
  }

  static TimeCollector of(Machine machine) {
    Source<List<Clocksource>> clocksources =
        machine.os() == Os.LINUX ? new Clocksources(machine.settings().sysfs()) : List::of;
    return new TimeCollector(() -> read(machine.clock(), ZoneId.systemDefault(), clocksources));
  }

  static Reading read(InstantSource clock, ZoneId zone, Source<List<Clocksource>> clocksources)
      throws IOException, NoDataException {
    ZonedDateTime now = clock.instant().atZone(zone);
    int offset = now.getOffset().getTotalSeconds();
    return new Reading(now.toInstant(), zoneName(now), offset, clocksources.read());
  }

  /** Such as {@code CET} in winter and {@code CEST} in summer. */
  private static String zoneName(ZonedDateTime now) {
    boolean utc = now.getOffset().getTotalSeconds() == 0 && now.getZone().getId().endsWith("UTC");
    return utc ? "UTC" : ZONE_NAME.format(now);
  }

  @Override
  public String name() {
    return "time";
  }

  @Override
  public void collect(MetricPage page) throws Exception {
    var reading = source.read();
    double seconds = ChronoUnit.MICROS.between(Instant.EPOCH, reading.now()) / 1e6;
    page.gauge("node_time_seconds", "Clock of the machine, in seconds since 1970.", seconds);
    page.gaugeFamily(
            "node_time_zone_offset_seconds",
            "Seconds that local time is ahead of UTC.",
            "time_zone")
        .add(reading.offsetSeconds(), reading.zone());
    var available =
        page.gaugeFamily(
            "node_time_clocksource_available_info",
            "Source the clock could be kept by.",
            "device",
            "clocksource");
    var current =
        page.gaugeFamily(
            "node_time_clocksource_current_info",
            "Source the clock is kept by.",
            "device",
            "clocksource");
    for (Clocksource clocksource : reading.clocksources()) {
      clocksource.available().forEach(name -> available.add(1, clocksource.device(), name));
      current.add(1, clocksource.device(), clocksource.current());
    }
  }
}
