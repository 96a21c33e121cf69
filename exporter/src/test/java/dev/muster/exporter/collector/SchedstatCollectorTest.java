package dev.muster.exporter.collector;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class SchedstatCollectorTest {
  @TempDir Path folder;

  @Test
  void page_isTheSampleInTheComment() throws Exception {
    var machine =
        new Tree(folder)
            .with(
                "schedstat",
                """
                version 15
                timestamp 15819019232
                cpu0 1 0 2 3 4 5 2500000000 500000000 9
                domain0 00000000,00000003 212499247 210112015 1861015
                """)
            .machine();

    assertThat(Pages.text(SchedstatCollector.of(machine)))
        .isEqualTo(Pages.sample(SchedstatCollector.class));
  }

  @Test
  void kernelWithout_hasNoData() {
    assertThatThrownBy(() -> Pages.text(SchedstatCollector.of(new Tree(folder).machine())))
        .isInstanceOf(NoDataException.class);
  }
}
