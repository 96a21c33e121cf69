package dev.muster.exporter.collector;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Windows' services. Off by default, as node_exporter's systemd is: it shows eight values a
 * service. Services that Windows makes for each log-on are left out, as their names never come
 * back.
 *
 * <pre>
 * # HELP host_service_start_mode How the service is started; always 1.
 * # TYPE host_service_start_mode gauge
 * host_service_start_mode{name="Spooler",start_mode="auto"} 1.0
 * # HELP host_service_state Whether the service is in that state.
 * # TYPE host_service_state gauge
 * host_service_state{name="Spooler",state="continue_pending"} 0.0
 * host_service_state{name="Spooler",state="pause_pending"} 0.0
 * host_service_state{name="Spooler",state="paused"} 0.0
 * host_service_state{name="Spooler",state="running"} 1.0
 * host_service_state{name="Spooler",state="start_pending"} 0.0
 * host_service_state{name="Spooler",state="stop_pending"} 0.0
 * host_service_state{name="Spooler",state="stopped"} 0.0
 * # HELP host_services Services of the names chosen, by state.
 * # TYPE host_services gauge
 * host_services{state="continue_pending"} 0.0
 * host_services{state="pause_pending"} 0.0
 * host_services{state="paused"} 0.0
 * host_services{state="running"} 1.0
 * host_services{state="start_pending"} 0.0
 * host_services{state="stop_pending"} 0.0
 * host_services{state="stopped"} 0.0
 * </pre>
 */
final class ServicesCollector implements Collector {
  /** As many services are shown one by one, the first by name; the others are counted only. */
  static final int MAX_SHOWN = 500;

  /** A bit of the type of services that are made for one log-on, or are the pattern for these. */
  private static final int PER_USER = 0x40 | 0x80;

  /**
   * What Windows says of one service.
   *
   * @param type bits
   * @param state 1 to 7, as {@code SERVICE_STATUS_PROCESS} has it
   * @param start 0 to 4, as the registry has it; null where it does not say
   */
  record Service(String name, int type, int state, @Nullable Integer start) {}

  /** In the order of Windows' numbers, from 1 on. */
  enum State {
    STOPPED("stopped"),
    START_PENDING("start_pending"),
    STOP_PENDING("stop_pending"),
    RUNNING("running"),
    CONTINUE_PENDING("continue_pending"),
    PAUSE_PENDING("pause_pending"),
    PAUSED("paused");

    private final String label;

    State(String label) {
      this.label = label;
    }
  }

  private static final String[] START_MODES = {"boot", "system", "auto", "manual", "disabled"};

  private final @Nullable Source<List<Service>> source;
  private final NameFilter filter;

  /** With a source, or null where there are no services of the kind. */
  ServicesCollector(@Nullable Source<List<Service>> source, NameFilter filter) {
    this.source = source;
    this.filter = filter;
  }

  static ServicesCollector of(Machine machine) {
    Source<List<Service>> source = machine.os() == Os.WINDOWS ? () -> WindowsServices.read() : null;
    return new ServicesCollector(source, machine.settings().filter(Filtered.SERVICES));
  }

  @Override
  public String name() {
    return "services";
  }

  @Override
  public boolean enabledByDefault() {
    return false;
  }

  @Override
  public void collect(MetricPage page) throws Exception {
    if (source == null) {
      throw new NoDataException("services are told of Windows only");
    }
    List<Service> services = chosen(source.read());
    count(page, services);
    var states =
        page.gaugeFamily(
            "host_service_state", "Whether the service is in that state.", "name", "state");
    var modes =
        page.gaugeFamily(
            "host_service_start_mode",
            "How the service is started; always 1.",
            "name",
            "start_mode");
    for (Service service : services.subList(0, Math.min(services.size(), MAX_SHOWN))) {
      State now = state(service);
      for (State state : State.values()) {
        states.add(state == now ? 1 : 0, service.name(), state.label);
      }
      Integer start = service.start();
      if (start != null && start >= 0 && start < START_MODES.length) {
        modes.add(1, service.name(), START_MODES[start]);
      }
    }
  }

  /** Of two services whose names differ in case alone Windows has but one. */
  private List<Service> chosen(List<Service> all) throws NoDataException {
    List<Service> chosen = new ArrayList<>();
    for (Service service : all) {
      if ((service.type() & PER_USER) == 0 && filter.passes(service.name())) {
        chosen.add(service);
      }
    }
    if (all.isEmpty()) {
      throw new NoDataException("Windows tells this account no services");
    }
    chosen.sort(Comparator.comparing(Service::name));
    return chosen;
  }

  private static void count(MetricPage page, List<Service> services) {
    Map<State, Integer> counts = new EnumMap<>(State.class);
    for (Service service : services) {
      State state = state(service);
      if (state != null) {
        counts.merge(state, 1, Integer::sum);
      }
    }
    var family =
        page.gaugeFamily("host_services", "Services of the names chosen, by state.", "state");
    for (State state : State.values()) {
      family.add(counts.getOrDefault(state, 0), state.label);
    }
  }

  private static @Nullable State state(Service service) {
    int index = service.state() - 1;
    return index >= 0 && index < State.values().length ? State.values()[index] : null;
  }
}
