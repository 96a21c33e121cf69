package dev.muster.exporter.collector;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.muster.exporter.collector.MeminfoCollector.OshiMemory;
import java.util.EnumMap;
import java.util.Map;
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

  private static final OshiMemory MEMORY =
      new OshiMemory(16_000, 5_000, 4_000, 1_000, 20_000, 9_000);

  @Test
  void windows_tellsCommitChargeAndPageLists() throws Exception {
    Map<WindowsMemory.Counter, Long> lists = new EnumMap<>(WindowsMemory.Counter.class);
    lists.put(WindowsMemory.Counter.FREEANDZEROPAGELISTBYTES, 1L);
    lists.put(WindowsMemory.Counter.STANDBYCACHECOREBYTES, 20L);
    lists.put(WindowsMemory.Counter.STANDBYCACHENORMALPRIORITYBYTES, 300L);
    lists.put(WindowsMemory.Counter.STANDBYCACHERESERVEBYTES, 4_000L);
    lists.put(WindowsMemory.Counter.MODIFIEDPAGELISTBYTES, 50_000L);
    lists.put(WindowsMemory.Counter.POOLPAGEDRESIDENTBYTES, 6L);
    lists.put(WindowsMemory.Counter.POOLNONPAGEDBYTES, 70L);
    var collector = new MeminfoCollector(new WindowsMemory(() -> MEMORY, () -> lists));

    assertThat(values(collector))
        .containsExactly(
            "node_memory_Buffers_bytes 0.0",
            "node_memory_Cached_bytes 54320.0",
            "node_memory_CommitLimit_bytes 20000.0",
            "node_memory_Committed_AS_bytes 9000.0",
            "node_memory_MemAvailable_bytes 5000.0",
            "node_memory_MemFree_bytes 1.0",
            "node_memory_MemTotal_bytes 16000.0",
            "node_memory_SReclaimable_bytes 6.0",
            "node_memory_SUnreclaim_bytes 70.0",
            "node_memory_Slab_bytes 76.0",
            "node_memory_SwapFree_bytes 3000.0",
            "node_memory_SwapTotal_bytes 4000.0");
  }

  @Test
  void windows_listsThatCannotBeReadAreLeftOut() throws Exception {
    Map<WindowsMemory.Counter, Long> lists = new EnumMap<>(WindowsMemory.Counter.class);
    lists.put(WindowsMemory.Counter.FREEANDZEROPAGELISTBYTES, 0L);
    lists.put(WindowsMemory.Counter.STANDBYCACHECOREBYTES, 20L);
    lists.put(WindowsMemory.Counter.POOLNONPAGEDBYTES, 70L);
    var collector = new MeminfoCollector(new WindowsMemory(() -> MEMORY, () -> lists));

    assertThat(Pages.text(collector))
        .contains("node_memory_SUnreclaim_bytes 70.0")
        .doesNotContain("MemFree", "Cached", "SReclaimable", "Slab");
  }

  @Test
  void macos_tellsTheNamesOfLinuxAndOfDarwin() throws Exception {
    var vm = new MacVm(10, 1, 2, 3, 4, 5, 6, 7, 8, 0, 0, 0, 0);
    var collector = new MeminfoCollector(new MacMemory(() -> MEMORY, () -> vm));

    assertThat(values(collector))
        .containsExactly(
            "node_memory_Active_bytes 20.0",
            "node_memory_Buffers_bytes 0.0",
            "node_memory_Cached_bytes 60.0",
            "node_memory_Inactive_bytes 30.0",
            "node_memory_MemAvailable_bytes 5000.0",
            "node_memory_MemFree_bytes 10.0",
            "node_memory_MemTotal_bytes 16000.0",
            "node_memory_SwapFree_bytes 3000.0",
            "node_memory_SwapTotal_bytes 4000.0",
            "node_memory_active_bytes 20.0",
            "node_memory_compressed_bytes 50.0",
            "node_memory_free_bytes 10.0",
            "node_memory_inactive_bytes 30.0",
            "node_memory_internal_bytes 70.0",
            "node_memory_purgeable_bytes 80.0",
            "node_memory_swap_total_bytes 4000.0",
            "node_memory_swap_used_bytes 1000.0",
            "node_memory_total_bytes 16000.0",
            "node_memory_wired_bytes 40.0");
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
