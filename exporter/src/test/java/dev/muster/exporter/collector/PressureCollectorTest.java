package dev.muster.exporter.collector;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class PressureCollectorTest {
  @TempDir Path folder;

  private static String lines(String some, String full) {
    return "some avg10=1.00 avg60=0.41 avg300=0.26 total=%s\nfull avg10=0.00 total=%s\n"
        .formatted(some, full);
  }

  @Test
  void page_isTheSampleInTheComment() throws Exception {
    var collector =
        new PressureCollector(() ->
            Stream.of(
                    PressureCollector.parse("cpu", lines("1338893841", "0")),
                    PressureCollector.parse("io", lines("37350353", "23523465")),
                    PressureCollector.parse("irq", "full avg10=0.00 total=1500000\n"))
                .flatMap(List::stream)
                .toList());

    assertThat(Pages.text(collector)).isEqualTo(Pages.sample(PressureCollector.class));
  }

  @Test
  void parse_garbageNamesTheLine() {
    assertThatThrownBy(() -> PressureCollector.parse("io", "some\n"))
        .hasMessage("/proc/pressure/io: expected a name in line \"some\"");
    assertThatThrownBy(() -> PressureCollector.parse("io", ""))
        .hasMessage("/proc/pressure/io is empty");
  }

  @Test
  void kernelWithoutPressure_hasNothingToRead() {
    var settings = CollectorSettings.defaults(Os.LINUX).withPaths(folder, folder, folder);

    assertThatThrownBy(() -> Pages.text(PressureCollector.of(Pages.machine(Os.LINUX, settings))))
        .isInstanceOf(NoDataException.class);
  }
}
