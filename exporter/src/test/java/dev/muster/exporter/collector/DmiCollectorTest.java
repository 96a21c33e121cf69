package dev.muster.exporter.collector;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class DmiCollectorTest {
  private static final String ID = "class/dmi/id/";

  @TempDir Path folder;

  @Test
  void page_isTheSampleInTheComment() throws Exception {
    var machine =
        new Tree(folder)
            .with(ID + "bios_date", "04/12/2021", ID + "bios_vendor", "Dell Inc.")
            .with(ID + "product_name", "PowerEdge R6515", ID + "sys_vendor", "Dell Inc.")
            .with(ID + "modalias", "dmi:bvnDellInc.")
            .machine();

    assertThat(Pages.text(DmiCollector.of(machine))).isEqualTo(Pages.sample(DmiCollector.class));
  }

  @Test
  void machineThatTellsNone_hasNoData() {
    assertThatThrownBy(() -> Pages.text(DmiCollector.of(new Tree(folder).machine())))
        .isInstanceOf(NoDataException.class)
        .hasMessage("this machine does not tell its make");
  }
}
