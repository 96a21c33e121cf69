package dev.muster.exporter;

import dev.muster.exporter.collector.CollectorSettings;
import dev.muster.exporter.collector.NameFilter;
import dev.muster.exporter.eventlog.EventLogSettings;
import dev.muster.exporter.eventlog.EventRules;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
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
      names = "--collector.eventlog.file",
      paramLabel = "FILE",
      description =
          "A log file to read instead of the journal and the usual files; may be given more than"
              + " once.")
  private List<Path> eventLogFiles = new ArrayList<>();

  @Option(
      names = "--collector.eventlog.rules-file",
      paramLabel = "FILE",
      description = "Rules to count event-log records by, besides the exporter's own.")
  private @Nullable Path eventRulesFile;

  /**
   * The event logs' settings.
   *
   * @throws dev.muster.exporter.eventlog.EventRulesException if the rules cannot be used
   */
  EventLogSettings eventLogs() {
    var settings = EventLogSettings.defaults().withFiles(eventLogFiles);
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
    return defaults
        .withPaths(
            procfs == null ? defaults.procfs() : procfs,
            sysfs == null ? defaults.sysfs() : sysfs,
            rootfs == null ? defaults.rootfs() : rootfs)
        .withMountPoints(
            filter(
                "filesystem.mount-points",
                mountPointsExclude,
                mountPointsInclude,
                defaults.mountPoints()))
        .withFsTypes(
            filter("filesystem.fs-types", fsTypesExclude, fsTypesInclude, defaults.fsTypes()))
        .withDisks(filter("diskstats.device", disksExclude, disksInclude, defaults.disks()))
        .withNetworks(
            filter("netdev.device", networksExclude, networksInclude, defaults.networks()));
  }

  private static NameFilter filter(
      String flag, @Nullable String exclude, @Nullable String include, NameFilter usual) {
    if (exclude != null && include != null) {
      throw new ExporterException(
          "--collector.%1$s-exclude and --collector.%1$s-include exclude each other; leave one out."
              .formatted(flag));
    }
    try {
      if (exclude != null) {
        return NameFilter.excluding(exclude);
      }
      return include == null ? usual : NameFilter.including(include);
    } catch (IllegalArgumentException e) {
      throw new ExporterException(
          "--collector.%s-%s: %s."
              .formatted(flag, exclude == null ? "include" : "exclude", e.getMessage()),
          e);
    }
  }
}
