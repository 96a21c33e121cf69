package dev.muster.exporter.collector;

import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Units of systemd and their states. Off by default. Linux only.
 *
 * <pre>
 * # HELP node_systemd_service_restart_total Times that systemd restarted the service by itself.
 * # TYPE node_systemd_service_restart_total counter
 * node_systemd_service_restart_total{name="cron.service"} 2.0
 * # HELP node_systemd_socket_accepted_connections_total Connections that the socket accepted.
 * # TYPE node_systemd_socket_accepted_connections_total counter
 * node_systemd_socket_accepted_connections_total{name="ssh.socket"} 5.0
 * # HELP node_systemd_socket_current_connections Connections that the socket has now.
 * # TYPE node_systemd_socket_current_connections gauge
 * node_systemd_socket_current_connections{name="ssh.socket"} 1.0
 * # HELP node_systemd_socket_refused_connections_total Connections that the socket refused.
 * # TYPE node_systemd_socket_refused_connections_total counter
 * node_systemd_socket_refused_connections_total{name="ssh.socket"} 0.0
 * # HELP node_systemd_system_running Whether the system is up and no unit has failed.
 * # TYPE node_systemd_system_running gauge
 * node_systemd_system_running 1.0
 * # HELP node_systemd_timer_last_trigger_seconds When the timer last went off, since 1970.
 * # TYPE node_systemd_timer_last_trigger_seconds gauge
 * node_systemd_timer_last_trigger_seconds{name="apt.timer"} 1.5E9
 * # HELP node_systemd_unit_start_time_seconds When the unit started, since 1970; 0 if it does not run.
 * # TYPE node_systemd_unit_start_time_seconds gauge
 * node_systemd_unit_start_time_seconds{name="cron.service"} 1.6E9
 * # HELP node_systemd_unit_state Whether the unit is in this state.
 * # TYPE node_systemd_unit_state gauge
 * node_systemd_unit_state{name="cron.service",state="activating",type="simple"} 0.0
 * node_systemd_unit_state{name="cron.service",state="active",type="simple"} 1.0
 * node_systemd_unit_state{name="cron.service",state="deactivating",type="simple"} 0.0
 * node_systemd_unit_state{name="cron.service",state="failed",type="simple"} 0.0
 * node_systemd_unit_state{name="cron.service",state="inactive",type="simple"} 0.0
 * # HELP node_systemd_unit_tasks_current Processes and threads of the service.
 * # TYPE node_systemd_unit_tasks_current gauge
 * node_systemd_unit_tasks_current{name="cron.service"} 3.0
 * # HELP node_systemd_unit_tasks_max Processes and threads that the service may have.
 * # TYPE node_systemd_unit_tasks_max gauge
 * node_systemd_unit_tasks_max{name="cron.service"} 4915.0
 * # HELP node_systemd_units Units in each state, those that are not shown with them.
 * # TYPE node_systemd_units gauge
 * node_systemd_units{state="activating"} 0.0
 * node_systemd_units{state="active"} 1.0
 * node_systemd_units{state="deactivating"} 0.0
 * node_systemd_units{state="failed"} 0.0
 * node_systemd_units{state="inactive"} 4.0
 * # HELP node_systemd_version systemd's version.
 * # TYPE node_systemd_version gauge
 * node_systemd_version{version="252.39-1~deb12u1"} 252.39
 * </pre>
 */
final class SystemdCollector implements Collector {
  /**
   * One unit that is shown.
   *
   * @param type how a service starts or what a mount is of, else empty
   */
  record Unit(String name, String state, String type, Map<UnitProperty, Double> values) {}

  /**
   * A reading.
   *
   * @param version as systemd has it
   * @param running null if it was not told
   * @param states how many units are in each
   */
  record Reading(
      String version, @Nullable Boolean running, Map<String, Integer> states, List<Unit> units) {}

  static final List<String> STATES =
      List.of("active", "activating", "deactivating", "inactive", "failed");

  private final Source<Reading> source;

  SystemdCollector(Source<Reading> source) {
    this.source = source;
  }

  static SystemdCollector of(Machine machine) {
    return new SystemdCollector(
        machine.onLinux("systemd's units", () -> new SystemdUnits(machine.settings())));
  }

  @Override
  public String name() {
    return "systemd";
  }

  @Override
  public boolean enabledByDefault() {
    return false;
  }

  @Override
  public void collect(MetricPage page) throws Exception {
    Reading reading = source.read();
    page.gaugeFamily("node_systemd_version", "systemd's version.", "version")
        .add(number(reading.version()), reading.version());
    Boolean running = reading.running();
    if (running != null) {
      page.gauge(
          "node_systemd_system_running",
          "Whether the system is up and no unit has failed.",
          running ? 1 : 0);
    }
    var states =
        page.gaugeFamily(
            "node_systemd_units",
            "Units in each state, those that are not shown with them.",
            "state");
    reading.states().forEach((state, count) -> states.add(count, state));
    var unitStates =
        page.gaugeFamily(
            "node_systemd_unit_state",
            "Whether the unit is in this state.",
            "name",
            "state",
            "type");
    for (Unit unit : reading.units()) {
      for (String state : STATES) {
        unitStates.add(state.equals(unit.state()) ? 1 : 0, unit.name(), state, unit.type());
      }
      unit.values().forEach((property, value) -> property.on(page).add(value, unit.name()));
    }
  }

  /** The first three digits or more, with a fraction if there is one; 0 if there are none. */
  static double number(String version) {
    int start = 0;
    while (start < version.length() && !Character.isDigit(version.charAt(start))) {
      start++;
    }
    int end = digits(version, start);
    if (end - start < 3) {
      return 0;
    }
    if (end < version.length()
        && version.charAt(end) == '.'
        && digits(version, end + 1) > end + 1) {
      end = digits(version, end + 1);
    }
    return Double.parseDouble(version.substring(start, end));
  }

  private static int digits(String text, int from) {
    int end = from;
    while (end < text.length() && text.charAt(end) >= '0' && text.charAt(end) <= '9') {
      end++;
    }
    return end;
  }
}
