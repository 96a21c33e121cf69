package dev.muster.exporter;

import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** The network interfaces of the host document. */
record HostInterfaces(Readings readings, HostAddresses addresses) {
  private static final int BITS_PER_BYTE = 8;

  void write(JsonWriter json) {
    Set<String> devices = new TreeSet<>();
    readings.rows("node_network_info").forEach(row -> devices.add(row.label("device")));
    readings.rows("node_network_receive_bytes").forEach(row -> devices.add(row.label("device")));
    json.openList("interfaces");
    devices.forEach(device -> one(json, device));
    json.closeList();
  }

  private void one(JsonWriter json, String device) {
    String mac = mac(device);
    Double speed = of("speed_bytes", device);
    json.open().text("name", device).text("mac", mac).openList("addresses");
    addresses.of(device, mac).forEach(json::item);
    json.closeList()
        .flag("up", up(device))
        .number("speed_bits_per_second", speed == null ? null : speed * BITS_PER_BYTE)
        .number("mtu_bytes", of("mtu_bytes", device));
    for (String way : new String[] {"receive", "transmit"}) {
      json.number(way + "_bytes_total", of(way + "_bytes", device))
          .number(way + "_packets_total", of(way + "_packets", device))
          .number(way + "_errors_total", of(way + "_errs", device))
          .number(way + "_drops_total", of(way + "_drop", device));
    }
    json.close();
  }

  private @Nullable String mac(String device) {
    for (Readings.Row row : readings.rows("node_network_info")) {
      String address = row.label("address");
      if (row.label("device").equals(device) && address.matches(".*[1-9a-fA-F].*")) {
        return address;
      }
    }
    return null;
  }

  /** A system that does not know (Linux of its loopback) does not tell. */
  private @Nullable Boolean up(String device) {
    for (Readings.Row row : readings.rows("node_network_info")) {
      if (row.label("device").equals(device) && row.label("operstate").equals("unknown")) {
        return null;
      }
    }
    Double up = of("up", device);
    return up == null ? null : up != 0;
  }

  private @Nullable Double of(String family, String device) {
    return readings.value("node_network_" + family, "device", device);
  }
}
