package dev.muster.exporter.collector;

import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/**
 * Traffic per network interface. Windows tells bytes, packets, errors and drops, macOS no drops of
 * what is sent.
 *
 * <pre>
 * # HELP node_network_receive_bytes_total Bytes received.
 * # TYPE node_network_receive_bytes_total counter
 * node_network_receive_bytes_total{device="eth0"} 9.808118E7
 * # HELP node_network_receive_compressed_total Compressed packets received.
 * # TYPE node_network_receive_compressed_total counter
 * node_network_receive_compressed_total{device="eth0"} 0.0
 * # HELP node_network_receive_drop_total Packets dropped while receiving.
 * # TYPE node_network_receive_drop_total counter
 * node_network_receive_drop_total{device="eth0"} 2.0
 * # HELP node_network_receive_errs_total Errors seen by the device while receiving.
 * # TYPE node_network_receive_errs_total counter
 * node_network_receive_errs_total{device="eth0"} 0.0
 * # HELP node_network_receive_fifo_total Overruns of the device buffer while receiving.
 * # TYPE node_network_receive_fifo_total counter
 * node_network_receive_fifo_total{device="eth0"} 0.0
 * # HELP node_network_receive_frame_total Packets received out of frame.
 * # TYPE node_network_receive_frame_total counter
 * node_network_receive_frame_total{device="eth0"} 0.0
 * # HELP node_network_receive_multicast_total Multicast packets received.
 * # TYPE node_network_receive_multicast_total counter
 * node_network_receive_multicast_total{device="eth0"} 17.0
 * # HELP node_network_receive_packets_total Packets received.
 * # TYPE node_network_receive_packets_total counter
 * node_network_receive_packets_total{device="eth0"} 4076.0
 * # HELP node_network_transmit_bytes_total Bytes transmitted.
 * # TYPE node_network_transmit_bytes_total counter
 * node_network_transmit_bytes_total{device="eth0"} 498804.0
 * # HELP node_network_transmit_carrier_total Losses of the carrier while transmitting.
 * # TYPE node_network_transmit_carrier_total counter
 * node_network_transmit_carrier_total{device="eth0"} 0.0
 * # HELP node_network_transmit_colls_total Collisions seen while transmitting.
 * # TYPE node_network_transmit_colls_total counter
 * node_network_transmit_colls_total{device="eth0"} 0.0
 * # HELP node_network_transmit_compressed_total Compressed packets transmitted.
 * # TYPE node_network_transmit_compressed_total counter
 * node_network_transmit_compressed_total{device="eth0"} 0.0
 * # HELP node_network_transmit_drop_total Packets dropped while transmitting.
 * # TYPE node_network_transmit_drop_total counter
 * node_network_transmit_drop_total{device="eth0"} 0.0
 * # HELP node_network_transmit_errs_total Errors seen by the device while transmitting.
 * # TYPE node_network_transmit_errs_total counter
 * node_network_transmit_errs_total{device="eth0"} 1.0
 * # HELP node_network_transmit_fifo_total Overruns of the device buffer while transmitting.
 * # TYPE node_network_transmit_fifo_total counter
 * node_network_transmit_fifo_total{device="eth0"} 0.0
 * # HELP node_network_transmit_packets_total Packets transmitted.
 * # TYPE node_network_transmit_packets_total counter
 * node_network_transmit_packets_total{device="eth0"} 3736.0
 * </pre>
 */
final class NetdevCollector implements Collector {
  /** One interface's counters, as far as told. */
  record Device(String name, Map<Stat, Double> values) {}

  record Reading(List<Device> devices) {}

  /** In the order of {@code /proc/net/dev}'s columns. */
  enum Stat {
    RECEIVE_BYTES("receive_bytes", "Bytes received."),
    RECEIVE_PACKETS("receive_packets", "Packets received."),
    RECEIVE_ERRS("receive_errs", "Errors seen by the device while receiving."),
    RECEIVE_DROP("receive_drop", "Packets dropped while receiving."),
    RECEIVE_FIFO("receive_fifo", "Overruns of the device buffer while receiving."),
    RECEIVE_FRAME("receive_frame", "Packets received out of frame."),
    RECEIVE_COMPRESSED("receive_compressed", "Compressed packets received."),
    RECEIVE_MULTICAST("receive_multicast", "Multicast packets received."),
    TRANSMIT_BYTES("transmit_bytes", "Bytes transmitted."),
    TRANSMIT_PACKETS("transmit_packets", "Packets transmitted."),
    TRANSMIT_ERRS("transmit_errs", "Errors seen by the device while transmitting."),
    TRANSMIT_DROP("transmit_drop", "Packets dropped while transmitting."),
    TRANSMIT_FIFO("transmit_fifo", "Overruns of the device buffer while transmitting."),
    TRANSMIT_COLLS("transmit_colls", "Collisions seen while transmitting."),
    TRANSMIT_CARRIER("transmit_carrier", "Losses of the carrier while transmitting."),
    TRANSMIT_COMPRESSED("transmit_compressed", "Compressed packets transmitted.");

    private final String family;
    private final String help;

    Stat(String word, String help) {
      family = "node_network_" + word + "_total";
      this.help = help;
    }

    private MetricPage.Family on(MetricPage page) {
      return page.counterFamily(family, help, "device");
    }
  }

  private static final Stat[] STATS = Stat.values();

  private final Source<Reading> source;
  private final NameFilter filter;

  NetdevCollector(Source<Reading> source, NameFilter filter) {
    this.source = source;
    this.filter = filter;
  }

  static NetdevCollector of(Machine machine) {
    Source<Reading> source;
    if (machine.os() == Os.LINUX) {
      ProcFile dev = machine.proc("net/dev");
      source = () -> parse(dev.read());
    } else {
      source = new OshiNetworks(machine);
    }
    return new NetdevCollector(source, machine.settings().filter(Filtered.NETWORKS));
  }

  @Override
  public String name() {
    return "netdev";
  }

  @Override
  public void collect(MetricPage page) throws Exception {
    for (Device device : source.read().devices()) {
      if (filter.passes(device.name())) {
        device.values().forEach((stat, value) -> stat.on(page).add(value, device.name()));
      }
    }
  }

  /** Linux: {@code /proc/net/dev}, two lines of headings and a line per interface. */
  static Reading parse(String procNetDev) {
    var words = new Words("/proc/net/dev", procNetDev);
    for (int heading = 0; heading < 2; heading++) {
      if (!words.nextLine()) {
        throw new FailedReadingException("/proc/net/dev lacks its two lines of headings");
      }
    }
    List<Device> devices = new ArrayList<>();
    while (words.nextLine()) {
      if (!words.hasNext()) {
        continue;
      }
      String name = words.upTo(':');
      Map<Stat, Double> values = new EnumMap<>(Stat.class);
      for (Stat stat : STATS) {
        values.put(stat, words.nextCount());
      }
      devices.add(new Device(name, values));
    }
    return new Reading(devices);
  }
}
