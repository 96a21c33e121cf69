package dev.muster.archive;

import dev.muster.metrics.Labels;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Where in a series set the readings stand that tell a client's status; −1 where one is absent. */
final class StatusLayout {
  /** Modes in which a CPU does nothing for this machine. */
  private static final Set<String> IDLE = Set.of("idle", "iowait", "steal");

  /** File systems that hold no data of their own, or images that are always full. */
  private static final Set<String> NO_DRIVES =
      Set.of(
          "autofs",
          "binfmt_misc",
          "bpf",
          "cgroup",
          "cgroup2",
          "configfs",
          "debugfs",
          "devfs",
          "devpts",
          "devtmpfs",
          "efivarfs",
          "fusectl",
          "hugetlbfs",
          "iso9660",
          "mqueue",
          "nsfs",
          "proc",
          "procfs",
          "pstore",
          "ramfs",
          "rpc_pipefs",
          "securityfs",
          "selinuxfs",
          "squashfs",
          "sysfs",
          "tmpfs",
          "tracefs",
          "udf");

  /** The three readings of one mounted file system. */
  record Drive(String name, int size, int free, int avail) {}

  final int up;

  /** The readings of the machine, as against those of the exporter and the scrape. */
  final int[] node;

  final int[] cpu;
  final boolean[] cpuIdle;
  final int memoryTotal;
  final int memoryAvailable;
  final int swapTotal;
  final int swapFree;
  final int time;
  final int bootTime;
  final List<Drive> drives;

  private StatusLayout(List<Labels> series) {
    var places = new LinkedHashMap<String, Integer>();
    var cpus = new ArrayList<Integer>();
    var nodes = new ArrayList<Integer>();
    for (int i = 0; i < series.size(); i++) {
      String name = series.get(i).metricName();
      if (name.startsWith("node_") && !name.startsWith("node_scrape_")) {
        nodes.add(i);
      }
      if (name.equals("node_cpu_seconds_total")) {
        cpus.add(i);
      } else {
        places.putIfAbsent(name, i);
      }
    }
    node = nodes.stream().mapToInt(Integer::intValue).toArray();
    cpu = cpus.stream().mapToInt(Integer::intValue).toArray();
    cpuIdle = new boolean[cpu.length];
    for (int i = 0; i < cpu.length; i++) {
      cpuIdle[i] = IDLE.contains(series.get(cpu[i]).get("mode"));
    }
    up = places.getOrDefault("up", -1);
    memoryTotal = places.getOrDefault("node_memory_MemTotal_bytes", -1);
    memoryAvailable = places.getOrDefault("node_memory_MemAvailable_bytes", -1);
    swapTotal = places.getOrDefault("node_memory_SwapTotal_bytes", -1);
    swapFree = places.getOrDefault("node_memory_SwapFree_bytes", -1);
    time = places.getOrDefault("node_time_seconds", -1);
    bootTime = places.getOrDefault("node_boot_time_seconds", -1);
    drives = drives(series);
  }

  static StatusLayout of(SeriesSet set) {
    return new StatusLayout(set.series());
  }

  private static List<Drive> drives(List<Labels> series) {
    var places = new LinkedHashMap<Labels, int[]>();
    for (int i = 0; i < series.size(); i++) {
      int reading =
          switch (series.get(i).metricName()) {
            case "node_filesystem_size_bytes" -> 0;
            case "node_filesystem_free_bytes" -> 1;
            case "node_filesystem_avail_bytes" -> 2;
            default -> -1;
          };
      if (reading >= 0) {
        places.computeIfAbsent(series.get(i).withoutName(), l -> new int[] {-1, -1, -1})[reading] =
            i;
      }
    }
    var byDevice = new LinkedHashMap<String, Drive>();
    places.forEach((labels, at) -> addDrive(labels, at, byDevice));
    return List.copyOf(byDevice.values());
  }

  /** Of several mounts of one device the one with the shortest path stands for all. */
  private static void addDrive(Labels labels, int[] at, Map<String, Drive> byDevice) {
    String name = nameOf(labels);
    String type = labels.get("fstype");
    boolean isDrive =
        at[0] >= 0
            && at[1] >= 0
            && !name.isEmpty()
            && !NO_DRIVES.contains(type)
            && (!type.equals("overlay") || name.equals("/"));
    if (isDrive) {
      String device = labels.get("device");
      var drive = new Drive(name, at[0], at[1], at[2]);
      byDevice.merge(
          device.startsWith("/dev/") ? device : "mounted at " + name,
          drive,
          (one, other) -> other.name().length() < one.name().length() ? other : one);
    }
  }

  /** {@code /home}, {@code C:}. */
  private static String nameOf(Labels labels) {
    String mount = labels.get("mountpoint");
    String name = mount.isEmpty() ? labels.get("device") : mount;
    return name.length() > 1 && name.endsWith("\\") ? name.substring(0, name.length() - 1) : name;
  }
}
