package dev.muster.exporter.collector;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

final class SoftnetCollectorTest {
  private static final String ZEROS = "00000000 ".repeat(5);

  @Test
  void page_isTheSampleInTheComment() throws Exception {
    String text =
        "000e5b68 00000029 00000001 "
            + ZEROS
            + "00000007 00000005 00000003 00000002 00000001 0 0\n";

    assertThat(Pages.text(new SoftnetCollector(() -> SoftnetCollector.parse(text))))
        .isEqualTo(Pages.sample(SoftnetCollector.class));
  }

  @Test
  void olderKernel_tellsLess_andItsCpusAreCounted() throws Exception {
    String line = "0000000a 00000000 00000000 " + ZEROS + "00000000\n";

    assertThat(Pages.text(new SoftnetCollector(() -> SoftnetCollector.parse(line + line))))
        .contains("node_softnet_processed_total{cpu=\"1\"} 10.0")
        .contains("node_softnet_cpu_collision_total{cpu=\"1\"} 0.0")
        .doesNotContain("received_rps");
  }

  @Test
  void parse_garbageNamesTheLine() {
    assertThatThrownBy(() -> SoftnetCollector.parse("0000000a xyz\n"))
        .hasMessage(
            "/proc/net/softnet_stat: expected a hexadecimal number instead of \"xyz\" in line"
                + " \"0000000a xyz\"");
  }
}
