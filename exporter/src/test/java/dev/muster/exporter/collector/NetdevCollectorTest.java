package dev.muster.exporter.collector;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.muster.exporter.collector.OshiNetworks.OshiNetwork;
import java.util.List;
import org.junit.jupiter.api.Test;

final class NetdevCollectorTest {
  private static final NameFilter ALL = NameFilter.excluding("");
  private static final String HEADINGS =
      """
      Inter-|   Receive                                                |  Transmit
       face |bytes    packets errs drop fifo frame compressed multicast|bytes    packets errs drop fifo colls carrier compressed
      """;
  private static final String ETH0 =
      "  eth0: 98081180    4076    0    2    0     0          0        17   498804    3736    1"
          + "    0    0     0       0          0\n";
  private static final String LO =
      "    lo:155241 119 0 0 0 0 0 0 18446744073709551615 119 0 0 0 0 0 0\n";
  private static final OshiNetwork ETHERNET =
      new OshiNetwork("ethernet_32768", "Ethernet", 1, 2, 3L, 4L, 5, 6, 7, 8);

  @Test
  void page_isTheSampleInTheComment() throws Exception {
    var collector =
        new NetdevCollector(
            () -> NetdevCollector.parse(HEADINGS + LO + ETH0), NameFilter.excluding("^lo$"));

    assertThat(Pages.text(collector)).isEqualTo(Pages.sample(NetdevCollector.class));
  }

  @Test
  void parse_takesAliasesAndFullNumbers() {
    String alias = ETH0.replace("eth0", "eth0:1");
    var reading = NetdevCollector.parse(HEADINGS + LO + alias);

    assertThat(reading.devices())
        .extracting(NetdevCollector.Device::name)
        .containsExactly("lo", "eth0:1");
    assertThat(reading.devices().getFirst().values())
        .containsEntry(NetdevCollector.Stat.RECEIVE_BYTES, 155241.0)
        .containsEntry(NetdevCollector.Stat.TRANSMIT_BYTES, 0x1p64);
  }

  @Test
  void parse_shortLineFails() {
    assertThatThrownBy(() -> NetdevCollector.parse(HEADINGS + "eth0: 1 2 3\n"))
        .hasMessage("/proc/net/dev: expected a number in line \"eth0: 1 2 3\"");
    assertThatThrownBy(() -> NetdevCollector.parse("x\n"))
        .hasMessage("/proc/net/dev lacks its two lines of headings");
  }

  @Test
  void windows_collisionsAreDroppedSends() throws Exception {
    var collector =
        new NetdevCollector(
            () -> OshiNetworks.convert(Os.WINDOWS, List.of(ETHERNET, ETHERNET)), ALL);

    assertThat(Pages.text(collector).lines().filter(line -> !line.startsWith("#")))
        .containsExactly(
            "node_network_receive_bytes_total{device=\"Ethernet\"} 1.0",
            "node_network_receive_drop_total{device=\"Ethernet\"} 7.0",
            "node_network_receive_errs_total{device=\"Ethernet\"} 5.0",
            "node_network_receive_packets_total{device=\"Ethernet\"} 3.0",
            "node_network_transmit_bytes_total{device=\"Ethernet\"} 2.0",
            "node_network_transmit_drop_total{device=\"Ethernet\"} 8.0",
            "node_network_transmit_errs_total{device=\"Ethernet\"} 6.0",
            "node_network_transmit_packets_total{device=\"Ethernet\"} 4.0");
  }

  @Test
  void windows_packetsUnknownAreLeftOut() throws Exception {
    var tunnel = new OshiNetwork("net_1", "VPN", 1, 2, null, null, 5, 6, 7, 8);
    var collector =
        new NetdevCollector(() -> OshiNetworks.convert(Os.WINDOWS, List.of(tunnel)), ALL);

    assertThat(Pages.text(collector))
        .contains("bytes_total{device=\"VPN\"}")
        .doesNotContain("packets");
  }

  @Test
  void loopback_hasTheNameThatRulesLeaveOut() {
    assertThat(DeviceNames.network(Os.WINDOWS, "loopback_0", "Loopback Pseudo-Interface 1"))
        .isEqualTo("lo");
    assertThat(DeviceNames.network(Os.MACOS, "lo0", "")).isEqualTo("lo");
    assertThat(DeviceNames.network(Os.WINDOWS, "net_1", "")).isEqualTo("net_1");
  }

  @Test
  void macos_tellsPacketsAndCollisions() throws Exception {
    var en0 = new OshiNetwork("en0", "", 1, 2, 3L, 4L, 5, 6, 7, 8);
    var collector = new NetdevCollector(() -> OshiNetworks.convert(Os.MACOS, List.of(en0)), ALL);

    assertThat(Pages.text(collector))
        .contains(
            "node_network_receive_packets_total{device=\"en0\"} 3.0",
            "node_network_transmit_packets_total{device=\"en0\"} 4.0",
            "node_network_transmit_colls_total{device=\"en0\"} 8.0")
        .doesNotContain("transmit_drop");
  }

  @Test
  void unwrap_countsOnAfterATurn() {
    var counter = new Unwrap32();

    assertThat(counter.next(3_000_000_000L)).isEqualTo(3_000_000_000L);
    assertThat(counter.next(100)).isEqualTo(4_294_967_296L + 100);
    assertThat(counter.next(4_000_000_000L)).isEqualTo(4_294_967_296L + 4_000_000_000L);
    assertThat(counter.next(5)).isEqualTo(2 * 4_294_967_296L + 5);
  }

  @Test
  void unwrap_leavesARestartVisible() {
    var counter = new Unwrap32();

    assertThat(counter.next(1_000_000)).isEqualTo(1_000_000);
    assertThat(counter.next(10)).isEqualTo(10);
    assertThat(counter.next(9_000_000_000L)).isEqualTo(9_000_000_000L);
    assertThat(counter.next(3)).isEqualTo(3);
  }
}
