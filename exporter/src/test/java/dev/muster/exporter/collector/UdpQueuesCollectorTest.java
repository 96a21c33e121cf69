package dev.muster.exporter.collector;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class UdpQueuesCollectorTest {
  private static final String UDP =
      """
        sl  local_address rem_address   st tx_queue rx_queue tr tm->when retrnsmt   uid  timeout
         0: 0A000005:0016 00000000:0000 0A 0000000A:00000001 00:00000000 00000000     0        0
         1: 00000000:0016 00000000:0000 0A 00000006:00000020 00:00000000 00000000     0        0
      """;

  @TempDir Path folder;

  @Test
  void page_isTheSampleInTheComment() throws Exception {
    var machine = new Tree(folder).with("net/udp", UDP).machine();

    assertThat(Pages.text(UdpQueuesCollector.of(machine)))
        .isEqualTo(Pages.sample(UdpQueuesCollector.class));
  }

  @Test
  void kernelWithoutUdp_hasNoData() {
    assertThatThrownBy(() -> Pages.text(UdpQueuesCollector.of(new Tree(folder).machine())))
        .isInstanceOf(NoDataException.class)
        .hasMessage("this kernel has no UDP");
  }

  @Test
  void parse_garbageNamesTheWord() {
    assertThatThrownBy(() -> UdpQueuesCollector.parse("sl\n0: a b c 00000001 d\n"))
        .hasMessage("/proc/net/udp: expected two queues' lengths instead of \"00000001\"");
  }
}
