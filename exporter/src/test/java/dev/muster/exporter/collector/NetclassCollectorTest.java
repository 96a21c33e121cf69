package dev.muster.exporter.collector;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.muster.exporter.collector.OshiNetclass.OshiInterface;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import oshi.hardware.NetworkIF.IfOperStatus;

final class NetclassCollectorTest {
  private static final NameFilter ALL = NameFilter.excluding("");

  @TempDir Path folder;

  @BeforeEach
  void writeEth0() throws Exception {
    new Tree(folder.resolve("class/net/eth0"))
        .with("addr_assign_type", "3", "address", "02:fc:00:00:00:01")
        .with("broadcast", "ff:ff:ff:ff:ff:ff", "carrier", "1", "carrier_changes", "3")
        .with("carrier_down_count", "1", "carrier_up_count", "2", "dev_id", "0x20")
        .with("dormant", "0", "duplex", "full", "flags", "0x1003", "ifalias", "uplink")
        .with("ifindex", "2", "iflink", "2", "link_mode", "0", "mtu", "1400")
        .with("name_assign_type", "4", "netdev_group", "0", "operstate", "up")
        .with("speed", "1000", "tx_queue_len", "1000", "type", "1");
  }

  private NetclassCollector collector() {
    return NetclassCollector.of(new Tree(folder).machine());
  }

  @Test
  void page_isTheSampleInTheComment() throws Exception {
    assertThat(Pages.text(collector())).isEqualTo(Pages.sample(NetclassCollector.class));
  }

  @Test
  void speed_unknownIsLeftOut() throws Exception {
    new Tree(folder).with("class/net/eth0/speed", "-1");

    assertThat(Pages.text(collector())).doesNotContain("speed").contains("node_network_up");
  }

  @Test
  void down_hasNoCarrier() throws Exception {
    new Tree(folder).with("class/net/eth0/flags", "0x1002", "class/net/eth0/operstate", "down");

    assertThat(Pages.text(collector()))
        .contains("node_network_up{device=\"eth0\"} 0.0", "duplex=\"\"")
        .doesNotContain("node_network_carrier{", "dormant", "speed");
  }

  @Test
  void devices_comeAndGo_andMayBeIgnored() throws Exception {
    var settings = CollectorSettings.defaults(Os.LINUX).withPaths(folder, folder, folder);
    var filter = Chosen.NETCLASS_IGNORED.filter("^lo$");
    var machine = Pages.machine(Os.LINUX, settings.with(Chosen.NETCLASS_IGNORED, filter));
    var collector = NetclassCollector.of(machine);
    assertThat(Pages.text(collector)).contains("eth0").doesNotContain("wlan0");

    new Tree(folder).with("class/net/wlan0/mtu", "1500", "class/net/lo/mtu", "65536");
    new Tree(folder).with("class/net/bonding_masters", "bond0");
    Files.move(folder.resolve("class/net/eth0"), folder.resolve("eth0"));

    assertThat(Pages.text(collector))
        .contains("node_network_mtu_bytes{device=\"wlan0\"} 1500.0")
        .doesNotContain("eth0", "\"lo\"", "bonding");
  }

  @Test
  void machineWithoutInterfaces_hasNothingToRead() {
    var collector = new NetclassCollector(List::of);

    assertThatThrownBy(() -> Pages.text(collector)).isInstanceOf(NoDataException.class);
  }

  @Test
  void windows_tellsStateMtuAndSpeed_ifKnown() throws Exception {
    var lan = new OshiInterface("eth_1", "Ethernet", "02:00", IfOperStatus.UP, 1500, 1_000_000_000);
    var wlan = new OshiInterface("wlan_1", "WLAN", "02:01", IfOperStatus.LOWER_LAYER_DOWN, 1500, 0);
    var collector =
        new NetclassCollector(() -> OshiNetclass.convert(Os.WINDOWS, ALL, List.of(lan, wlan, lan)));

    assertThat(Pages.text(collector).lines().filter(line -> !line.startsWith("#")))
        .containsExactly(
            "node_network_info{address=\"02:00\",broadcast=\"\",device=\"Ethernet\",duplex=\"\","
                + "ifalias=\"\",operstate=\"up\"} 1.0",
            "node_network_info{address=\"02:01\",broadcast=\"\",device=\"WLAN\",duplex=\"\","
                + "ifalias=\"\",operstate=\"lowerlayerdown\"} 1.0",
            "node_network_mtu_bytes{device=\"Ethernet\"} 1500.0",
            "node_network_mtu_bytes{device=\"WLAN\"} 1500.0",
            "node_network_speed_bytes{device=\"Ethernet\"} 1.25E8",
            "node_network_up{device=\"Ethernet\"} 1.0",
            "node_network_up{device=\"WLAN\"} 0.0");
  }

  @Test
  void macos_doesNotTellWhetherItIsUp() throws Exception {
    var en0 = new OshiInterface("en0", "", "02:00", IfOperStatus.UNKNOWN, 1500, 0);
    var collector = new NetclassCollector(() -> OshiNetclass.convert(Os.MACOS, ALL, List.of(en0)));

    assertThat(Pages.text(collector)).contains("mtu_bytes{device=\"en0\"}").doesNotContain("_up");
  }
}
