package dev.muster.exporter.collector;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

final class SystemPagesTest {
  @Test
  void windows_hasTheFamiliesThatRulesOfEveryPcAskFor() throws Exception {
    assertThat(families(SystemPages.windows()))
        .contains(
            "node_cpu_seconds_total",
            "node_disk_io_time_seconds_total",
            "node_disk_io_time_weighted_seconds_total",
            "node_filesystem_avail_bytes",
            "node_memory_Buffers_bytes",
            "node_memory_Cached_bytes",
            "node_memory_MemFree_bytes",
            "node_network_receive_packets_total",
            "node_network_transmit_drop_total",
            "node_vmstat_pgmajfault");
  }

  @Test
  void macos_hasTheFamiliesOfItsOwnDashboard() throws Exception {
    assertThat(families(SystemPages.macos()))
        .contains(
            "node_load1",
            "node_memory_compressed_bytes",
            "node_memory_internal_bytes",
            "node_memory_purgeable_bytes",
            "node_memory_total_bytes",
            "node_memory_wired_bytes");
  }

  @Test
  void linuxNames_fitTheDashboardsOfLinux() throws Exception {
    assertThat(SystemPages.windowsWithLinuxNames())
        .contains("reads_completed_total{device=\"sda\"}", "mountpoint=\"/\"");
    assertThat(SystemPages.macosWithLinuxNames()).contains("reads_completed_total{device=\"sda\"}");
  }

  private static Set<String> families(String page) {
    return page.lines()
        .filter(line -> line.startsWith("# TYPE "))
        .map(line -> line.split(" ", -1)[2])
        .collect(Collectors.toSet());
  }
}
