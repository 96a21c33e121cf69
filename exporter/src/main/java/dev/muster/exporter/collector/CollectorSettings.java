package dev.muster.exporter.collector;

import java.nio.file.Path;

/**
 * What the collectors may be told; the defaults are node_exporter's.
 *
 * @param procfs where the proc file system is mounted ({@code --path.procfs})
 * @param sysfs where the sys file system is mounted ({@code --path.sysfs})
 * @param rootfs where the machine's root is mounted ({@code --path.rootfs}), as seen from a
 *     container
 * @param mountPoints of the filesystem collector ({@code
 *     --collector.filesystem.mount-points-exclude})
 * @param fsTypes of the filesystem collector ({@code --collector.filesystem.fs-types-exclude})
 * @param disks of the diskstats collector ({@code --collector.diskstats.device-exclude} or {@code
 *     -include})
 * @param networks of the netdev collector ({@code --collector.netdev.device-exclude} or {@code
 *     -include})
 */
public record CollectorSettings(
    Path procfs,
    Path sysfs,
    Path rootfs,
    NameFilter mountPoints,
    NameFilter fsTypes,
    NameFilter disks,
    NameFilter networks) {

  /** The defaults on this machine's operating system. */
  public static CollectorSettings defaults() {
    return defaults(Os.current());
  }

  static CollectorSettings defaults(Os os) {
    Path root = Path.of("/");
    return new CollectorSettings(
        root.resolve("proc"),
        root.resolve("sys"),
        root,
        NameFilter.excluding(excludedMountPoints(os)),
        NameFilter.excluding(excludedFsTypes(os)),
        NameFilter.excluding(excludedDisks(os)),
        NameFilter.excluding(""));
  }

  public CollectorSettings withPaths(Path newProcfs, Path newSysfs, Path newRootfs) {
    return new CollectorSettings(
        newProcfs, newSysfs, newRootfs, mountPoints, fsTypes, disks, networks);
  }

  public CollectorSettings withMountPoints(NameFilter filter) {
    return new CollectorSettings(procfs, sysfs, rootfs, filter, fsTypes, disks, networks);
  }

  public CollectorSettings withFsTypes(NameFilter filter) {
    return new CollectorSettings(procfs, sysfs, rootfs, mountPoints, filter, disks, networks);
  }

  public CollectorSettings withDisks(NameFilter filter) {
    return new CollectorSettings(procfs, sysfs, rootfs, mountPoints, fsTypes, filter, networks);
  }

  public CollectorSettings withNetworks(NameFilter filter) {
    return new CollectorSettings(procfs, sysfs, rootfs, mountPoints, fsTypes, disks, filter);
  }

  private static String excludedMountPoints(Os os) {
    return switch (os) {
      case LINUX ->
          "^/(dev|proc|run/credentials/.+|sys|var/lib/docker/.+|var/lib/containers/storage/.+)"
              + "($|/)";
      case MACOS -> "^/(dev)($|/)";
      case WINDOWS -> "";
    };
  }

  private static String excludedFsTypes(Os os) {
    return switch (os) {
      case LINUX ->
          "^(autofs|binfmt_misc|bpf|cgroup2?|configfs|debugfs|devpts|devtmpfs|fusectl|hugetlbfs"
              + "|iso9660|mqueue|nsfs|overlay|proc|procfs|pstore|rpc_pipefs|securityfs|selinuxfs"
              + "|squashfs|erofs|sysfs|tracefs)$";
      case MACOS -> "^devfs$";
      case WINDOWS -> "";
    };
  }

  private static String excludedDisks(Os os) {
    return os == Os.LINUX ? "^(z?ram|loop|fd|(h|s|v|xv)d[a-z]|nvme\\d+n\\d+p)\\d+$" : "";
  }
}
