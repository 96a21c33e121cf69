package dev.muster.exporter.collector;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.muster.exporter.collector.NodeExporterPeer.Family;
import dev.muster.exporter.dbus.MessageBus;
import dev.muster.exporter.dbus.SystemdStandIn;
import dev.muster.exporter.dbus.SystemdStandIn.Unit;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60)
final class SystemdCollectorTest {
  private static final String PATH = "/org/freedesktop/systemd1/unit/";
  private static final Set<Extra> ALL =
      EnumSet.of(Extra.SYSTEMD_RESTARTS, Extra.SYSTEMD_START_TIMES, Extra.SYSTEMD_TASKS);
  private static final Unit CRON =
      new Unit(
          "cron.service",
          "loaded",
          "active",
          PATH + "cron_2eservice",
          Map.of(
              "Service.Type", "simple",
              "Service.NRestarts", 2,
              "Service.TasksCurrent", 3L,
              "Service.TasksMax", 4915L,
              "Unit.ActiveEnterTimestamp", 1_600_000_000_000_000L));
  private static final Unit TIMER =
      new Unit(
          "apt.timer",
          "loaded",
          "inactive",
          PATH + "apt_2etimer",
          Map.of("Timer.LastTriggerUSec", 1_500_000_000_000_000L));
  private static final Unit SOCKET =
      new Unit(
          "ssh.socket",
          "loaded",
          "inactive",
          PATH + "ssh_2esocket",
          Map.of("Socket.NAccepted", 5, "Socket.NConnections", 1, "Socket.NRefused", 0));
  private static final List<Unit> OTHERS =
      List.of(
          new Unit(
              "failed@a.service",
              "loaded",
              "failed",
              PATH + "failed_40a_2eservice",
              Map.of("Service.Type", "oneshot", "Service.NRestarts", 5, "Service.TasksMax", -1L)),
          new Unit("old.service", "loaded", "activating", PATH + "old_2eservice", Map.of()),
          new Unit("ghost.service", "not-found", "inactive", PATH + "ghost_2eservice", Map.of()),
          new Unit(
              "multi-user.target", "loaded", "active", PATH + "multi_2duser_2etarget", Map.of()),
          new Unit(
              "srv.mount", "loaded", "active", PATH + "srv_2emount", Map.of("Mount.Type", "nfs4")));

  @TempDir Path folder;

  private SystemdCollector collector(Set<Extra> extras, MessageBus bus) {
    return collector(CollectorSettings.defaults(Os.LINUX).withExtras(extras), bus);
  }

  private static SystemdCollector collector(CollectorSettings settings, MessageBus bus) {
    return new SystemdCollector(new SystemdUnits(settings, "unix:path=" + bus.socket()));
  }

  @Test
  void page_isTheSampleInTheComment_andUnitsLeftOutAreCounted() throws Exception {
    var device = new Unit("sda.device", "loaded", "inactive", PATH + "sda", Map.of());
    var missing = new Unit("no.service", "not-found", "inactive", PATH + "no", Map.of());
    try (MessageBus bus = MessageBus.start(folder);
        var _ = SystemdStandIn.start(bus.socket(), List.of(CRON, TIMER, SOCKET, device, missing))) {
      String page = Pages.text(collector(ALL, bus));

      assertThat(
              page.lines()
                  .filter(line -> !line.matches(".*_(start_time|state)\\w*\\{.*(timer|socket).*")))
          .containsExactlyElementsOf(Pages.sample(SystemdCollector.class).lines().toList());
      assertThat(page)
          .contains("node_systemd_unit_start_time_seconds{name=\"apt.timer\"} 0.0")
          .contains(
              "node_systemd_unit_state{name=\"ssh.socket\",state=\"inactive\",type=\"\"} 1.0");
    }
  }

  @Test
  void besideNodeExporter_familiesTypesLabelsAndValuesAreTheSame() throws Exception {
    try (MessageBus bus = MessageBus.start(folder);
        var _ = SystemdStandIn.start(bus.socket(), units(200))) {
      var settings =
          CollectorSettings.defaults(Os.LINUX)
              .withExtras(ALL)
              .with(Chosen.SYSTEMD_UNITS_EXCLUDED, Chosen.SYSTEMD_UNITS_EXCLUDED.filter("sda.*"));
      var ours = NodeExporterPeer.ours(List.of(collector(settings, bus)));
      var theirs =
          NodeExporterPeer.page(
              folder,
              List.of(
                  "--collector.systemd",
                  "--collector.systemd.unit-exclude=sda.*",
                  "--collector.systemd.enable-task-metrics",
                  "--collector.systemd.enable-restarts-metrics",
                  "--collector.systemd.enable-start-time-metrics"),
              Map.of("DBUS_SYSTEM_BUS_ADDRESS", "unix:path=" + bus.socket()));

      assertThat(new TreeSet<>(ours.keySet())).isEqualTo(new TreeSet<>(theirs.keySet()));
      theirs.forEach((name, family) -> {
        Family own = NodeExporterPeer.family(ours, name);
        assertThat(own.values()).as(name).isEqualTo(family.values());
        // Theirs is called a gauge, which a number that only grows is not.
        if (!name.equals("node_systemd_socket_refused_connections_total")) {
          assertThat(own.type()).as(name).isEqualTo(family.type());
        }
      });
      assertThat(NodeExporterPeer.family(theirs, "node_systemd_unit_state").values())
          .hasSizeGreaterThan(1000);
    }
  }

  private static List<Unit> units(int more) {
    List<Unit> units = new ArrayList<>(OTHERS);
    units.addAll(List.of(CRON, TIMER, SOCKET));
    for (int i = 0; i < more; i++) {
      units.add(
          new Unit(
              "more" + i + ".service",
              "loaded",
              "active",
              PATH + "more" + i + "_2eservice",
              Map.of("Service.Type", "notify", "Service.NRestarts", i)));
    }
    return units;
  }

  @Test
  void units_areChosenByTheirWholeNames() throws Exception {
    var settings =
        CollectorSettings.defaults(Os.LINUX)
            .with(Chosen.SYSTEMD_UNITS, Chosen.SYSTEMD_UNITS.filter("cron|.*\\.timer"));
    try (MessageBus bus = MessageBus.start(folder);
        var _ = SystemdStandIn.start(bus.socket(), List.of(CRON, TIMER))) {
      assertThat(Pages.text(collector(settings, bus)))
          .contains("name=\"apt.timer\"")
          .doesNotContain("name=\"cron");
    }
  }

  @Test
  void noSystemdOnTheBus_isAFailureThatSaysSo() throws Exception {
    try (MessageBus bus = MessageBus.start(folder)) {
      assertThatThrownBy(() -> Pages.text(collector(ALL, bus)))
          .hasMessage("D-Bus answered org.freedesktop.DBus.Error.ServiceUnknown");
    }
  }

  @Test
  void noBus_isNoData() {
    var source =
        new SystemdUnits(CollectorSettings.defaults(Os.LINUX), "unix:path=" + folder + "/none");

    assertThatThrownBy(source::read)
        .isInstanceOf(NoDataException.class)
        .hasMessage("there is no " + folder + "/none; does systemd run here?");
  }

  @Test
  void version_isTheFirstNumberOfThreeDigits() {
    assertThat(SystemdCollector.number("252.39-1~deb12u1")).isEqualTo(252.39);
    assertThat(SystemdCollector.number("v257")).isEqualTo(257);
    assertThat(SystemdCollector.number("255.")).isEqualTo(255);
    assertThat(SystemdCollector.number("44")).isEqualTo(0);
    assertThat(SystemdCollector.number("")).isEqualTo(0);
  }
}
