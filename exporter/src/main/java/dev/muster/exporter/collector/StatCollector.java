package dev.muster.exporter.collector;

import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;
import oshi.driver.common.windows.perfmon.SystemInformation.ProcessorQueueLengthProperty;
import oshi.driver.windows.perfmon.SystemInformationJNA;

/**
 * What the kernel counts about itself, and when it started (which tells the uptime). What a system
 * does not tell is left out: Windows tells no process counts but its {@code
 * host_processor_queue_length}, macOS the start only.
 *
 * <pre>
 * # HELP node_boot_time_seconds Start of the system, in seconds since 1970.
 * # TYPE node_boot_time_seconds gauge
 * node_boot_time_seconds 1.795255006E9
 * # HELP node_context_switches_total Switches from one thread to another.
 * # TYPE node_context_switches_total counter
 * node_context_switches_total 586148.0
 * # HELP node_forks_total Processes and threads started.
 * # TYPE node_forks_total counter
 * node_forks_total 7928.0
 * # HELP node_intr_total Interrupts served.
 * # TYPE node_intr_total counter
 * node_intr_total 255190.0
 * # HELP node_procs_blocked Processes that wait for input or output.
 * # TYPE node_procs_blocked gauge
 * node_procs_blocked 0.0
 * # HELP node_procs_running Processes that run or could run.
 * # TYPE node_procs_running gauge
 * node_procs_running 2.0
 * </pre>
 */
final class StatCollector implements Collector {
  /** Null is what the system does not tell. */
  record Reading(
      @Nullable Double bootTime,
      @Nullable Double contextSwitches,
      @Nullable Double interrupts,
      @Nullable Double forks,
      @Nullable Double running,
      @Nullable Double blocked,
      @Nullable Double queue) {
    Reading(
        @Nullable Double bootTime,
        @Nullable Double contextSwitches,
        @Nullable Double interrupts,
        @Nullable Double forks,
        @Nullable Double running,
        @Nullable Double blocked) {
      this(bootTime, contextSwitches, interrupts, forks, running, blocked, null);
    }
  }

  /** What OSHI says: zero for counters that it has no source for, null for a queue unknown. */
  record OshiStat(Instant bootTime, long contextSwitches, long interrupts, @Nullable Long queue) {}

  private final Source<Reading> source;

  StatCollector(Source<Reading> source) {
    this.source = source;
  }

  static StatCollector of(Machine machine) {
    return switch (machine.os()) {
      case LINUX -> {
        ProcFile stat = machine.proc("stat");
        yield new StatCollector(() -> parse(stat.read()));
      }
      case WINDOWS -> {
        var start = new SteadyStart();
        var switches = new Unwrap32();
        var interrupts = new Unwrap32();
        yield new StatCollector(() -> {
          Duration uptime = Duration.ofSeconds(machine.oshi().system().getSystemUptime());
          var processor = machine.oshi().hardware().getProcessor();
          return convert(
              new OshiStat(
                  start.at(machine.clock().instant().minus(uptime)),
                  switches.next(processor.getContextSwitches()),
                  interrupts.next(processor.getInterrupts()),
                  SystemInformationJNA.queryProcessorQueueLength()
                      .get(ProcessorQueueLengthProperty.PROCESSORQUEUELENGTH)));
        });
      }
      case MACOS ->
          new StatCollector(() -> {
            long bootTime = machine.oshi().system().getSystemBootTime();
            return convert(new OshiStat(Instant.ofEpochSecond(bootTime), 0, 0, null));
          });
    };
  }

  @Override
  public String name() {
    return "stat";
  }

  @Override
  public void collect(MetricPage page) throws Exception {
    var reading = source.read();
    gauge(
        page,
        "node_boot_time_seconds",
        "Start of the system, in seconds since 1970.",
        reading.bootTime());
    counter(
        page,
        "node_context_switches_total",
        "Switches from one thread to another.",
        reading.contextSwitches());
    counter(page, "node_intr_total", "Interrupts served.", reading.interrupts());
    counter(page, "node_forks_total", "Processes and threads started.", reading.forks());
    gauge(page, "node_procs_running", "Processes that run or could run.", reading.running());
    gauge(
        page, "node_procs_blocked", "Processes that wait for input or output.", reading.blocked());
    gauge(
        page,
        "host_processor_queue_length",
        "Threads that could run and wait for a processor.",
        reading.queue());
  }

  private static void gauge(MetricPage page, String name, String help, @Nullable Double value) {
    if (value != null) {
      page.gauge(name, help, value);
    }
  }

  private static void counter(MetricPage page, String name, String help, @Nullable Double value) {
    if (value != null) {
      page.counter(name, help, value);
    }
  }

  /** Linux: {@code /proc/stat} below its lines about CPUs. */
  static Reading parse(String procStat) {
    var words = new Words("/proc/stat", procStat);
    Double boot = null;
    Double switches = null;
    Double interrupts = null;
    Double forks = null;
    Double running = null;
    Double blocked = null;
    while (words.nextLine()) {
      if (words.lineStartsWith("cpu") || !words.hasNext()) {
        continue;
      }
      switch (words.next()) {
        case "btime" -> boot = words.nextCount();
        case "ctxt" -> switches = words.nextCount();
        case "intr" -> interrupts = words.nextCount();
        case "processes" -> forks = words.nextCount();
        case "procs_running" -> running = words.nextCount();
        case "procs_blocked" -> blocked = words.nextCount();
        default -> {}
      }
    }
    if (boot == null) {
      throw new FailedReadingException("/proc/stat has no line \"btime\"");
    }
    return new Reading(boot, switches, interrupts, forks, running, blocked);
  }

  /** Windows and macOS. */
  static Reading convert(OshiStat stat) {
    if (stat.bootTime().getEpochSecond() <= 0) {
      throw new FailedReadingException("OSHI could not read when this system started");
    }
    return new Reading(
        (double) stat.bootTime().getEpochSecond(),
        stat.contextSwitches() > 0 ? (double) stat.contextSwitches() : null,
        stat.interrupts() > 0 ? (double) stat.interrupts() : null,
        null,
        null,
        null,
        stat.queue() == null ? null : (Double) stat.queue().doubleValue());
  }
}
