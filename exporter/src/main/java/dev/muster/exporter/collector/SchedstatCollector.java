package dev.muster.exporter.collector;

import java.util.ArrayList;
import java.util.List;

/**
 * How long each CPU ran processes, and they waited for it. Linux only, with a kernel that counts
 * it.
 *
 * <pre>
 * # HELP node_schedstat_running_seconds_total Time that the CPU ran processes.
 * # TYPE node_schedstat_running_seconds_total counter
 * node_schedstat_running_seconds_total{cpu="0"} 2.5
 * # HELP node_schedstat_timeslices_total Turns that processes had on the CPU.
 * # TYPE node_schedstat_timeslices_total counter
 * node_schedstat_timeslices_total{cpu="0"} 9.0
 * # HELP node_schedstat_waiting_seconds_total Time that processes waited for the CPU.
 * # TYPE node_schedstat_waiting_seconds_total counter
 * node_schedstat_waiting_seconds_total{cpu="0"} 0.5
 * </pre>
 */
final class SchedstatCollector implements Collector {
  /** Seconds, and a count. */
  record Cpu(String cpu, double running, double waiting, double turns) {}

  private static final double NANOS = 1e9;

  private final Source<List<Cpu>> source;

  SchedstatCollector(Source<List<Cpu>> source) {
    this.source = source;
  }

  static SchedstatCollector of(Machine machine) {
    return new SchedstatCollector(
        machine.onLinux(
            "how long processes wait for CPUs",
            () -> {
              ProcFile schedstat = machine.proc("schedstat");
              return () -> parse(schedstat.readIfThere());
            }));
  }

  @Override
  public String name() {
    return "schedstat";
  }

  @Override
  public void collect(MetricPage page) throws Exception {
    var running =
        page.counterFamily(
            "node_schedstat_running_seconds_total", "Time that the CPU ran processes.", "cpu");
    var waiting =
        page.counterFamily(
            "node_schedstat_waiting_seconds_total",
            "Time that processes waited for the CPU.",
            "cpu");
    var turns =
        page.counterFamily(
            "node_schedstat_timeslices_total", "Turns that processes had on the CPU.", "cpu");
    for (Cpu cpu : source.read()) {
      running.add(cpu.running(), cpu.cpu());
      waiting.add(cpu.waiting(), cpu.cpu());
      turns.add(cpu.turns(), cpu.cpu());
    }
  }

  /** Linux: the lines of {@code /proc/schedstat} that begin with a CPU and have nine numbers. */
  static List<Cpu> parse(String procSchedstat) {
    var words = new Words("/proc/schedstat", procSchedstat);
    List<Cpu> cpus = new ArrayList<>();
    while (words.nextLine()) {
      if (!words.lineStartsWith("cpu")) {
        continue;
      }
      String cpu = words.next().substring("cpu".length());
      words.skip(6);
      double running = words.nextCount() / NANOS;
      double waiting = words.nextCount() / NANOS;
      cpus.add(new Cpu(cpu, running, waiting, words.nextCount()));
    }
    return cpus;
  }
}
