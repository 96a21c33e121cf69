package dev.muster.exporter;

import dev.muster.exporter.LoadHistory.Point;
import dev.muster.exporter.collector.Hardware;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The host document: one reading as JSON.
 *
 * @param hardware null where no section shows it
 * @param before an earlier reading of the CPUs; null where no section shows their load
 */
record HostDocument(
    Instant time,
    Readings readings,
    @Nullable Hardware hardware,
    CpuTimes cpuTimes,
    @Nullable CpuTimes before,
    List<Point> history) {

  String write(Set<HostSection> sections) {
    var json = new JsonWriter().open().number("time_seconds", seconds(time));
    json.text("exporter_version", BuildInfo.version());
    for (HostSection section : sections) {
      switch (section) {
        case HARDWARE -> hardware(json, hardware);
        case OS -> os(json);
        case MEMORY -> memory(json);
        case DRIVES -> new HostDrives(readings, hardware).write(json);
        case INTERFACES -> new HostInterfaces(readings, HostAddresses.read()).write(json);
        case CPU -> cpu(json);
        case LOAD -> load(json);
      }
    }
    return json.close() + "\n";
  }

  private static BigDecimal seconds(Instant at) {
    return BigDecimal.valueOf(at.toEpochMilli(), 3);
  }

  private void hardware(JsonWriter json, @Nullable Hardware machine) {
    if (machine == null) {
      return;
    }
    var board = machine.board();
    var firmware = machine.firmware();
    json.open("hardware")
        .text("manufacturer", machine.manufacturer())
        .text("model", machine.model())
        .text("serial", machine.serial());
    json.open("board")
        .text("manufacturer", board.manufacturer())
        .text("model", board.model())
        .text("version", board.version())
        .close();
    json.open("firmware")
        .text("manufacturer", firmware.manufacturer())
        .text("version", firmware.version())
        .text("date", firmware.date())
        .close();
    processor(json, machine.cpu());
    json.open("memory").number("total_bytes", readings.value("node_memory_MemTotal_bytes"));
    modules(json, machine.modules());
    json.close().close();
  }

  private static void processor(JsonWriter json, Hardware.Cpu cpu) {
    json.open("cpu")
        .text("name", cpu.name())
        .text("vendor", cpu.vendor())
        .number("packages", cpu.packages())
        .number("cores", cpu.cores())
        .number("threads", cpu.threads())
        .close();
  }

  private static void modules(JsonWriter json, @Nullable List<Hardware.Module> modules) {
    if (modules == null) {
      json.nothing("modules");
      return;
    }
    json.openList("modules");
    for (Hardware.Module module : modules) {
      json.open()
          .text("slot", module.slot())
          .number("size_bytes", module.sizeBytes())
          .text("type", module.type())
          .number("transfers_per_second", module.transfersPerSecond())
          .text("manufacturer", module.manufacturer())
          .text("part_number", module.partNumber())
          .close();
    }
    json.closeList();
  }

  private void os(JsonWriter json) {
    String pretty = readings.text("node_os_info", "pretty_name");
    Double boot = readings.value("node_boot_time_seconds");
    json.open("os")
        .text("hostname", readings.text("node_uname_info", "nodename"))
        .text("name", pretty != null ? pretty : readings.text("node_os_info", "name"))
        .text("version", readings.text("node_os_info", "version_id"))
        .text("build", readings.text("node_os_info", "build_id"))
        .text("kernel", readings.text("node_uname_info", "sysname"))
        .text("kernel_release", readings.text("node_uname_info", "release"))
        .text("kernel_version", readings.text("node_uname_info", "version"))
        .text("architecture", readings.text("node_uname_info", "machine"))
        .number("boot_time_seconds", boot)
        .number("uptime_seconds", boot == null ? null : uptime(boot))
        .close();
  }

  private double uptime(double boot) {
    return Math.max(0, Math.rint(time.toEpochMilli() - boot * 1000) / 1000);
  }

  private void memory(JsonWriter json) {
    Double total = readings.value("node_memory_MemTotal_bytes");
    Double available = readings.value("node_memory_MemAvailable_bytes");
    json.open("memory")
        .number("total_bytes", total)
        .number("available_bytes", available)
        .number(
            "used_percent",
            total == null || available == null ? null : percent(total - available, total))
        .number("swap_total_bytes", readings.value("node_memory_SwapTotal_bytes"))
        .number("swap_free_bytes", readings.value("node_memory_SwapFree_bytes"))
        .close();
  }

  /** Two digits after the point; null of nothing. */
  static @Nullable Double percent(double part, double whole) {
    return whole <= 0 ? null : Math.rint(Math.clamp(part / whole, 0, 1) * 10_000) / 100;
  }

  private void cpu(JsonWriter json) {
    if (before == null) {
      return;
    }
    boolean told = !cpuTimes.perCpu().isEmpty();
    json.open("cpu")
        .number("load_percent", cpuTimes.percentSince(before))
        .number(
            "window_seconds",
            told ? Math.rint((cpuTimes.nanos() - before.nanos()) / 1e6) / 1e3 : null);
    json.openList("cores");
    int index = 0;
    for (String cpu : cpuTimes.perCpu().keySet()) {
      json.open()
          .text("cpu", cpu)
          .number("load_percent", cpuTimes.percentSince(before, cpu))
          .number("frequency_hertz", hertz(cpu, index++))
          .close();
    }
    json.closeList().close();
  }

  private @Nullable Double hertz(String cpu, int index) {
    Double scaling = readings.value("node_cpu_scaling_frequency_hertz", "cpu", cpu);
    List<Double> own = hardware == null ? List.of() : hardware.cpu().hertz();
    return scaling == null && own.size() == cpuTimes.perCpu().size() ? own.get(index) : scaling;
  }

  private void load(JsonWriter json) {
    json.open("load")
        .number("load1", readings.value("node_load1"))
        .number("load5", readings.value("node_load5"))
        .number("load15", readings.value("node_load15"))
        .number("history_step_seconds", LoadHistory.STEP.toSeconds());
    json.openList("history");
    for (Point point : history) {
      json.open()
          .number("time_seconds", seconds(point.time()))
          .number("cpu_percent", point.cpuPercent())
          .number("load1", point.load1())
          .close();
    }
    json.closeList().close();
  }
}
