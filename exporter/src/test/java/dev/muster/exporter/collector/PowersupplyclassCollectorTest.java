package dev.muster.exporter.collector;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.muster.exporter.collector.OshiPowerSupplies.OshiBattery;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class PowersupplyclassCollectorTest {
  @TempDir Path folder;

  @Test
  void page_isTheSampleInTheComment() throws Exception {
    var tree =
        new Tree(folder)
            .with("class/power_supply/BAT0/capacity", "81")
            .with("class/power_supply/BAT0/capacity_level", "Normal")
            .with("class/power_supply/BAT0/energy_full", "45070000")
            .with("class/power_supply/BAT0/manufacturer", "LGC")
            .with("class/power_supply/BAT0/model_name", "LNV-45N1")
            .with("class/power_supply/BAT0/serial_number", "38109")
            .with("class/power_supply/BAT0/status", "Discharging")
            .with("class/power_supply/BAT0/technology", "Li-ion")
            .with("class/power_supply/BAT0/temp", "293")
            .with("class/power_supply/BAT0/type", "Battery")
            .with("class/power_supply/BAT0/uevent", "x")
            .with("class/power_supply/BAT0/voltage_now", "12229000");

    assertThat(Pages.text(PowersupplyclassCollector.of(tree.machine())))
        .isEqualTo(Pages.sample(PowersupplyclassCollector.class));
  }

  @Test
  void machineWithoutSupplies_hasNothingToRead() {
    assertThatThrownBy(() -> Pages.text(PowersupplyclassCollector.of(new Tree(folder).machine())))
        .isInstanceOf(NoDataException.class);
  }

  @Test
  void oshi_tellsABattery() {
    var battery =
        new OshiBattery(
            "BAT", 0.806, 12.2, -1500, 30.5, 42, false, false, true, "LGC", "", "unknown");

    var supply = OshiPowerSupplies.convert(battery);

    assertThat(supply.numbers())
        .isEqualTo(
            Map.of(
                "capacity", 81.0,
                "voltage_now", 12.2,
                "current_now", 1.5,
                "temp", 30.5,
                "cycle_count", 42.0));
    assertThat(supply.texts())
        .isEqualTo(Map.of("type", "Battery", "status", "Discharging", "manufacturer", "LGC"));
  }

  @Test
  void oshi_unknownNumbersAreLeftOut() {
    var nothing = new OshiBattery("x", -1, -1, 0, 0, -1, true, false, false, "", "", "");

    assertThat(OshiPowerSupplies.convert(nothing).numbers()).isEmpty();
    assertThat(List.of(OshiPowerSupplies.convert(nothing).texts().get("status")))
        .containsExactly("Not charging");
  }
}
