package dev.muster.exporter.collector;

import static java.util.Objects.requireNonNullElse;

import dev.muster.exporter.collector.NetclassCollector.Device;
import dev.muster.exporter.collector.NetclassCollector.Info;
import dev.muster.exporter.collector.NetclassCollector.Stat;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import oshi.hardware.NetworkIF;
import oshi.hardware.NetworkIF.IfOperStatus;

/** Windows' and macOS's network interfaces as OSHI sees them. */
final class OshiNetclass implements Source<List<Device>> {
  /** What OSHI says of one interface; the speed is in bits a second, zero where unknown. */
  record OshiInterface(
      String name, String alias, String address, IfOperStatus status, long mtu, long speed) {
    static OshiInterface read(NetworkIF network) {
      return new OshiInterface(
          network.getName(),
          requireNonNullElse(network.getIfAlias(), ""),
          requireNonNullElse(network.getMacaddr(), ""),
          requireNonNullElse(network.getIfOperStatus(), IfOperStatus.UNKNOWN),
          network.getMTU(),
          network.getSpeed());
    }
  }

  private final Os os;
  private final NameFilter filter;
  private final Refreshed<NetworkIF> networks;

  OshiNetclass(Machine machine, NameFilter filter) {
    os = machine.os();
    this.filter = filter;
    boolean local = machine.settings().otherSystems().localInterfaces();
    networks =
        new Refreshed<>(
            machine.clock(),
            () -> machine.oshi().hardware().getNetworkIFs(local),
            NetworkIF::updateAttributes);
  }

  @Override
  public List<Device> read() {
    return convert(os, filter, networks.get().stream().map(OshiInterface::read).toList());
  }

  /** The first of two interfaces of one name is shown. */
  static List<Device> convert(Os os, NameFilter filter, List<OshiInterface> interfaces) {
    Map<String, Device> devices = new LinkedHashMap<>();
    for (OshiInterface each : interfaces) {
      String name = DeviceNames.network(os, each.name(), each.alias());
      if (filter.passes(name)) {
        Map<Stat, Double> values = new EnumMap<>(Stat.class);
        putIfTold(values, Stat.MTU, (double) each.mtu());
        putIfTold(values, Stat.SPEED, each.speed() / 8.0);
        var info = new Info(each.address(), "", "", operstate(os, each.status()), "");
        devices.putIfAbsent(name, new Device(name, info, values));
      }
    }
    return List.copyOf(devices.values());
  }

  private static void putIfTold(Map<Stat, Double> values, Stat stat, double value) {
    if (value > 0) {
      values.put(stat, value);
    }
  }

  /** In Linux's words; macOS does not tell OSHI. */
  private static @Nullable String operstate(Os os, IfOperStatus status) {
    if (os == Os.MACOS) {
      return null;
    }
    return switch (status) {
      case LOWER_LAYER_DOWN -> "lowerlayerdown";
      case NOT_PRESENT -> "notpresent";
      default -> status.name().toLowerCase(Locale.ROOT);
    };
  }
}
