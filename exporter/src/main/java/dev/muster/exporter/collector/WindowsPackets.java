package dev.muster.exporter.collector;

import com.sun.jna.platform.win32.IPHlpAPI;
import com.sun.jna.platform.win32.IPHlpAPI.MIB_IF_ROW2;
import org.jspecify.annotations.Nullable;
import oshi.hardware.NetworkIF;

/**
 * All packets of one of Windows' interfaces; OSHI tells those to one receiver, and leaves out
 * multicast and broadcast.
 */
record WindowsPackets(long received, long sent) {
  /** Asks {@code GetIfEntry2}; null where it does not know the interface. */
  static @Nullable WindowsPackets read(NetworkIF network) {
    var row = new MIB_IF_ROW2();
    row.InterfaceIndex = network.queryNetworkInterface().getIndex();
    if (IPHlpAPI.INSTANCE.GetIfEntry2(row) != 0) {
      return null;
    }
    return new WindowsPackets(
        row.InUcastPkts + row.InNUcastPkts, row.OutUcastPkts + row.OutNUcastPkts);
  }
}
