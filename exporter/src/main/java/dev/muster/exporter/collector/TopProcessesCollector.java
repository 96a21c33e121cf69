package dev.muster.exporter.collector;

import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * The programs that use most CPU time and most memory, each for all its processes, and the rest
 * together. Off by default, for it reads a file per process. There are never more series than
 * {@code --collector.topprocesses.count} and one, twice.
 *
 * <pre>
 * # HELP host_process_cpu_seconds_total CPU time of all processes of a program, while it is named here.
 * # TYPE host_process_cpu_seconds_total counter
 * host_process_cpu_seconds_total{program="java"} 90.5
 * host_process_cpu_seconds_total{program="other"} 3.0
 * host_process_cpu_seconds_total{program="postgres"} 7.0
 * # HELP host_process_resident_bytes Memory of all processes of a program; what they share counts for each.
 * # TYPE host_process_resident_bytes gauge
 * host_process_resident_bytes{program="firefox"} 9000.0
 * host_process_resident_bytes{program="java"} 5000.0
 * host_process_resident_bytes{program="other"} 1400.0
 * </pre>
 */
final class TopProcessesCollector implements Collector {
  /**
   * One process.
   *
   * @param id its number
   * @param started tells processes of one number apart
   * @param cpu seconds since then
   * @param resident bytes
   */
  record Usage(long id, long started, String program, double cpu, double resident) {}

  /** Stands for all programs that are not named. */
  static final String OTHER = "other";

  private final Source<List<Usage>> source;
  private final int count;
  private final ProgramTimes times;

  TopProcessesCollector(Source<List<Usage>> source, int count) {
    this.source = source;
    this.count = count;
    times = new ProgramTimes(count);
  }

  static TopProcessesCollector of(Machine machine) {
    Source<List<Usage>> source =
        machine.os() == Os.LINUX
            ? new LinuxProgramProcesses(machine)
            : () ->
                machine.oshi().system().getProcesses().stream()
                    .map(each ->
                        convert(
                            each.getProcessID(),
                            each.getStartTime(),
                            each.getName(),
                            each.getKernelTime() + each.getUserTime(),
                            each.getResidentMemory()))
                    .toList();
    return new TopProcessesCollector(source, machine.settings().topProcesses());
  }

  /** Windows and macOS; times are in milliseconds. */
  static Usage convert(long id, long started, String program, long cpu, long resident) {
    return new Usage(id, started, program, cpu / 1000.0, resident);
  }

  @Override
  public String name() {
    return "topprocesses";
  }

  @Override
  public boolean enabledByDefault() {
    return false;
  }

  @Override
  public void collect(MetricPage page) throws Exception {
    List<Usage> processes = source.read();
    if (processes.isEmpty()) {
      throw new FailedReadingException("this system listed no process");
    }
    times.take(processes);
    var cpu =
        page.counterFamily(
            "host_process_cpu_seconds_total",
            "CPU time of all processes of a program, while it is named here.",
            "program");
    times.totals().forEach((program, seconds) -> cpu.add(seconds, program));
    var resident =
        page.gaugeFamily(
            "host_process_resident_bytes",
            "Memory of all processes of a program; what they share counts for each.",
            "program");
    resident(processes).forEach((program, bytes) -> resident.add(bytes, program));
  }

  private Map<String, Double> resident(List<Usage> processes) {
    Map<String, Double> all = new HashMap<>();
    processes.forEach(process -> all.merge(process.program(), process.resident(), Double::sum));
    Map<String, Double> shown = new HashMap<>(Map.of(OTHER, 0.0));
    List<String> top = top(all, count);
    all.forEach((program, bytes) ->
        shown.merge(top.contains(program) ? program : OTHER, bytes, Double::sum));
    return shown;
  }

  /** The names of the largest values; of equal ones the first in the alphabet. */
  static List<String> top(Map<String, Double> values, int count) {
    return values.entrySet().stream()
        .filter(entry -> !entry.getKey().equals(OTHER))
        .sorted(
            Map.Entry.<String, Double>comparingByValue(Comparator.reverseOrder())
                .thenComparing(Map.Entry.comparingByKey()))
        .limit(count)
        .map(Map.Entry::getKey)
        .toList();
  }
}
