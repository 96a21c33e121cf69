package dev.muster.exporter.collector;

import static java.util.Objects.requireNonNullElse;

import dev.muster.exporter.collector.FilesystemCollector.Filesystem;
import dev.muster.exporter.collector.FilesystemCollector.Inodes;
import dev.muster.exporter.collector.FilesystemCollector.Reading;
import dev.muster.exporter.collector.FilesystemCollector.Space;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import oshi.software.os.OSFileStore;

/**
 * Windows' and macOS's file systems as OSHI sees them; on Windows local ones only, as drives that
 * users mapped belong to their sessions.
 */
final class OshiFilesystems implements Source<Reading> {
  /** What OSHI says of one file system; sizes of a drive without a medium are zero. */
  record OshiStore(
      String volume,
      String mount,
      String type,
      String options,
      long total,
      long free,
      long usable,
      long inodes,
      long freeInodes) {

    static OshiStore read(OSFileStore store) {
      return new OshiStore(
          requireNonNullElse(store.getVolume(), ""),
          requireNonNullElse(store.getMount(), ""),
          requireNonNullElse(store.getType(), ""),
          requireNonNullElse(store.getOptions(), ""),
          store.getTotalSpace(),
          store.getFreeSpace(),
          store.getUsableSpace(),
          store.getTotalInodes(),
          store.getFreeInodes());
    }
  }

  private static final String ALL = "file-stores";

  private final Os os;
  private final CollectorSettings settings;
  private final String systemDrive;
  private final TimedCalls<List<OshiStore>> stores;

  OshiFilesystems(Machine machine) {
    os = machine.os();
    settings = machine.settings();
    systemDrive = requireNonNullElse(System.getenv("SystemDrive"), "C:");
    boolean localOnly = os == Os.WINDOWS;
    stores =
        new TimedCalls<>(
            "filestores",
            all ->
                machine.oshi().system().getFileSystem().getFileStores(localOnly).stream()
                    .map(OshiStore::read)
                    .toList());
  }

  @Override
  public Reading read() throws IOException {
    List<OshiStore> told = stores.all(List.of(ALL)).get(ALL);
    if (told == null) {
      throw new IOException(
          "OSHI failed to list this machine's file systems, or needs longer than five seconds");
    }
    return convert(os, settings, systemDrive, told);
  }

  static Reading convert(
      Os os, CollectorSettings settings, String systemDrive, List<OshiStore> stores) {
    record Key(String device, String mountPoint, String fsType) {}
    Set<Key> seen = new HashSet<>();
    List<Filesystem> filesystems = new ArrayList<>();
    for (OshiStore store : stores) {
      boolean windows = os == Os.WINDOWS;
      String mountPoint = windows ? mount(store, systemDrive, settings) : store.mount();
      String device =
          windows ? DeviceNames.windowsMount(store.mount(), systemDrive, false) : store.volume();
      boolean shown =
          store.total() > 0
              && settings.filter(Filtered.MOUNT_POINTS).passes(mountPoint)
              && settings.filter(Filtered.FS_TYPES).passes(store.type());
      if (shown && seen.add(new Key(device, mountPoint, store.type()))) {
        filesystems.add(
            new Filesystem(device, mountPoint, store.type(), readOnly(store), space(os, store)));
      }
    }
    return new Reading(filesystems);
  }

  private static Space space(Os os, OshiStore store) {
    boolean inodes = os != Os.WINDOWS && store.inodes() > 0;
    return new Space(
        store.total(),
        store.free(),
        store.usable(),
        inodes ? new Inodes(store.inodes(), store.freeInodes()) : null);
  }

  private static String mount(OshiStore store, String systemDrive, CollectorSettings settings) {
    boolean linuxNames = settings.otherSystems().linuxNames();
    return DeviceNames.windowsMount(store.mount(), systemDrive, linuxNames);
  }

  private static boolean readOnly(OshiStore store) {
    return List.of(store.options().toLowerCase(Locale.ROOT).split(",")).contains("ro");
  }
}
