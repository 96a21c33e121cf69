package dev.muster.exporter.collector;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class ThermalZoneCollectorTest {
  @TempDir Path folder;

  @Test
  void page_isTheSampleInTheComment() throws Exception {
    var tree =
        new Tree(folder)
            .with("class/thermal/thermal_zone0/type", "acpitz")
            .with("class/thermal/thermal_zone0/temp", "27800")
            .with("class/thermal/thermal_zone1/type", "asleep")
            .with("class/thermal/cooling_device0/type", "Processor")
            .with("class/thermal/cooling_device0/cur_state", "0")
            .with("class/thermal/cooling_device0/max_state", "10");

    assertThat(Pages.text(ThermalZoneCollector.of(tree.machine())))
        .isEqualTo(Pages.sample(ThermalZoneCollector.class));
  }

  @Test
  void machineWithoutZones_hasNothingToRead() {
    assertThatThrownBy(() -> Pages.text(ThermalZoneCollector.of(new Tree(folder).machine())))
        .isInstanceOf(NoDataException.class);
  }
}
