package dev.muster.exporter;

import dev.muster.exporter.collector.Chosen;
import dev.muster.exporter.collector.CollectorSettings;
import dev.muster.exporter.collector.Extra;
import java.util.EnumSet;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** Flags about what collectors that are off by default, or their extras, show. */
final class ExtraFlags {
  @Option(
      names = "--collector.systemd.unit-include",
      paramLabel = "REGEX",
      description = "Units of systemd to show, by their whole names.")
  private @Nullable String systemdUnits;

  @Option(
      names = "--collector.systemd.unit-exclude",
      paramLabel = "REGEX",
      description = "Units of systemd to leave out, by their whole names.")
  private @Nullable String systemdUnitsExcluded;

  @Option(
      names = "--collector.systemd.enable-task-metrics",
      description = "Also show each systemd service's tasks.")
  private boolean systemdTasks;

  @Option(
      names = "--collector.systemd.enable-restarts-metrics",
      description = "Also show how often systemd restarted each service.")
  private boolean systemdRestarts;

  @Option(
      names = "--collector.systemd.enable-start-time-metrics",
      description = "Also show when each systemd unit started.")
  private boolean systemdStartTimes;

  @Option(
      names = "--collector.systemd.private",
      description = "Ask systemd itself instead of over D-Bus; needs root.")
  private boolean systemdPrivate;

  @Option(
      names = "--collector.rapl.enable-zone-label",
      description = "Show RAPL zones as one family with a label.")
  private boolean raplZoneLabel;

  @Option(
      names = "--collector.topprocesses.count",
      paramLabel = "N",
      description = "How many programs topprocesses names, at most 50 (10).")
  private @Nullable Integer topProcesses;

  /**
   * The settings with what these flags say.
   *
   * @throws ExporterException if an expression is none, or the number is out of bounds
   */
  CollectorSettings on(CollectorSettings settings) {
    CollectorSettings with = withTopProcesses(settings.withExtras(extras()));
    with = ReadingFlags.choose(with, Chosen.SYSTEMD_UNITS, systemdUnits);
    return ReadingFlags.choose(with, Chosen.SYSTEMD_UNITS_EXCLUDED, systemdUnitsExcluded);
  }

  private Set<Extra> extras() {
    Set<Extra> extras = EnumSet.noneOf(Extra.class);
    Map.of(
            Extra.RAPL_ZONE_LABEL, raplZoneLabel,
            Extra.SYSTEMD_TASKS, systemdTasks,
            Extra.SYSTEMD_RESTARTS, systemdRestarts,
            Extra.SYSTEMD_START_TIMES, systemdStartTimes,
            Extra.SYSTEMD_PRIVATE, systemdPrivate)
        .forEach((extra, shown) -> {
          if (shown) {
            extras.add(extra);
          }
        });
    return extras;
  }

  private CollectorSettings withTopProcesses(CollectorSettings settings) {
    if (topProcesses == null) {
      return settings;
    }
    try {
      return settings.withTopProcesses(topProcesses);
    } catch (IllegalArgumentException e) {
      throw new ExporterException(
          "--collector.topprocesses.count: %s.".formatted(e.getMessage()), e);
    }
  }
}
