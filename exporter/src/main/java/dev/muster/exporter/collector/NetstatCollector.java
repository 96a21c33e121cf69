package dev.muster.exporter.collector;

import java.util.ArrayList;
import java.util.List;

/**
 * Network protocols, field by field as the kernel counts them. Windows and macOS tell TCP and UDP
 * only; TCP is that over IPv4 and IPv6 together, as on Linux.
 *
 * <pre>
 * # HELP node_netstat_Icmp6_InErrors Field InErrors of Icmp6.
 * # TYPE node_netstat_Icmp6_InErrors untyped
 * node_netstat_Icmp6_InErrors 1.0
 * # HELP node_netstat_IpExt_InOctets Field InOctets of IpExt.
 * # TYPE node_netstat_IpExt_InOctets untyped
 * node_netstat_IpExt_InOctets 7.73414468E8
 * # HELP node_netstat_Tcp_ActiveOpens Field ActiveOpens of Tcp.
 * # TYPE node_netstat_Tcp_ActiveOpens untyped
 * node_netstat_Tcp_ActiveOpens 7471.0
 * # HELP node_netstat_Tcp_CurrEstab Field CurrEstab of Tcp.
 * # TYPE node_netstat_Tcp_CurrEstab untyped
 * node_netstat_Tcp_CurrEstab 6.0
 * # HELP node_netstat_Udp_InErrors Field InErrors of Udp.
 * # TYPE node_netstat_Udp_InErrors untyped
 * node_netstat_Udp_InErrors 0.0
 * </pre>
 */
final class NetstatCollector implements Collector {
  /** One counter, by its name on the page. */
  record Field(String family, double value) {}

  static final String PREFIX = "node_netstat_";

  private final Source<List<Field>> source;

  NetstatCollector(Source<List<Field>> source) {
    this.source = source;
  }

  static NetstatCollector of(Machine machine) {
    var families = new FieldFamilies(machine.settings().filter(Chosen.NETSTAT_FIELDS), PREFIX);
    return new NetstatCollector(
        machine.os() == Os.LINUX
            ? new LinuxNetstat(machine, families)
            : new OshiNetstat(machine, families));
  }

  @Override
  public String name() {
    return "netstat";
  }

  @Override
  public void collect(MetricPage page) throws Exception {
    for (Field field : source.read()) {
      String family = field.family();
      int underscore = family.indexOf('_', PREFIX.length());
      String help =
          "Field "
              + family.substring(underscore + 1)
              + " of "
              + family.substring(PREFIX.length(), underscore)
              + ".";
      page.untypedFamily(family, help).add(field.value());
    }
  }

  /** Those of these fields that are to be shown; names and values in turn. */
  static List<Field> shown(FieldFamilies families, Object... fields) {
    List<Field> shown = new ArrayList<>();
    for (int i = 0; i < fields.length; i += 2) {
      String family = families.of((String) fields[i]);
      if (!family.isEmpty()) {
        shown.add(new Field(family, ((Number) fields[i + 1]).doubleValue()));
      }
    }
    return shown;
  }
}
