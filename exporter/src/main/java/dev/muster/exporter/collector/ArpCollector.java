package dev.muster.exporter.collector;

import java.util.Map;
import java.util.TreeMap;

/**
 * Neighbours known by their addresses on each network. Linux only.
 *
 * <pre>
 * # HELP node_arp_entries Entries of the ARP table.
 * # TYPE node_arp_entries gauge
 * node_arp_entries{device="eth0"} 2.0
 * node_arp_entries{device="wlan0"} 1.0
 * </pre>
 */
final class ArpCollector implements Collector {
  private final Source<Map<String, Integer>> source;
  private final NameFilter filter;

  ArpCollector(Source<Map<String, Integer>> source, NameFilter filter) {
    this.source = source;
    this.filter = filter;
  }

  static ArpCollector of(Machine machine) {
    return new ArpCollector(
        machine.onLinux(
            "its ARP table",
            () -> {
              ProcFile arp = machine.proc("net/arp");
              return () -> parse(arp.readIfThere());
            }),
        machine.settings().filter(Filtered.ARP_DEVICES));
  }

  @Override
  public String name() {
    return "arp";
  }

  @Override
  public void collect(MetricPage page) throws Exception {
    var entries = page.gaugeFamily("node_arp_entries", "Entries of the ARP table.", "device");
    source
        .read()
        .forEach((device, count) -> {
          if (filter.passes(device)) {
            entries.add(count, device);
          }
        });
  }

  /**
   * Linux: {@code /proc/net/arp}, a headline and one neighbour a line, its device the last word.
   */
  static Map<String, Integer> parse(String procNetArp) {
    var words = new Words("/proc/net/arp", procNetArp);
    Map<String, Integer> entries = new TreeMap<>();
    words.nextLine();
    while (words.nextLine()) {
      if (words.hasNext()) {
        words.skip(5);
        entries.merge(words.next(), 1, Integer::sum);
      }
    }
    return entries;
  }
}
