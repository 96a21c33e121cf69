package dev.muster.exporter;

import static java.util.Objects.requireNonNull;

import dev.muster.exporter.collector.Chosen;
import dev.muster.exporter.collector.CollectorSettings;
import dev.muster.exporter.collector.Filtered;
import dev.muster.exporter.collector.NameFilter;
import dev.muster.exporter.collector.OtherSystems;
import dev.muster.exporter.eventlog.EventLogSettings;
import dev.muster.exporter.eventlog.EventRules;
import dev.muster.exporter.eventlog.SystemLogs;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Flags about what the collectors read and what they leave out. */
final class ReadingFlags {
  @Option(
      names = "--path.procfs",
      paramLabel = "FOLDER",
      description = "Where the proc file system is (/proc).")
  private @Nullable Path procfs;

  @Option(
      names = "--path.sysfs",
      paramLabel = "FOLDER",
      description = "Where the sys file system is (/sys).")
  private @Nullable Path sysfs;

  @Option(
      names = "--path.rootfs",
      paramLabel = "FOLDER",
      description = "Where the machine's root is, seen from a container (/).")
  private @Nullable Path rootfs;

  @Option(
      names = "--collector.filesystem.mount-points-exclude",
      paramLabel = "REGEX",
      description = "Mount points to leave out.")
  private @Nullable String mountPointsExclude;

  @Option(
      names = "--collector.filesystem.mount-points-include",
      paramLabel = "REGEX",
      description = "The only mount points to show.")
  private @Nullable String mountPointsInclude;

  @Option(
      names = "--collector.filesystem.fs-types-exclude",
      paramLabel = "REGEX",
      description = "File-system types to leave out.")
  private @Nullable String fsTypesExclude;

  @Option(
      names = "--collector.filesystem.fs-types-include",
      paramLabel = "REGEX",
      description = "The only file-system types to show.")
  private @Nullable String fsTypesInclude;

  @Option(
      names = "--collector.diskstats.device-exclude",
      paramLabel = "REGEX",
      description = "Disks to leave out.")
  private @Nullable String disksExclude;

  @Option(
      names = "--collector.diskstats.device-include",
      paramLabel = "REGEX",
      description = "The only disks to show.")
  private @Nullable String disksInclude;

  @Option(
      names = "--collector.netdev.device-exclude",
      paramLabel = "REGEX",
      description = "Network devices to leave out.")
  private @Nullable String networksExclude;

  @Option(
      names = "--collector.netdev.device-include",
      paramLabel = "REGEX",
      description = "The only network devices to show.")
  private @Nullable String networksInclude;

  @Option(
      names = "--path.udev.data",
      paramLabel = "FOLDER",
      description = "Where udev keeps its notes about devices (/run/udev/data).")
  private @Nullable Path udevData;

  @Option(
      names = "--collector.hwmon.chip-exclude",
      paramLabel = "REGEX",
      description = "Sensor chips to leave out.")
  private @Nullable String chipsExclude;

  @Option(
      names = "--collector.hwmon.chip-include",
      paramLabel = "REGEX",
      description = "The only sensor chips to show.")
  private @Nullable String chipsInclude;

  @Option(
      names = "--collector.services.name-exclude",
      paramLabel = "REGEX",
      description = "Windows services to leave out.")
  private @Nullable String servicesExclude;

  @Option(
      names = "--collector.services.name-include",
      paramLabel = "REGEX",
      description = "The only Windows services to show.")
  private @Nullable String servicesInclude;

  @Option(
      names = "--collector.arp.device-exclude",
      paramLabel = "REGEX",
      description = "Network devices whose neighbours are left out.")
  private @Nullable String arpExclude;

  @Option(
      names = "--collector.arp.device-include",
      paramLabel = "REGEX",
      description = "The only network devices whose neighbours are shown.")
  private @Nullable String arpInclude;

  @Option(
      names = "--collector.netclass.ignored-devices",
      paramLabel = "REGEX",
      description = "Network devices that netclass leaves out.")
  private @Nullable String netclassIgnored;

  @Option(
      names = "--collector.powersupply.ignored-supplies",
      paramLabel = "REGEX",
      description = "Power supplies to leave out.")
  private @Nullable String powerSuppliesIgnored;

  @Option(
      names = "--collector.vmstat.fields",
      paramLabel = "REGEX",
      description = "Fields of /proc/vmstat to show.")
  private @Nullable String vmstatFields;

  @Option(
      names = "--collector.netstat.fields",
      paramLabel = "REGEX",
      description = "Fields of netstat to show, as Protocol_Field.")
  private @Nullable String netstatFields;

  @Mixin private ExtraFlags extra = new ExtraFlags();

  @Option(
      names = "--collector.cpu.info",
      description = "Also show node_cpu_info, the make of each CPU.")
  private boolean cpuInfo;

  @Option(
      names = "--collector.linux-names",
      description =
          "On Windows and macOS: call disks sda, sdb ... and the system drive's mount point /, as"
              + " dashboards made for Linux expect.")
  private boolean linuxNames;

