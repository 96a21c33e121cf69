package dev.muster.exporter.collector;

import dev.muster.exporter.collector.NetstatCollector.Field;
import java.util.ArrayList;
import java.util.List;
import oshi.software.os.InternetProtocolStats;
import oshi.software.os.InternetProtocolStats.TcpStats;
import oshi.software.os.InternetProtocolStats.UdpStats;

/**
 * Windows' and macOS's TCP and UDP counters as OSHI sees them; only Windows tells UDP over IPv6.
 */
final class OshiNetstat implements Source<List<Field>> {
  /** What OSHI says. */
  record Reading(TcpStats tcp4, TcpStats tcp6, UdpStats udp4, UdpStats udp6) {
    static Reading read(InternetProtocolStats stats) {
      return new Reading(
          stats.getTCPv4Stats(),
          stats.getTCPv6Stats(),
          stats.getUDPv4Stats(),
          stats.getUDPv6Stats());
    }
  }

  private final Machine machine;
  private final FieldFamilies families;

  OshiNetstat(Machine machine, FieldFamilies families) {
    this.machine = machine;
    this.families = families;
  }

  @Override
  public List<Field> read() {
    var stats = machine.oshi().system().getInternetProtocolStats();
    return convert(machine.os(), Reading.read(stats), families);
  }

  static List<Field> convert(Os os, Reading reading, FieldFamilies families) {
    TcpStats four = reading.tcp4();
    TcpStats six = reading.tcp6();
    if (four.getSegmentsReceived() + six.getSegmentsReceived() == 0
        && reading.udp4().getDatagramsReceived() == 0) {
      throw new FailedReadingException("OSHI could not read this system's TCP and UDP counters");
    }
    List<Field> fields =
        NetstatCollector.shown(
            families,
            "Tcp_CurrEstab",
            four.getConnectionsEstablished() + six.getConnectionsEstablished(),
            "Tcp_ActiveOpens",
            four.getConnectionsActive() + six.getConnectionsActive(),
            "Tcp_PassiveOpens",
            four.getConnectionsPassive() + six.getConnectionsPassive(),
            "Tcp_InSegs",
            four.getSegmentsReceived() + six.getSegmentsReceived(),
            "Tcp_OutSegs",
            four.getSegmentsSent() + six.getSegmentsSent(),
            "Tcp_RetransSegs",
            four.getSegmentsRetransmitted() + six.getSegmentsRetransmitted(),
            "Tcp_InErrs",
            four.getInErrors() + six.getInErrors(),
            "Tcp_OutRsts",
            four.getOutResets() + six.getOutResets());
    fields = new ArrayList<>(fields);
    fields.addAll(udp("Udp", reading.udp4(), families));
    if (os == Os.WINDOWS) {
      fields.addAll(udp("Udp6", reading.udp6(), families));
    }
    return fields;
  }

  private static List<Field> udp(String protocol, UdpStats udp, FieldFamilies families) {
    return NetstatCollector.shown(
        families,
        protocol + "_InDatagrams",
        udp.getDatagramsReceived(),
        protocol + "_OutDatagrams",
        udp.getDatagramsSent(),
        protocol + "_NoPorts",
        udp.getDatagramsNoPort(),
        protocol + "_InErrors",
        udp.getDatagramsReceivedErrors());
  }
}
