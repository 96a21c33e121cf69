package dev.muster.exporter.collector;

import java.util.List;

/**
 * Network interfaces joined into one, and how many of them work. Linux only, while its module is
 * loaded.
 *
 * <pre>
 * # HELP node_bonding_active Interfaces of the bond whose link is up.
 * # TYPE node_bonding_active gauge
 * node_bonding_active{master="bond0"} 1.0
 * # HELP node_bonding_slaves Interfaces of the bond.
 * # TYPE node_bonding_slaves gauge
 * node_bonding_slaves{master="bond0"} 2.0
 * </pre>
 */
final class BondingCollector implements Collector {
  record Bond(String master, int members, int active) {}

  private final Source<List<Bond>> source;

  BondingCollector(Source<List<Bond>> source) {
    this.source = source;
  }

  static BondingCollector of(Machine machine) {
    return new BondingCollector(
        machine.onLinux("its network bonds", () -> new SysBonds(machine.sys("class/net"))));
  }

  @Override
  public String name() {
    return "bonding";
  }

  @Override
  public void collect(MetricPage page) throws Exception {
    var members = page.gaugeFamily("node_bonding_slaves", "Interfaces of the bond.", "master");
    var active =
        page.gaugeFamily(
            "node_bonding_active", "Interfaces of the bond whose link is up.", "master");
    for (Bond bond : source.read()) {
      members.add(bond.members(), bond.master());
      active.add(bond.active(), bond.master());
    }
  }
}
