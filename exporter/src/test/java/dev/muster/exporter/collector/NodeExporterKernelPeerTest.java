package dev.muster.exporter.collector;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Our page beside node_exporter's of a server's {@code /proc} and {@code /sys}: what few test
 * machines have, such as disk arrays and network bonds.
 */
final class NodeExporterKernelPeerTest {
  /** What newer versions of node_exporter have. */
  private static final Set<String> NEWER =
      Set.of(
          "node_softnet_backlog_len",
          "node_softnet_cpu_collision_total",
          "node_softnet_flow_limit_count_total",
          "node_softnet_received_rps_total");

  private static final String BOND = "class/net/bond0/";
  private static final String MC = "devices/system/edac/mc/mc0/";
  private static final String RAPL = "class/powercap/intel-rapl:";
  private static final String DMI = "class/dmi/id/";
  private static final String NVME = "class/nvme/nvme0/";

  @TempDir Path folder;

  @BeforeEach
  void writeProc() throws Exception {
    String zeros = "00000000 ".repeat(5);
    String udp = "sl local\n 0: 0A000005:0016 00000000:0000 0A 0000000A:000000F1 00:0 00 0 0 9 2 x";
    String arp = "10.0.0.1 0x1 0x2 bb:cc:dd:ee:ff:cc * eth0";
    new Tree(folder)
        .with("net/arp", "IP address HW type Flags HW address Mask Device\n" + arp + "\n" + arp)
        .with(
            "net/softnet_stat",
            """
            000e5b68 00000029 00000001 %1$s00000007 00000005 00000003 00000002 00000000 0 0
            000000ff 00000000 00000002 %1$s00000000 00000000 00000000 00000000 00000001 0 0\
            """
                .formatted(zeros))
        .with("net/udp", udp, "net/udp6", udp.replace("0A000005", "0".repeat(32)))
        .with("schedstat", "version 15\ncpu0 1 0 2 3 4 5 2500000000 500000000 9\ndomain0 1 2 3")
        .with("sys/net/netfilter/nf_conntrack_count", "123")
        .with("sys/net/netfilter/nf_conntrack_max", "65536")
        .with(
            "net/stat/nf_conntrack",
            """
            entries  clashres found new invalid ignore delete chainlength insert insert_failed drop \
            early_drop icmp_error  expect_new expect_create expect_delete search_restart
            00000021 00000001 00000002 00000003 00000004 00000005 00000006 00000007 00000008 \
            00000009 0000000a 0000000b 0000000c 0000000d 0000000e 0000000f 00000010
            00000021 00000001 00000002 00000003 00000004 00000005 00000006 00000007 00000008 \
            00000009 0000000a 0000000b 0000000c 0000000d 0000000e 0000000f 00000010\
            """);
  }

  @BeforeEach
  void writeMdstat() throws Exception {
    new Tree(folder)
        .with(
            "mdstat",
            """
            Personalities : [linear] [raid0] [raid1] [raid5] [raid6]
            md0 : active raid1 sdb1[2](F) sda1[0]
                  248896 blocks super 1.2 [2/1] [U_]
                  [=>...................]  recovery =  6.7% (16775/248896) finish=1.2min speed=83K/sec

            md1 : active (auto-read-only) raid1 sdc2[1] sdc1[0] sdd1[2](S)
                  7932 blocks [2/2] [UU]
                  bitmap: 0/1 pages [0KB], 65536KB chunk
                  \tresync=PENDING

            md2 : active raid0 sdb[1] sda[0]
                  62 blocks super 1.2 512k chunks

            md3 : inactive sde[0](S) sdf[1](S)
                  883 blocks super 1.2

            md4 : active raid6 sda[0] sdb[1] sdc[2] sdd[3]
                  100 blocks level 6, 64k chunk, algorithm 2 [4/4] [UUUU]
                  [=>..................]  check =  8.5% (17/100) finish=17.0min speed=38K/sec

            unused devices: <none>
            """);
  }

  @BeforeEach
  void writeSys() throws Exception {
    new Tree(folder)
        .with("class/net/bonding_masters", "bond0", BOND + "bonding/slaves", "eth0 eth1")
        .with(BOND + "lower_eth0/bonding_slave/mii_status", "up")
        .with(BOND + "slave_eth1/bonding_slave/mii_status", "down")
        .with(MC + "ce_count", "3", MC + "ce_noinfo_count", "1", MC + "ue_count", "4")
        .with(MC + "ue_noinfo_count", "0", MC + "csrow0/ce_count", "2", MC + "csrow0/ue_count", "4")
        .with(DMI + "bios_date", "04/12/2021", DMI + "bios_vendor", "Dell Inc.")
        .with(DMI + "product_name", "PowerEdge", DMI + "sys_vendor", "Dell", DMI + "modalias", "x")
        .with(NVME + "firmware_rev", "1B2QEXP7", NVME + "model", "Samsung SSD 970 PRO 512GB")
        .with(NVME + "serial", "S680HF8N190894I", NVME + "state", "live")
        .with(RAPL + "0/name", "package-0", RAPL + "0/energy_uj", "240250000")
        .with(RAPL + "0/max_energy_range_uj", "1", RAPL + "0:0/max_energy_range_uj", "1")
        .with(RAPL + "0:0/name", "dram", RAPL + "0:0/energy_uj", "2500000")
        .with(RAPL + "1:0/name", "dram", RAPL + "1:0/energy_uj", "3500000")
        .with(RAPL + "1:0/max_energy_range_uj", "1");
  }

  @Test
  void server_hasTheSameFamiliesTypesLabelsAndValues() throws Exception {
    var machine = new Tree(folder).machine();
    List<Collector> collectors =
        List.of(
            ArpCollector.of(machine),
            BondingCollector.of(machine),
            ConntrackCollector.of(machine),
            DmiCollector.of(machine),
            EdacCollector.of(machine),
            MdadmCollector.of(machine),
            NvmeCollector.of(machine),
            RaplCollector.of(machine),
            SchedstatCollector.of(machine),
            SoftnetCollector.of(machine),
            UdpQueuesCollector.of(machine));
    List<String> flags = new ArrayList<>();
    collectors.forEach(collector -> flags.add("--collector." + collector.name()));
    flags.add("--path.procfs=" + folder);
    flags.add("--path.sysfs=" + folder);
    var theirs = NodeExporterPeer.page(folder, flags);
    var ours = NodeExporterPeer.ours(collectors);

    assertThat(theirs).containsKeys("node_md_disks", "node_bonding_active", "node_dmi_info");
    Set<String> expected = new TreeSet<>(theirs.keySet());
    expected.addAll(NEWER);
    assertThat(new TreeSet<>(ours.keySet())).isEqualTo(expected);
    theirs.forEach((name, family) -> assertThat(ours.get(name)).as(name).isEqualTo(family));
  }
}
