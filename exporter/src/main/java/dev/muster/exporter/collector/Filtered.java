package dev.muster.exporter.collector;

/**
 * What a collector can be told to leave out, or to show alone: {@code --collector.FLAG-exclude} and
 * {@code -include}. The defaults are node_exporter's.
 */
public enum Filtered {
  MOUNT_POINTS("filesystem.mount-points"),
  FS_TYPES("filesystem.fs-types"),
  DISKS("diskstats.device"),
  NETWORKS("netdev.device"),
  CHIPS("hwmon.chip"),
  SERVICES("services.name"),
  ARP_DEVICES("arp.device");

  private final String flag;

  Filtered(String flag) {
    this.flag = flag;
  }

  /** The flag between {@code --collector.} and {@code -exclude}. */
  public String flag() {
    return flag;
  }

  NameFilter usual(Os os) {
    return NameFilter.excluding(
        switch (this) {
          case MOUNT_POINTS -> mountPoints(os);
          case FS_TYPES -> fsTypes(os);
          case DISKS ->
              os == Os.LINUX ? "^(z?ram|loop|fd|(h|s|v|xv)d[a-z]|nvme\\d+n\\d+p)\\d+$" : "";
          case NETWORKS, CHIPS, SERVICES, ARP_DEVICES -> "";
        });
  }

  private static String mountPoints(Os os) {
    return switch (os) {
      case LINUX ->
          "^/(dev|proc|run/credentials/.+|sys|var/lib/docker/.+|var/lib/containers/storage/.+)"
              + "($|/)";
      case MACOS -> "^/(dev)($|/)";
      case WINDOWS -> "";
    };
  }

  private static String fsTypes(Os os) {
    return switch (os) {
      case LINUX ->
          "^(autofs|binfmt_misc|bpf|cgroup2?|configfs|debugfs|devpts|devtmpfs|fusectl|hugetlbfs"
              + "|iso9660|mqueue|nsfs|overlay|proc|procfs|pstore|rpc_pipefs|securityfs|selinuxfs"
              + "|squashfs|erofs|sysfs|tracefs)$";
      case MACOS -> "^devfs$";
      case WINDOWS -> "";
    };
  }
}
