package dev.muster.exporter.collector;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class NvmeCollectorTest {
  private static final String NVME = "class/nvme/nvme0/";

  @TempDir Path folder;

  @Test
  void page_isTheSampleInTheComment() throws Exception {
    var machine =
        new Tree(folder)
            .with(NVME + "firmware_rev", "1B2QEXP7", NVME + "model", "Samsung SSD 970 PRO 512GB  ")
            .with(NVME + "serial", "S680HF8N190894I", NVME + "state", "live")
            .machine();

    assertThat(Pages.text(NvmeCollector.of(machine))).isEqualTo(Pages.sample(NvmeCollector.class));
  }

  @Test
  void none_hasNoData() {
    assertThatThrownBy(() -> Pages.text(NvmeCollector.of(new Tree(folder).machine())))
        .isInstanceOf(NoDataException.class);
  }
}
