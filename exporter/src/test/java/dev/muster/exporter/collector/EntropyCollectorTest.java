package dev.muster.exporter.collector;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

final class EntropyCollectorTest {
  @Test
  void page_isTheSampleInTheComment() throws Exception {
    var collector = new EntropyCollector(() -> EntropyCollector.parse("256\n", "4096\n"));

    assertThat(Pages.text(collector)).isEqualTo(Pages.sample(EntropyCollector.class));
  }

  @Test
  void parse_garbageIsExplained() {
    assertThatThrownBy(() -> EntropyCollector.parse("", "1"))
        .hasMessage("/proc/sys/kernel/random/entropy_avail is empty");
    assertThatThrownBy(() -> EntropyCollector.parse("1", "x"))
        .hasMessage("/proc/sys/kernel/random/poolsize: expected a number in line \"x\"");
  }
}
