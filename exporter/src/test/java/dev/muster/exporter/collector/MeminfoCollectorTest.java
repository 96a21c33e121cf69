package dev.muster.exporter.collector;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.muster.exporter.collector.MeminfoCollector.OshiMemory;
import org.junit.jupiter.api.Test;

final class MeminfoCollectorTest {
  @Test
  void page_isTheSampleInTheComment() throws Exception {
    String meminfo =
        """
        MemTotal:       24684084 kB
        Active(anon):       1576 kB
        HugePages_Total:       0
        """;
    var collector = new MeminfoCollector(() -> MeminfoCollector.parse(meminfo));

    assertThat(Pages.text(collector)).isEqualTo(Pages.sample(MeminfoCollector.class));
  }

  @Test
  void parse_oddFieldGetsALegalName() throws Exception {
    var collector = new MeminfoCollector(() -> MeminfoCollector.parse("New-Field é:  1 kB\n"));

    assertThat(Pages.text(collector)).contains("\nnode_memory_New_Field___bytes 1024.0\n");
  }

  @Test
  void parse_garbageNamesTheLine() {
    assertThatThrownBy(() -> MeminfoCollector.parse("MemTotal 12 kB\n"))
        .hasMessage("/proc/meminfo: expected a name that ends in ':' in line \"MemTotal 12 kB\"");
    assertThatThrownBy(() -> MeminfoCollector.parse("A: 1 kB\nMemTotal:\n"))
        .hasMessage("/proc/meminfo: expected a number in line \"MemTotal:\"");
    assertThatThrownBy(() -> MeminfoCollector.parse("")).isInstanceOf(FailedReadingException.class);
  }

  @Test
  void windows_tellsCommitCharge() throws Exception {
    var memory = new OshiMemory(16_000, 5_000, 4_000, 1_000, 20_000, 9_000);
    var collector = new MeminfoCollector(() -> MeminfoCollector.convert(Os.WINDOWS, memory));

    assertThat(values(collector))
        .containsExactly(
            "node_memory_CommitLimit_bytes 20000.0",
            "node_memory_Committed_AS_bytes 9000.0",
            "node_memory_MemAvailable_bytes 5000.0",
            "node_memory_MemTotal_bytes 16000.0",
            "node_memory_SwapFree_bytes 3000.0",
            "node_memory_SwapTotal_bytes 4000.0");
  }

  @Test
  void macos_tellsTheNamesOfLinuxAndOfDarwin() throws Exception {
    var memory = new OshiMemory(16_000, 5_000, 4_000, 1_000, 20_000, 9_000);
    var collector = new MeminfoCollector(() -> MeminfoCollector.convert(Os.MACOS, memory));

    assertThat(values(collector))
        .containsExactly(
            "node_memory_MemAvailable_bytes 5000.0",
            "node_memory_MemTotal_bytes 16000.0",
            "node_memory_SwapFree_bytes 3000.0",
            "node_memory_SwapTotal_bytes 4000.0",
            "node_memory_swap_total_bytes 4000.0",
            "node_memory_swap_used_bytes 1000.0",
            "node_memory_total_bytes 16000.0");
  }

  @Test
  void oshi_noTotalIsAFailure() {
    var nothing = new OshiMemory(0, 0, 0, 0, 0, 0);

    assertThatThrownBy(() -> MeminfoCollector.convert(Os.WINDOWS, nothing))
        .isInstanceOf(FailedReadingException.class);
  }

  private static java.util.stream.Stream<String> values(Collector collector) throws Exception {
    return Pages.text(collector).lines().filter(line -> !line.startsWith("#"));
  }
}
