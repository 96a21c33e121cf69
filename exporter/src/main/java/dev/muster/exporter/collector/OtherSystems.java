package dev.muster.exporter.collector;

/**
 * What the collectors are told for Windows and macOS only.
 *
 * @param linuxNames whether disks and the system drive have the names that Linux would give them
 *     ({@code --collector.linux-names})
 * @param localInterfaces whether network interfaces without an address of hardware are shown, the
 *     loopback and tunnels among them ({@code --collector.netdev.local-interfaces})
 */
public record OtherSystems(boolean linuxNames, boolean localInterfaces) {
  static final OtherSystems USUAL = new OtherSystems(false, false);
}
