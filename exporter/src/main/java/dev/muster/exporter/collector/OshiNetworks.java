package dev.muster.exporter.collector;

import static java.util.Objects.requireNonNullElse;

import dev.muster.exporter.collector.NetdevCollector.Device;
import dev.muster.exporter.collector.NetdevCollector.Reading;
import dev.muster.exporter.collector.NetdevCollector.Stat;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import oshi.hardware.NetworkIF;

/** Windows' and macOS's network interfaces as OSHI sees them. */
final class OshiNetworks implements Source<Reading> {
  /** What OSHI says of one interface; on Windows {@code collisions} are discarded sends. */
  record OshiNetwork(
      String name,
      String alias,
      long bytesReceived,
      long bytesSent,
      long packetsReceived,
      long packetsSent,
      long inErrors,
      long outErrors,
      long inDrops,
      long collisions) {

    static OshiNetwork read(NetworkIF network) {
      return new OshiNetwork(
          network.getName(),
          requireNonNullElse(network.getIfAlias(), ""),
          network.getBytesRecv(),
          network.getBytesSent(),
          network.getPacketsRecv(),
          network.getPacketsSent(),
          network.getInErrors(),
          network.getOutErrors(),
          network.getInDrops(),
          network.getCollisions());
    }
  }

  private final Os os;
  private final Refreshed<NetworkIF> networks;
  private final Map<String, Unwrap32> wide = new HashMap<>();

  OshiNetworks(Machine machine) {
    os = machine.os();
    networks =
        new Refreshed<>(
            machine.clock(),
            () -> machine.oshi().hardware().getNetworkIFs(false),
            NetworkIF::updateAttributes);
  }

  @Override
  public Reading read() {
    Reading reading = convert(os, networks.get().stream().map(OshiNetwork::read).toList());
    if (os == Os.MACOS) {
      reading.devices().forEach(this::widen);
    }
    return reading;
  }

  /** OSHI's counters for macOS have 32 bits. */
  private void widen(Device device) {
    device
        .values()
        .replaceAll((stat, value) ->
            (double)
                wide.computeIfAbsent(device.name() + '/' + stat, key -> new Unwrap32())
                    .next(value.longValue()));
  }

  /** The first of two interfaces of one name is shown. */
  static Reading convert(Os os, List<OshiNetwork> networks) {
    Map<String, Device> devices = new LinkedHashMap<>();
    for (OshiNetwork network : networks) {
      boolean windows = os == Os.WINDOWS;
      String name = windows && !network.alias().isEmpty() ? network.alias() : network.name();
      Map<Stat, Double> values = new EnumMap<>(Stat.class);
      values.put(Stat.RECEIVE_BYTES, (double) network.bytesReceived());
      values.put(Stat.TRANSMIT_BYTES, (double) network.bytesSent());
      values.put(Stat.RECEIVE_ERRS, (double) network.inErrors());
      values.put(Stat.TRANSMIT_ERRS, (double) network.outErrors());
      values.put(Stat.RECEIVE_DROP, (double) network.inDrops());
      if (windows) {
        values.put(Stat.TRANSMIT_DROP, (double) network.collisions());
      } else {
        values.put(Stat.RECEIVE_PACKETS, (double) network.packetsReceived());
        values.put(Stat.TRANSMIT_PACKETS, (double) network.packetsSent());
        values.put(Stat.TRANSMIT_COLLS, (double) network.collisions());
      }
      devices.putIfAbsent(name, new Device(name, values));
    }
    return new Reading(List.copyOf(devices.values()));
  }
}
