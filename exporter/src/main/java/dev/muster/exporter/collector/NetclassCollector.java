package dev.muster.exporter.collector;

import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What a network interface is and whether it is up. Windows and macOS tell its address, state, MTU
 * and speed. A speed that is not known is left out.
 *
 * <pre>
 * # HELP node_network_address_assign_type How it came by its address: 0 its own, 1 random, 2 taken, 3 set.
 * # TYPE node_network_address_assign_type gauge
 * node_network_address_assign_type{device="eth0"} 3.0
 * # HELP node_network_carrier Whether there is a link.
 * # TYPE node_network_carrier gauge
 * node_network_carrier{device="eth0"} 1.0
 * # HELP node_network_carrier_changes_total Times that the link came or went.
 * # TYPE node_network_carrier_changes_total counter
 * node_network_carrier_changes_total{device="eth0"} 3.0
 * # HELP node_network_carrier_down_changes_total Times that the link went.
 * # TYPE node_network_carrier_down_changes_total counter
 * node_network_carrier_down_changes_total{device="eth0"} 1.0
 * # HELP node_network_carrier_up_changes_total Times that the link came.
 * # TYPE node_network_carrier_up_changes_total counter
 * node_network_carrier_up_changes_total{device="eth0"} 2.0
 * # HELP node_network_device_id Number of the port on its card.
 * # TYPE node_network_device_id gauge
 * node_network_device_id{device="eth0"} 32.0
 * # HELP node_network_dormant Whether it waits for something else before it works.
 * # TYPE node_network_dormant gauge
 * node_network_dormant{device="eth0"} 0.0
 * # HELP node_network_flags The kernel's IFF flags.
 * # TYPE node_network_flags gauge
 * node_network_flags{device="eth0"} 4099.0
 * # HELP node_network_iface_id Number of the interface.
 * # TYPE node_network_iface_id gauge
 * node_network_iface_id{device="eth0"} 2.0
 * # HELP node_network_iface_link Number of the interface it is on top of, else its own.
 * # TYPE node_network_iface_link gauge
 * node_network_iface_link{device="eth0"} 2.0
 * # HELP node_network_iface_link_mode 0 if it works as soon as it is up, 1 if another program decides.
 * # TYPE node_network_iface_link_mode gauge
 * node_network_iface_link_mode{device="eth0"} 0.0
 * # HELP node_network_info What the interface is; always 1.
 * # TYPE node_network_info gauge
 * node_network_info{address="02:fc:00:00:00:01",broadcast="ff:ff:ff:ff:ff:ff",device="eth0",duplex="full",ifalias="uplink",operstate="up"} 1.0
 * # HELP node_network_mtu_bytes Largest packet that it sends.
 * # TYPE node_network_mtu_bytes gauge
 * node_network_mtu_bytes{device="eth0"} 1400.0
 * # HELP node_network_name_assign_type How it came by its name: 1 by the kernel, 2 predictable, 3 by a user, 4 renamed.
 * # TYPE node_network_name_assign_type gauge
 * node_network_name_assign_type{device="eth0"} 4.0
 * # HELP node_network_net_dev_group Number of its group.
 * # TYPE node_network_net_dev_group gauge
 * node_network_net_dev_group{device="eth0"} 0.0
 * # HELP node_network_protocol_type The kernel's ARPHRD number of its kind.
 * # TYPE node_network_protocol_type gauge
 * node_network_protocol_type{device="eth0"} 1.0
 * # HELP node_network_speed_bytes Bytes a second that the link could carry.
 * # TYPE node_network_speed_bytes gauge
 * node_network_speed_bytes{device="eth0"} 1.25E8
 * # HELP node_network_transmit_queue_length Packets that may wait to be sent.
 * # TYPE node_network_transmit_queue_length gauge
 * node_network_transmit_queue_length{device="eth0"} 1000.0
 * # HELP node_network_up Whether it is up.
 * # TYPE node_network_up gauge
 * node_network_up{device="eth0"} 1.0
 * </pre>
 */