  @Option(
      names = "--collector.netdev.local-interfaces",
      description =
          "On Windows and macOS: also show interfaces without a hardware address, such as the"
              + " loopback and tunnels.")
  private boolean localInterfaces;

  @Option(
      names = "--collector.textfile.directory",
      paramLabel = "FOLDER",
      description =
          "A folder, or a glob of folders, whose *.prom files join the page; may be given more"
              + " than once.")
  private List<String> textfiles = new ArrayList<>();

  @Option(
      names = "--collector.eventlog.file",
      paramLabel = "FILE",
      description =
          "A log file to read instead of the journal and the usual files; may be given more than"
              + " once.")
  private List<Path> eventLogFiles = new ArrayList<>();

  @Option(
      names = "--collector.eventlog.windows-log",
      paramLabel = "LOG",
      description =
          "A Windows event log to read; may be given more than once (System, Application, Security"
              + " and Defender's).")
  private List<String> windowsLogs = new ArrayList<>();

  @Option(
      names = "--collector.eventlog.macos-predicate",
      paramLabel = "PREDICATE",
      description =
          "Count those events of macOS's unified log, by one 'log stream' that stays; without it"
              + " none are read.")
  private @Nullable String macosPredicate;

  @Option(
      names = "--collector.eventlog.rules-file",
      paramLabel = "FILE",
      description = "Rules to count event-log records by, besides the exporter's own.")
  private @Nullable Path eventRulesFile;

  /**
   * The event logs' settings.
   *
   * @throws dev.muster.exporter.eventlog.EventRulesException if the rules cannot be used
   * @throws ExporterException if a log's name cannot be one
   */
  EventLogSettings eventLogs() {
    for (String log : windowsLogs) {
      if (log.isBlank() || log.chars().anyMatch(Character::isISOControl)) {
        throw new ExporterException(
            "--collector.eventlog.windows-log is '%s'; it must be the full name of a log, such as"
                    .formatted(log)
                + " System.");
      }
    }
    var settings =
        EventLogSettings.defaults()
            .withFiles(eventLogFiles)
            .withSystemLogs(new SystemLogs(windowsLogs, macosPredicate));
    return eventRulesFile == null
        ? settings
        : settings.withRules(EventRules.withFile(eventRulesFile));
  }

  /**
   * The collectors' settings.
   *
   * @throws ExporterException if an expression is none, or both kinds are given
   */
  CollectorSettings collectors() {
    var defaults = CollectorSettings.defaults();
    var settings =
        defaults
            .withPaths(
                procfs == null ? defaults.procfs() : procfs,
                sysfs == null ? defaults.sysfs() : sysfs,
                rootfs == null ? defaults.rootfs() : rootfs)
            .withUdevData(udevData == null ? defaults.udevData() : udevData)
            .withCpuInfo(cpuInfo)
            .withTextfiles(textfiles)
            .withOtherSystems(new OtherSystems(linuxNames, localInterfaces));
    settings = extra.on(settings);
    settings = filter(settings, Filtered.MOUNT_POINTS, mountPointsExclude, mountPointsInclude);
    settings = filter(settings, Filtered.FS_TYPES, fsTypesExclude, fsTypesInclude);
    settings = filter(settings, Filtered.DISKS, disksExclude, disksInclude);
    settings = filter(settings, Filtered.NETWORKS, networksExclude, networksInclude);
    settings = filter(settings, Filtered.CHIPS, chipsExclude, chipsInclude);
    settings = filter(settings, Filtered.SERVICES, servicesExclude, servicesInclude);
    settings = filter(settings, Filtered.ARP_DEVICES, arpExclude, arpInclude);
    settings = choose(settings, Chosen.NETCLASS_IGNORED, netclassIgnored);
    settings = choose(settings, Chosen.POWER_SUPPLIES_IGNORED, powerSuppliesIgnored);
    settings = choose(settings, Chosen.VMSTAT_FIELDS, vmstatFields);
    return choose(settings, Chosen.NETSTAT_FIELDS, netstatFields);
  }

  static CollectorSettings choose(CollectorSettings settings, Chosen what, @Nullable String regex) {
    if (regex == null) {
      return settings;
    }
    try {
      return settings.with(what, what.filter(regex));
    } catch (IllegalArgumentException e) {
      throw new ExporterException("--collector.%s: %s.".formatted(what.flag(), e.getMessage()), e);
    }
  }

  private static CollectorSettings filter(
      CollectorSettings settings,
      Filtered what,
      @Nullable String exclude,
      @Nullable String include) {
    if (exclude != null && include != null) {
      throw new ExporterException(
          "--collector.%1$s-exclude and --collector.%1$s-include exclude each other; leave one out."
              .formatted(what.flag()));
    }
    if (exclude == null && include == null) {
      return settings;
    }
    try {
      return settings.with(
          what,
          exclude == null
              ? NameFilter.including(requireNonNull(include))
              : NameFilter.excluding(exclude));
    } catch (IllegalArgumentException e) {
      throw new ExporterException(
          "--collector.%s-%s: %s."
              .formatted(what.flag(), exclude == null ? "include" : "exclude", e.getMessage()),
          e);
    }
  }
}
