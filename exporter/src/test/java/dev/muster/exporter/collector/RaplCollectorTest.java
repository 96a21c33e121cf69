package dev.muster.exporter.collector;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class RaplCollectorTest {
  private static final String POWERCAP = "class/powercap/";

  @TempDir Path folder;

  private Tree zones() throws Exception {
    return new Tree(folder)
        .with(POWERCAP + "intel-rapl/enabled", "1")
        .with(POWERCAP + "intel-rapl:0/name", "package-0")
        .with(POWERCAP + "intel-rapl:0/energy_uj", "240250000")
        .with(POWERCAP + "intel-rapl:0:0/name", "dram")
        .with(POWERCAP + "intel-rapl:0:0/energy_uj", "2500000");
  }

  @Test
  void page_isTheSampleInTheComment() throws Exception {
    assertThat(Pages.text(RaplCollector.of(zones().machine())).replace(folder.toString(), "/sys"))
        .isEqualTo(Pages.sample(RaplCollector.class));
  }

  @Test
  void zone_mayBeALabel_andThoseOfOneNameAreCounted() throws Exception {
    var settings =
        zones()
            .with(POWERCAP + "intel-rapl:1:0/name", "dram")
            .with(POWERCAP + "intel-rapl:1:0/energy_uj", "1000000")
            .machine()
            .settings()
            .withExtras(Set.of(Extra.RAPL_ZONE_LABEL));

    assertThat(Pages.text(RaplCollector.of(Pages.machine(Os.LINUX, settings))))
        .contains("intel-rapl:0\",rapl_zone=\"package\"} 240.25")
        .contains("{index=\"0\",path=\"" + folder + "/class/powercap/intel-rapl:0:0\"")
        .contains("{index=\"1\",path=\"" + folder + "/class/powercap/intel-rapl:1:0\"");
  }

  @Test
  void energyOfRootAlone_isNoData() throws Exception {
    var machine = zones().machine();
    Files.delete(folder.resolve(POWERCAP + "intel-rapl:0:0/energy_uj"));

    assertThatThrownBy(() -> Pages.text(RaplCollector.of(machine)))
        .isInstanceOf(NoDataException.class)
        .hasMessage(folder + "/class/powercap/intel-rapl:0:0/energy_uj may not be read");
  }
}
