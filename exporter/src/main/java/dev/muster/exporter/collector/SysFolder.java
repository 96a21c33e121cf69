package dev.muster.exporter.collector;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Predicate;

/**
 * The devices of one kind, as a folder of {@code /sys} has them a folder each. The folder is listed
 * at each reading; what was found out about a device is kept while it is there.
 */
final class SysFolder<D> {
  /** Finds out about a device once. */
  @FunctionalInterface
  interface Opener<D> {
    /**
     * A device that came.
     *
     * @param kept whether its files may stay open between readings
     */
    D open(Path folder, boolean kept);
  }

  /** With more devices, such as containers' network interfaces, files are not kept open. */
  private static final int KEPT_DEVICES = 32;

  private final Path folder;
  private final Predicate<String> wanted;
  private final Opener<D> opener;
  private final Map<String, D> devices = new TreeMap<>();
  private String[] names = {};

  SysFolder(Path folder, Predicate<String> wanted, Opener<D> opener) {
    this.folder = folder;
    this.wanted = wanted;
    this.opener = opener;
  }

  /** Those there now, in the order of their names; none where the folder is missing. */
  List<D> devices() {
    String[] now = folder.toFile().list();
    String[] present = now == null ? new String[0] : now;
    Arrays.sort(present);
    if (!Arrays.equals(present, names)) {
      names = present;
      update();
    }
    return List.copyOf(devices.values());
  }

  private void update() {
    List<String> present = Arrays.stream(names).filter(wanted).toList();
    devices.keySet().retainAll(present);
    for (String name : present) {
      Path device = folder.resolve(name);
      if (!devices.containsKey(name) && Files.isDirectory(device)) {
        devices.put(name, opener.open(device, present.size() <= KEPT_DEVICES));
      }
    }
  }
}
