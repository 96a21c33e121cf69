package dev.muster.exporter.collector;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.muster.exporter.collector.NetstatCollector.Field;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import org.junit.jupiter.api.Test;
import oshi.software.os.InternetProtocolStats.TcpStats;
import oshi.software.os.InternetProtocolStats.UdpStats;

final class NetstatCollectorTest {
  private static final FieldFamilies USUAL =
      new FieldFamilies(Chosen.NETSTAT_FIELDS.usual(), NetstatCollector.PREFIX);
  private static final String SNMP =
      """
      Tcp: RtoAlgorithm MaxConn ActiveOpens CurrEstab
      Tcp: 1 -1 7471 6
      Udp: RcvLost InErrors
      Udp: 222 0
      IpExt: InNoRoutes InOctets
      IpExt: 0 773414468
      """;
  private static final String SNMP6 =
      """
      Ip6InReceives                   	81
      Icmp6InErrors                   	1
      """;

  private static List<Field> linux(String snmp, String snmp6) {
    List<Field> fields = new ArrayList<>();
    LinuxNetstat.parse("/proc/net/snmp", snmp, USUAL, new HashMap<>(), fields);
    LinuxNetstat.parseSix(snmp6, USUAL, fields);
    return fields;
  }

  @Test
  void page_isTheSampleInTheComment() throws Exception {
    var collector = new NetstatCollector(() -> linux(SNMP, SNMP6));

    assertThat(Pages.text(collector)).isEqualTo(Pages.sample(NetstatCollector.class));
  }

  @Test
  void parse_garbageIsExplained() {
    assertThatThrownBy(() -> linux("Tcp: ActiveOpens\nTcp: x\n", ""))
        .hasMessage("/proc/net/snmp: expected a number in line \"Tcp: x\"");
    assertThatThrownBy(() -> linux("Tcp: ActiveOpens\n", ""))
        .hasMessage("/proc/net/snmp: expected values of \"Tcp\" after its names");
    assertThatThrownBy(() -> linux("Tcp\n", ""))
        .hasMessage("/proc/net/snmp: expected a protocol and ':' in line \"Tcp\"");
  }

  private static final TcpStats TCP4 = new TcpStats(1, 2, 3, 4, 5, 6, 7, 8, 9, 10);
  private static final TcpStats TCP6 = new TcpStats(10, 20, 30, 40, 50, 60, 70, 80, 90, 100);
  private static final UdpStats UDP4 = new UdpStats(1, 2, 3, 4);
  private static final UdpStats UDP6 = new UdpStats(5, 6, 7, 8);

  @Test
  void windows_tcpIsOfBothVersions() {
    var reading = new OshiNetstat.Reading(TCP4, TCP6, UDP4, UDP6);

    assertThat(OshiNetstat.convert(Os.WINDOWS, reading, USUAL))
        .containsExactly(
            new Field("node_netstat_Tcp_CurrEstab", 11),
            new Field("node_netstat_Tcp_ActiveOpens", 22),
            new Field("node_netstat_Tcp_PassiveOpens", 33),
            new Field("node_netstat_Tcp_InSegs", 77),
            new Field("node_netstat_Tcp_OutSegs", 66),
            new Field("node_netstat_Tcp_RetransSegs", 88),
            new Field("node_netstat_Tcp_InErrs", 99),
            new Field("node_netstat_Tcp_OutRsts", 110),
            new Field("node_netstat_Udp_InDatagrams", 2),
            new Field("node_netstat_Udp_OutDatagrams", 1),
            new Field("node_netstat_Udp_NoPorts", 3),
            new Field("node_netstat_Udp_InErrors", 4),
            new Field("node_netstat_Udp6_InDatagrams", 6),
            new Field("node_netstat_Udp6_OutDatagrams", 5),
            new Field("node_netstat_Udp6_NoPorts", 7),
            new Field("node_netstat_Udp6_InErrors", 8));
  }

  @Test
  void macos_doesNotTellUdpOverIpv6() {
    var reading = new OshiNetstat.Reading(TCP4, TCP6, UDP4, UDP6);

    assertThat(OshiNetstat.convert(Os.MACOS, reading, USUAL))
        .extracting(Field::family)
        .contains("node_netstat_Udp_InErrors")
        .noneMatch(family -> family.contains("Udp6"));
  }

  @Test
  void oshi_allZeroIsAFailure() {
    var none = new TcpStats(0, 0, 0, 0, 0, 0, 0, 0, 0, 0);
    var reading = new OshiNetstat.Reading(none, none, new UdpStats(0, 0, 0, 0), UDP6);

    assertThatThrownBy(() -> OshiNetstat.convert(Os.WINDOWS, reading, USUAL))
        .isInstanceOf(FailedReadingException.class);
  }
}
