package dev.muster.exporter.collector;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class HwmonCollectorTest {
  @TempDir Path folder;

  private Tree coretemp() throws Exception {
    return new Tree(folder)
        .linking("class/hwmon/hwmon0/device", "devices/platform/coretemp.0")
        .with("class/hwmon/hwmon0/name", "coretemp")
        .with("class/hwmon/hwmon0/temp1_input", "55000")
        .with("class/hwmon/hwmon0/temp1_label", "Core 0")
        .with("class/hwmon/hwmon0/temp1_crit_alarm", "0")
        .with("class/hwmon/hwmon0/fan1_input", "1998")
        .with("class/hwmon/hwmon0/in0_input", "872")
        .with("class/hwmon/hwmon0/uevent", "x");
  }

  @Test
  void page_isTheSampleInTheComment() throws Exception {
    assertThat(Pages.text(HwmonCollector.of(coretemp().machine())))
        .isEqualTo(Pages.sample(HwmonCollector.class));
  }

  @Test
  void chip_withoutDeviceHasItsName_elseItsNumber() throws Exception {
    var tree =
        new Tree(folder)
            .with("class/hwmon/hwmon3/name", "Virtual Chip")
            .with("class/hwmon/hwmon4/temp1_input", "x")
            .with("class/hwmon/hwmon4/temp2_input", "-3500");

    assertThat(Pages.text(HwmonCollector.of(tree.machine())).lines())
        .contains(
            "node_hwmon_chip_names{chip=\"virtual_chip\",chip_name=\"virtual_chip\"} 1.0",
            "node_hwmon_temp_celsius{chip=\"hwmon4\",sensor=\"temp2\"} -3.5")
        .noneMatch(line -> line.contains("temp1"));
  }

  @Test
  void chips_mayBeLeftOut() throws Exception {
    var machine = coretemp().machine();
    var settings = machine.settings().with(Filtered.CHIPS, NameFilter.excluding("coretemp"));
    var collector = HwmonCollector.of(Pages.machine(Os.LINUX, settings));

    assertThatThrownBy(() -> Pages.text(collector)).isInstanceOf(NoDataException.class);
  }
}
