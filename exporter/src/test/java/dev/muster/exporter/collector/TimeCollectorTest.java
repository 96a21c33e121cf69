package dev.muster.exporter.collector;

import static org.assertj.core.api.Assertions.assertThat;

import dev.muster.exporter.collector.Clocksources.Clocksource;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneId;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class TimeCollectorTest {
  private static final InstantSource CLOCK = () -> Instant.ofEpochMilli(1_795_256_356_250L);

  @TempDir Path sysfs;

  @Test
  void page_isTheSampleInTheComment() throws Exception {
    var clocksource = Clocksource.parse("0", "tsc\n", "tsc kvm-clock \n");
    var collector =
        new TimeCollector(() ->
            TimeCollector.read(CLOCK, ZoneId.of("Europe/Berlin"), () -> List.of(clocksource)));

    assertThat(Pages.text(collector)).isEqualTo(Pages.sample(TimeCollector.class));
  }

  @Test
  void zone_hasItsSummerName() throws Exception {
    Instant summer = Instant.parse("2026-07-01T00:00:00Z");

    assertThat(TimeCollector.read(() -> summer, ZoneId.of("Europe/Berlin"), List::of))
        .isEqualTo(new TimeCollector.Reading(summer, "CEST", 7200, List.of()));
    assertThat(TimeCollector.read(() -> summer, ZoneId.of("Etc/UTC"), List::of).zone())
        .isEqualTo("UTC");
  }

  @Test
  void clocksources_areFoundInSysfs() throws Exception {
    Path device = Files.createDirectories(sysfs.resolve("devices/system/clocksource/clocksource0"));
    Files.writeString(device.resolve("current_clocksource"), "tsc\n");
    Files.writeString(device.resolve("available_clocksource"), "tsc hpet acpi_pm \n");
    var clocksources = new Clocksources(sysfs);

    assertThat(clocksources.read())
        .containsExactly(new Clocksource("0", "tsc", List.of("tsc", "hpet", "acpi_pm")));

    Files.writeString(device.resolve("current_clocksource"), "hpet\n");
    assertThat(clocksources.read().getFirst().current()).isEqualTo("hpet");
  }

  @Test
  void clocksources_missingFolderMeansNone() throws Exception {
    assertThat(new Clocksources(sysfs.resolve("nothing")).read()).isEmpty();
  }
}
