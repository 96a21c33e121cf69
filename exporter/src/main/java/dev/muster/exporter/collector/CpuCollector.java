package dev.muster.exporter.collector;

import dev.muster.exporter.collector.CpuThrottles.Throttle;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import oshi.hardware.CentralProcessor.TickType;

/**
 * CPU time per logical CPU and mode. A mode that the system does not tell is left out: Windows has
 * no nice, iowait and steal, macOS only user, nice, system and idle, and guest time is told by
 * Linux alone.
 *
 * <pre>
 * # HELP node_cpu_guest_seconds_total CPU time given to virtual machines; user and nice have it too.
 * # TYPE node_cpu_guest_seconds_total counter
 * node_cpu_guest_seconds_total{cpu="0",mode="nice"} 0.0
 * node_cpu_guest_seconds_total{cpu="0",mode="user"} 2.5
 * # HELP node_cpu_seconds_total CPU time spent in each mode.
 * # TYPE node_cpu_seconds_total counter
 * node_cpu_seconds_total{cpu="0",mode="idle"} 1284.95
 * node_cpu_seconds_total{cpu="0",mode="iowait"} 0.22
 * node_cpu_seconds_total{cpu="0",mode="irq"} 0.0
 * node_cpu_seconds_total{cpu="0",mode="nice"} 1.0
 * node_cpu_seconds_total{cpu="0",mode="softirq"} 0.11
 * node_cpu_seconds_total{cpu="0",mode="steal"} 0.02
 * node_cpu_seconds_total{cpu="0",mode="system"} 12.51
 * node_cpu_seconds_total{cpu="0",mode="user"} 48.66
 * </pre>
 */
final class CpuCollector implements Collector {
  /** One logical CPU's seconds in the modes that are told. */
  record Cpu(String cpu, Map<Mode, Double> seconds) {}

  /**
   * One reading.
   *
   * @param infos empty unless asked for by {@code --collector.cpu.info}
   */
  record Reading(List<Cpu> cpus, List<Throttle> throttles, List<CpuInfo> infos) {
    Reading(List<Cpu> cpus) {
      this(cpus, List.of(), List.of());
    }
  }

  /** In the order of {@code /proc/stat}'s columns. */
  enum Mode {
    USER("user"),
    NICE("nice"),
    SYSTEM("system"),
    IDLE("idle"),
    IOWAIT("iowait"),
    IRQ("irq"),
    SOFTIRQ("softirq"),
    STEAL("steal"),
    GUEST("user"),
    GUEST_NICE("nice");

    private final String label;

    Mode(String label) {
      this.label = label;
    }

    boolean isGuest() {
      return this == GUEST || this == GUEST_NICE;
    }
  }

  /** Linux tells times in this unit to every program, whatever its own tick is. */
  private static final double TICKS_PER_SECOND = 100;

  /** A smaller step back is the kernel's inaccuracy, a larger one a CPU that came back anew. */
  private static final double RESTARTED_SECONDS = 3;

  private static final Mode[] MODES = Mode.values();

  private final Source<Reading> source;
  private final Map<String, Cpu> last = new HashMap<>();

  CpuCollector(Source<Reading> source) {
    this.source = source;
  }

  static CpuCollector of(Machine machine) {
    boolean withInfo = machine.settings().cpuInfo();
    if (machine.os() == Os.LINUX) {
      ProcFile stat = machine.proc("stat");
      ProcFile cpuinfo = machine.proc("cpuinfo");
      var throttles = new CpuThrottles(machine.sys("devices/system/cpu"));
      return new CpuCollector(() ->
          new Reading(
              parse(stat.read()).cpus(),
              throttles.read(),
              withInfo ? CpuInfo.parse(cpuinfo.read()) : List.of()));
    }
    return new CpuCollector(() -> {
      var processor = machine.oshi().hardware().getProcessor();
      return new Reading(
          fromTicks(machine.os(), processor.getProcessorCpuLoadTicks()).cpus(),
          List.of(),
          withInfo ? CpuInfo.of(processor) : List.of());
    });
  }

  @Override
  public String name() {
    return "cpu";
  }

  @Override
  public void collect(MetricPage page) throws Exception {
    var seconds =
        page.counterFamily("node_cpu_seconds_total", "CPU time spent in each mode.", "cpu", "mode");
    var guest =
        page.counterFamily(
            "node_cpu_guest_seconds_total",
            "CPU time given to virtual machines; user and nice have it too.",
            "cpu",
            "mode");
    var reading = source.read();
    CpuThrottles.add(page, reading.throttles());
    CpuInfo.add(page, reading.infos());
    for (Cpu told : reading.cpus()) {
      Cpu cpu = last.merge(told.cpu(), told, CpuCollector::neverBackwards);
      cpu.seconds()
          .forEach((mode, value) ->
              (mode.isGuest() ? guest : seconds).add(value, cpu.cpu(), mode.label));
    }
  }

  /** Idle and iowait go back a little at times, and a counter that falls looks like a restart. */
  private static Cpu neverBackwards(Cpu old, Cpu now) {
    double idleBefore = old.seconds().getOrDefault(Mode.IDLE, 0.0);
    double idleNow = now.seconds().getOrDefault(Mode.IDLE, 0.0);
    if (idleBefore - idleNow >= RESTARTED_SECONDS) {
      return now;
    }
    Map<Mode, Double> seconds = new EnumMap<>(now.seconds());
    seconds.replaceAll((mode, value) -> Math.max(value, old.seconds().getOrDefault(mode, value)));
    return new Cpu(now.cpu(), seconds);
  }

  /** Linux: {@code /proc/stat}; older kernels have fewer columns. */
  static Reading parse(String procStat) {
    var words = new Words("/proc/stat", procStat);
    List<Cpu> cpus = new ArrayList<>();
    while (words.nextLine() && words.lineStartsWith("cpu")) {
      String name = words.next();
      if (name.equals("cpu")) {
        continue;
      }
      Map<Mode, Double> seconds = new EnumMap<>(Mode.class);
      for (int i = 0; i < MODES.length && words.hasNext(); i++) {
        seconds.put(MODES[i], words.nextCount() / TICKS_PER_SECOND);
      }
      cpus.add(new Cpu(name.substring(3), seconds));
    }
    if (cpus.isEmpty()) {
      throw new FailedReadingException("/proc/stat names no CPU");
    }
    return new Reading(cpus);
  }

  /**
   * Windows and macOS: OSHI's milliseconds per CPU and {@link TickType}, of which all zero means
   * that it could not read them.
   */
  static Reading fromTicks(Os os, long[][] ticks) {
    TickType[] told =
        os == Os.WINDOWS
            ? new TickType[] {
              TickType.USER, TickType.SYSTEM, TickType.IDLE, TickType.IRQ, TickType.SOFTIRQ
            }
            : new TickType[] {TickType.USER, TickType.NICE, TickType.SYSTEM, TickType.IDLE};
    List<Cpu> cpus = new ArrayList<>();
    long sum = 0;
    for (int cpu = 0; cpu < ticks.length; cpu++) {
      Map<Mode, Double> seconds = new EnumMap<>(Mode.class);
      for (TickType type : told) {
        long millis = ticks[cpu][type.getIndex()];
        sum += millis;
        seconds.put(Mode.valueOf(type.name()), millis / 1000.0);
      }
      cpus.add(new Cpu(Integer.toString(cpu), seconds));
    }
    if (sum == 0) {
      throw new FailedReadingException(
          "OSHI could not read the CPU times of this " + os + " machine");
    }
    return new Reading(cpus);
  }
}
