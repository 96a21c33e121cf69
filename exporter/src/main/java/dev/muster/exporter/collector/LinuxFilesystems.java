package dev.muster.exporter.collector;

import dev.muster.exporter.collector.FilesystemCollector.Filesystem;
import dev.muster.exporter.collector.FilesystemCollector.Reading;
import dev.muster.exporter.collector.FilesystemCollector.Space;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * The mounts that {@code /proc/1/mounts} lists (the machine's own, also from inside a container or
 * a service's sandbox), each measured by {@code statvfs}.
 *
 * <p>Where that file is hidden, as by {@code hidepid}, {@code /proc/self/mountinfo} stands in for
 * it. A sandbox mounts everything anew there and read-only, so of its two lists of options that of
 * the file system itself is the one that counts.
 */
final class LinuxFilesystems implements Source<Reading> {
  private final CollectorSettings settings;
  private final ProcFile machineMounts;
  private final ProcFile ownMounts;
  private final TimedCalls<Space> measure;

  /** The mounts change seldom: these are of the text last read. */
  private String lastMounts = "";

  private List<Mount> shown = List.of();
  private List<String> paths = List.of();

  LinuxFilesystems(Machine machine) {
    this(machine, new TimedCalls<>("statvfs", Statvfs::of));
  }

  LinuxFilesystems(Machine machine, TimedCalls<Space> measure) {
    settings = machine.settings();
    machineMounts = machine.proc("1/mounts");
    ownMounts = machine.proc("self/mountinfo");
    this.measure = measure;
  }

  @Override
  public Reading read() throws IOException {
    look();
    Map<String, Space> spaces = measure.all(paths);
    List<Filesystem> filesystems = new ArrayList<>(shown.size());
    for (int i = 0; i < paths.size(); i++) {
      Mount mount = shown.get(i);
      filesystems.add(
          new Filesystem(
              mount.device(),
              mount.mountPoint(),
              mount.fsType(),
              mount.readOnly(),
              spaces.get(paths.get(i))));
    }
    return new Reading(filesystems);
  }

  /** Looks through the mounts if they are others than before. */
  private void look() throws IOException {
    String text;
    boolean hidden = false;
    try {
      text = machineMounts.read();
    } catch (IOException e) {
      text = ownMounts.read();
      hidden = true;
    }
    if (!text.equals(lastMounts)) {
      List<Mount> mounts = hidden ? Mount.parseMountinfo(text) : Mount.parse(text);
      shown = mounts.stream().map(this::seenFromRoot).filter(this::isShown).toList();
      paths = shown.stream().map(this::path).toList();
      lastMounts = text;
    }
  }

  private boolean isShown(Mount mount) {
    return settings.filter(Filtered.MOUNT_POINTS).passes(mount.mountPoint())
        && settings.filter(Filtered.FS_TYPES).passes(mount.fsType());
  }

  /** In a container the mounts under {@code --path.rootfs} are the machine's. */
  private Mount seenFromRoot(Mount mount) {
    Path root = settings.rootfs();
    Path point = Path.of(mount.mountPoint());
    if (root.getNameCount() == 0 || !point.startsWith(root)) {
      return mount;
    }
    String seen = "/" + root.relativize(point);
    return new Mount(mount.device(), seen, mount.fsType(), mount.readOnly());
  }

  private String path(Mount mount) {
    return settings.rootfs().resolve(mount.mountPoint().substring(1)).toString();
  }
}
