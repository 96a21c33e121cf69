package dev.muster.exporter.collector;

import java.util.List;

/**
 * Energy that parts of the processor used. Linux only, and with newer kernels to root alone.
 *
 * <pre>
 * # HELP node_rapl_dram_joules_total Energy used by dram.
 * # TYPE node_rapl_dram_joules_total counter
 * node_rapl_dram_joules_total{index="0",path="/sys/class/powercap/intel-rapl:0:0"} 2.5
 * # HELP node_rapl_package_joules_total Energy used by package.
 * # TYPE node_rapl_package_joules_total counter
 * node_rapl_package_joules_total{index="0",path="/sys/class/powercap/intel-rapl:0"} 240.25
 * </pre>
 */
final class RaplCollector implements Collector {
  /**
   * One part of one processor.
   *
   * @param index tells zones of one name apart
   */
  record Zone(String name, String index, String path, double joules) {}

  private final Source<List<Zone>> source;
  private final boolean zoneAsLabel;

  RaplCollector(Source<List<Zone>> source, boolean zoneAsLabel) {
    this.source = source;
    this.zoneAsLabel = zoneAsLabel;
  }

  static RaplCollector of(Machine machine) {
    return new RaplCollector(
        machine.onLinux("its processor's energy", () -> new SysRapl(machine.sys("class/powercap"))),
        machine.settings().extras().contains(Extra.RAPL_ZONE_LABEL));
  }

  @Override
  public String name() {
    return "rapl";
  }

  @Override
  public void collect(MetricPage page) throws Exception {
    for (Zone zone : source.read()) {
      if (zoneAsLabel) {
        page.counterFamily("node_rapl_joules_total", "Energy used.", "index", "path", "rapl_zone")
            .add(zone.joules(), zone.index(), zone.path(), zone.name());
      } else {
        String family = zone.name().replaceAll("[^a-zA-Z0-9:_]", "_");
        page.counterFamily(
                "node_rapl_" + family + "_joules_total",
                "Energy used by " + zone.name() + ".",
                "index",
                "path")
            .add(zone.joules(), zone.index(), zone.path());
      }
    }
  }
}
