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
import org.jspecify.annotations.Nullable;
import oshi.hardware.NetworkIF;

/** Windows' and macOS's network interfaces as OSHI sees them. */
final class OshiNetworks implements Source<Reading> {
  /**
   * What OSHI says of one interface; on Windows {@code collisions} are discarded sends, and the
   * packets, which Windows itself tells, null where it does not.
   */
  record OshiNetwork(
      String name,
      String alias,
      long bytesReceived,
      long bytesSent,
      @Nullable Long packetsReceived,
      @Nullable Long packetsSent,
      long inErrors,
      long outErrors,
      long inDrops,
      long collisions) {

    static OshiNetwork read(Os os, NetworkIF network) {
      boolean windows = os == Os.WINDOWS;
      WindowsPackets packets = windows ? WindowsPackets.read(network) : null;
      return new OshiNetwork(
          network.getName(),
          requireNonNullElse(network.getIfAlias(), ""),
          network.getBytesRecv(),
          network.getBytesSent(),
          windows ? received(packets) : (Long) network.getPacketsRecv(),
          windows ? sent(packets) : (Long) network.getPacketsSent(),
          network.getInErrors(),
          network.getOutErrors(),
          network.getInDrops(),
          network.getCollisions());
    }

    private static @Nullable Long received(@Nullable WindowsPackets packets) {
      return packets == null ? null : (Long) packets.received();
    }

    private static @Nullable Long sent(@Nullable WindowsPackets packets) {
      return packets == null ? null : (Long) packets.sent();
    }
  }

  private final Os os;
  private final Refreshed<NetworkIF> networks;
  private final Map<String, Unwrap32> wide = new HashMap<>();

  OshiNetworks(Machine machine) {
    os = machine.os();
    boolean local = machine.settings().otherSystems().localInterfaces();
    networks =
        new Refreshed<>(
            machine.clock(),
            () -> machine.oshi().hardware().getNetworkIFs(local),
            NetworkIF::updateAttributes);
  }

  @Override
  public Reading read() {
    Reading reading =
        convert(os, networks.get().stream().map(network -> OshiNetwork.read(os, network)).toList());
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
      String name = DeviceNames.network(os, network.name(), network.alias());
      Map<Stat, Double> values = new EnumMap<>(Stat.class);
      values.put(Stat.RECEIVE_BYTES, (double) network.bytesReceived());
      values.put(Stat.TRANSMIT_BYTES, (double) network.bytesSent());
      values.put(Stat.RECEIVE_ERRS, (double) network.inErrors());
      values.put(Stat.TRANSMIT_ERRS, (double) network.outErrors());
      values.put(Stat.RECEIVE_DROP, (double) network.inDrops());
      putIfTold(values, Stat.RECEIVE_PACKETS, network.packetsReceived());
      putIfTold(values, Stat.TRANSMIT_PACKETS, network.packetsSent());
      values.put(
          os == Os.WINDOWS ? Stat.TRANSMIT_DROP : Stat.TRANSMIT_COLLS,
          (double) network.collisions());
      devices.putIfAbsent(name, new Device(name, values));
    }
    return new Reading(List.copyOf(devices.values()));
  }

  private static void putIfTold(Map<Stat, Double> values, Stat stat, @Nullable Long value) {
    if (value != null) {
      values.put(stat, value.doubleValue());
    }
  }
}