final class NetclassCollector implements Collector {
  /** Names and state; empty is what is not told, null what nothing is known about. */
  record Info(
      String address, String broadcast, String duplex, @Nullable String operstate, String alias) {}

  /** One interface. */
  record Device(String name, Info info, Map<Stat, Double> values) {}

  /** The numbers, by the names of their files in {@code /sys/class/net/NAME}. */
  enum Stat {
    ADDR_ASSIGN_TYPE(
        "address_assign_type", "How it came by its address: 0 its own, 1 random, 2 taken, 3 set."),
    CARRIER("carrier", "Whether there is a link."),
    CARRIER_CHANGES("carrier_changes_total", "Times that the link came or went."),
    CARRIER_UP_COUNT("carrier_up_changes_total", "Times that the link came."),
    CARRIER_DOWN_COUNT("carrier_down_changes_total", "Times that the link went."),
    DEV_ID("device_id", "Number of the port on its card."),
    DORMANT("dormant", "Whether it waits for something else before it works."),
    FLAGS("flags", "The kernel's IFF flags."),
    IFINDEX("iface_id", "Number of the interface."),
    IFLINK("iface_link", "Number of the interface it is on top of, else its own."),
    LINK_MODE(
        "iface_link_mode", "0 if it works as soon as it is up, 1 if another program decides."),
    MTU("mtu_bytes", "Largest packet that it sends."),
    NAME_ASSIGN_TYPE(
        "name_assign_type",
        "How it came by its name: 1 by the kernel, 2 predictable, 3 by a user, 4 renamed."),
    NETDEV_GROUP("net_dev_group", "Number of its group."),
    SPEED("speed_bytes", "Bytes a second that the link could carry."),
    TX_QUEUE_LEN("transmit_queue_length", "Packets that may wait to be sent."),
    TYPE("protocol_type", "The kernel's ARPHRD number of its kind.");

    private final String family;
    private final String help;

    Stat(String word, String help) {
      family = "node_network_" + word;
      this.help = help;
    }

    private MetricPage.Family on(MetricPage page) {
      return family.endsWith("_total")
          ? page.counterFamily(family, help, "device")
          : page.gaugeFamily(family, help, "device");
    }
  }

  private static final String[] INFO_LABELS = {
    "device", "address", "broadcast", "duplex", "operstate", "ifalias"
  };

  private final Source<List<Device>> source;

  NetclassCollector(Source<List<Device>> source) {
    this.source = source;
  }

  static NetclassCollector of(Machine machine) {
    NameFilter filter = machine.settings().filter(Chosen.NETCLASS_IGNORED);
    if (machine.os() == Os.LINUX) {
      var folder = new SysFolder<>(machine.sys("class/net"), filter::passes, SysNetwork::new);
      return new NetclassCollector(() -> folder.devices().stream().map(SysNetwork::read).toList());
    }
    return new NetclassCollector(new OshiNetclass(machine, filter));
  }

  @Override
  public String name() {
    return "netclass";
  }

  @Override
  public void collect(MetricPage page) throws Exception {
    List<Device> devices = source.read();
    if (devices.isEmpty()) {
      throw new NoDataException("this machine has no network interface");
    }
    var info =
        page.gaugeFamily("node_network_info", "What the interface is; always 1.", INFO_LABELS);
    var up = page.gaugeFamily("node_network_up", "Whether it is up.", "device");
    var families = new EnumMap<Stat, MetricPage.Family>(Stat.class);
    for (Device device : devices) {
      String name = device.name();
      add(info, up, name, device.info());
      device
          .values()
          .forEach(
              (stat, value) -> families.computeIfAbsent(stat, s -> s.on(page)).add(value, name));
    }
  }

  private static void add(
      MetricPage.Family family, MetricPage.Family up, String device, Info info) {
    String operstate = info.operstate() == null ? "" : info.operstate();
    family.add(1, device, info.address(), info.broadcast(), info.duplex(), operstate, info.alias());
    if (info.operstate() != null) {
      up.add(operstate.equals("up") ? 1 : 0, device);
    }
  }
}
