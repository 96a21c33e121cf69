package dev.muster.exporter.collector;

import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** A number that systemd tells of units of one kind, and the family that it is shown as. */
enum UnitProperty {
  RESTARTS(
      "Service",
      "NRestarts",
      "service_restart_total",
      "Times that systemd restarted the service by itself.",
      Extra.SYSTEMD_RESTARTS),
  TASKS(
      "Service",
      "TasksCurrent",
      "unit_tasks_current",
      "Processes and threads of the service.",
      Extra.SYSTEMD_TASKS),
  TASKS_MAX(
      "Service",
      "TasksMax",
      "unit_tasks_max",
      "Processes and threads that the service may have.",
      Extra.SYSTEMD_TASKS),
  STARTED(
      "Unit",
      "ActiveEnterTimestamp",
      "unit_start_time_seconds",
      "When the unit started, since 1970; 0 if it does not run.",
      Extra.SYSTEMD_START_TIMES),
  TRIGGERED(
      "Timer",
      "LastTriggerUSec",
      "timer_last_trigger_seconds",
      "When the timer last went off, since 1970.",
      null),
  ACCEPTED(
      "Socket",
      "NAccepted",
      "socket_accepted_connections_total",
      "Connections that the socket accepted.",
      null),
  CONNECTIONS(
      "Socket",
      "NConnections",
      "socket_current_connections",
      "Connections that the socket has now.",
      null),
  REFUSED(
      "Socket",
      "NRefused",
      "socket_refused_connections_total",
      "Connections that the socket refused.",
      null);

  private static final double MICROS = 1e6;

  /** What systemd says where there is no limit, or nothing to count: all bits set. */
  private static final long NONE = -1;

  private final String kind;
  private final String property;
  private final String family;
  private final String help;
  private final @Nullable Extra extra;

  UnitProperty(String kind, String property, String word, String help, @Nullable Extra extra) {
    this.kind = kind;
    this.property = property;
    family = "node_systemd_" + word;
    this.help = help;
    this.extra = extra;
  }

  /** The last word of the D-Bus interface that has it. */
  String kind() {
    return kind;
  }

  /** Its name there. */
  String property() {
    return property;
  }

  /** Whether this unit has it, and these extras want it. */
  boolean isWanted(String unit, Set<Extra> extras) {
    return (extra == null || extras.contains(extra))
        && (kind.equals("Unit") || unit.endsWith("." + kind.toLowerCase(Locale.ROOT)));
  }

  /** In the family's unit; null if systemd's number stands for none. */
  @Nullable Double value(long told) {
    if (told == NONE) {
      return null;
    }
    return family.endsWith("_seconds") ? told / MICROS : (double) told;
  }

  MetricPage.Family on(MetricPage page) {
    return family.endsWith("_total")
        ? page.counterFamily(family, help, "name")
        : page.gaugeFamily(family, help, "name");
  }
}
