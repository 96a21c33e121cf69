package dev.muster.exporter.collector;

import dev.muster.exporter.collector.BondingCollector.Bond;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The bonds that {@code /sys/class/net/bonding_masters} lists. The state of each one's interfaces
 * is behind a link named after the interface, {@code lower_eth0}, of old {@code slave_eth0}.
 */
final class SysBonds implements Source<List<Bond>> {
  private final Path folder;

  SysBonds(Path folder) {
    this.folder = folder;
  }

  @Override
  public List<Bond> read() throws NoDataException {
    String masters = text(folder.resolve("bonding_masters"));
    if (masters == null) {
      throw new NoDataException("this kernel has no network bonds");
    }
    List<Bond> bonds = new ArrayList<>();
    for (String master : names(masters)) {
      bonds.add(bond(master));
    }
    return bonds;
  }

  private Bond bond(String master) {
    Path place = folder.resolve(master);
    String listed = text(place.resolve("bonding/slaves"));
    List<String> members = listed == null ? List.of() : names(listed);
    int active = 0;
    for (String member : members) {
      String state = text(place.resolve("lower_" + member + "/bonding_slave/mii_status"));
      if (state == null) {
        state = text(place.resolve("slave_" + member + "/bonding_slave/mii_status"));
      }
      if ("up".equals(state)) {
        active++;
      }
    }
    return new Bond(master, members.size(), active);
  }

  private static List<String> names(String listed) {
    return listed.isEmpty() ? List.of() : List.of(listed.split("\\s+", -1));
  }

  private static @Nullable String text(Path file) {
    return new SysFile(file, false).text();
  }
}
