package dev.muster.exporter.collector;

import static dev.muster.exporter.collector.Filtered.DISKS;
import static dev.muster.exporter.collector.Filtered.FS_TYPES;
import static dev.muster.exporter.collector.Filtered.MOUNT_POINTS;
import static dev.muster.exporter.collector.Filtered.NETWORKS;
import static dev.muster.exporter.collector.NodeExporterPeer.family;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.muster.exporter.collector.NodeExporterPeer.Family;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Our page beside that of Debian's {@code prometheus-node-exporter}, on this machine. */
final class NodeExporterPeerTest {
  /** What node_exporter has of these collectors, if the machine does, and we do not. */
  private static final Map<String, String> LACKING =
      Map.of(
          "node_network_receive_nohandler_total", "netlink alone tells it, /proc/net/dev does not",
          "node_network_speed_bytes",
              "where no speed is known, theirs is -125000 and ours left out");

  /** What newer versions of node_exporter have, if the machine does. */
  private static final Set<String> NEWER =
      Set.of(
          "node_os_support_end_timestamp_seconds",
          "node_pressure_irq_stalled_seconds_total",
          "node_softnet_backlog_len",
          "node_softnet_cpu_collision_total",
          "node_softnet_flow_limit_count_total",
          "node_softnet_received_rps_total");

  /** What only we have, or what another test compares. */
  private static final Set<String> OWN = Set.of("services", "systemd", "topprocesses", "users");

  /** Families whose labels come and go. */
  private static final Set<String> FLEETING =
      Set.of("node_network_speed_bytes", "node_processes_state", "node_processes_threads_state");

  /** Families whose values stand still long enough to be compared. */
  private static final Set<String> STABLE =
      Set.of(
          "node_memory_MemTotal_bytes",
          "node_memory_SwapTotal_bytes",
          "node_memory_HugePages_Total",
          "node_memory_Hugepagesize_bytes",
          "node_memory_VmallocTotal_bytes",
          "node_memory_CommitLimit_bytes",
          "node_filesystem_size_bytes",
          "node_filesystem_files",
          "node_filesystem_readonly",
          "node_filesystem_device_error",
          "node_boot_time_seconds",
          "node_time_zone_offset_seconds",
          "node_time_clocksource_available_info",
          "node_time_clocksource_current_info",
          "node_os_info",
          "node_os_version",
          "node_uname_info",
          "node_disk_info",
          "node_entropy_pool_size_bits",
          "node_filefd_maximum",
          "node_netstat_Ip_Forwarding",
          "node_network_info",
          "node_network_mtu_bytes",
          "node_network_protocol_type",
          "node_network_transmit_queue_length",
          "node_network_up",
          "node_processes_max_processes",
          "node_processes_max_threads",
          "node_selinux_enabled",
          "node_timex_loop_time_constant",
          "node_timex_tick_seconds",
          "node_textfile_mtime_seconds",
          "node_textfile_scrape_error",
          "job_size");

  @TempDir static Path folder;

  private static Map<String, Family> theirs = Map.of();
  private static Map<String, Family> ours = Map.of();

  @BeforeAll
  static void readBoth() throws Exception {
    Files.writeString(folder.resolve("job.prom"), "# HELP job_size Size.\njob_size{n=\"1\"} 7\n");
    CollectorSettings settings =
        CollectorSettings.defaults().withTextfiles(List.of(folder.toString()));
    List<Collector> collectors = Collectors.all(settings);
    theirs = NodeExporterPeer.page(folder, flags(settings, collectors));
    ours = NodeExporterPeer.ours(collectors);
  }

  private static List<String> flags(CollectorSettings settings, List<Collector> collectors) {
    List<String> flags = new ArrayList<>();
    flags.add("--collector.filesystem.mount-points-exclude=" + regex(settings, MOUNT_POINTS));
    flags.add("--collector.filesystem.fs-types-exclude=" + regex(settings, FS_TYPES));
    flags.add("--collector.diskstats.device-exclude=" + regex(settings, DISKS));
    flags.add("--collector.netdev.device-exclude=" + regex(settings, NETWORKS));
    flags.add("--collector.textfile.directory=" + folder);
    collectors.stream()
        .map(Collector::name)
        .filter(name -> !OWN.contains(name))
        .forEach(name -> flags.add("--collector." + name));
    return flags;
  }

  private static String regex(CollectorSettings settings, Filtered what) {
    return settings.filter(what).regex();
  }

  @AfterAll
  static void forget() {
    theirs = Map.of();
    ours = Map.of();
  }

  @Test
  void families_areTheSame_butThoseListed() {
    assertThat(theirs).containsKey("node_cpu_seconds_total");
    Set<String> lacking = new TreeSet<>(theirs.keySet());
    lacking.removeAll(ours.keySet());
    Set<String> more = new TreeSet<>(ours.keySet());
    more.removeAll(theirs.keySet());
    more.removeIf(name -> name.startsWith("host_"));

    assertThat(LACKING.keySet()).containsAll(lacking);
    assertThat(NEWER).containsAll(more);
  }

  @Test
  void types_areTheSame() {
    shared()
        .forEach((name, family) ->
            assertThat(family.type()).as(name).isEqualTo(family(theirs, name).type()));
  }

  @Test
  void labels_areTheSame() {
    Map<String, Family> shared = shared();
    shared.keySet().removeAll(FLEETING);
    shared.forEach((name, family) ->
        assertThat(family.values().keySet())
            .as(name)
            .isEqualTo(family(theirs, name).values().keySet()));
  }

  @Test
  void valuesThatStandStill_areTheSame() {
    assertThat(ours.keySet()).containsAll(STABLE);
    for (String name : STABLE) {
      assertThat(family(ours, name).values()).as(name).isEqualTo(family(theirs, name).values());
    }
  }

  @Test
  void valuesThatMove_areNear() {
    near("node_cpu_seconds_total", 10);
    near("node_disk_reads_completed_total", 5000);
    near("node_disk_write_time_seconds_total", 30);
    near("node_disk_io_time_seconds_total", 10);
    near("node_filesystem_avail_bytes", 2e9);
    near("node_filesystem_files_free", 50_000);
    near("node_forks_total", 2000);
    near("node_load1", 4);
    near("node_memory_MemFree_bytes", 2e9);
    near("node_network_receive_bytes_total", 50e6);
    near("node_netstat_Tcp_ActiveOpens", 5000);
    near("node_pressure_cpu_waiting_seconds_total", 20);
    near("node_processes_pids", 100);
    near("node_sockstat_sockets_used", 2000);
    near("node_softnet_processed_total", 1e6);
    near("node_time_seconds", 10);
    near("node_timex_maxerror_seconds", 1);
    near("node_timex_offset_seconds", 1);
    near("node_timex_sync_status", 1);
    near("node_udp_queues", 1e6);
    near("node_vmstat_pgfault", 2e6);
  }

  private static void near(String name, double slack) {
    family(ours, name)
        .values()
        .forEach((labels, value) ->
            assertThat(value)
                .as(name + labels)
                .isCloseTo(family(theirs, name).values().get(labels), within(slack)));
  }

  private static Map<String, Family> shared() {
    Map<String, Family> shared = new TreeMap<>(ours);
    shared.keySet().retainAll(theirs.keySet());
    return shared;
  }
}
