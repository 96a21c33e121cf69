package dev.muster.exporter.collector;

import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Processes and threads by number and state. Off by default, for it reads a file per thread.
 * Windows and macOS tell the numbers alone.
 *
 * <pre>
 * # HELP node_processes_max_processes Processes and threads there may be.
 * # TYPE node_processes_max_processes gauge
 * node_processes_max_processes 32768.0
 * # HELP node_processes_max_threads Threads there may be.
 * # TYPE node_processes_max_threads gauge
 * node_processes_max_threads 63253.0
 * # HELP node_processes_pids Processes.
 * # TYPE node_processes_pids gauge
 * node_processes_pids 3.0
 * # HELP node_processes_state Processes in each state.
 * # TYPE node_processes_state gauge
 * node_processes_state{state="R"} 1.0
 * node_processes_state{state="S"} 2.0
 * # HELP node_processes_threads Threads.
 * # TYPE node_processes_threads gauge
 * node_processes_threads 5.0
 * # HELP node_processes_threads_state Threads in each state.
 * # TYPE node_processes_threads_state gauge
 * node_processes_threads_state{thread_state="D"} 1.0
 * node_processes_threads_state{thread_state="R"} 1.0
 * node_processes_threads_state{thread_state="S"} 3.0
 * </pre>
 */
final class ProcessesCollector implements Collector {
  /** Null and empty are what the system does not tell. */
  record Reading(
      double processes,
      double threads,
      Map<String, Integer> processStates,
      Map<String, Integer> threadStates,
      @Nullable Double maxProcesses,
      @Nullable Double maxThreads) {}

  private final Source<Reading> source;

  ProcessesCollector(Source<Reading> source) {
    this.source = source;
  }

  static ProcessesCollector of(Machine machine) {
    if (machine.os() == Os.LINUX) {
      return new ProcessesCollector(new LinuxProcesses(machine));
    }
    return new ProcessesCollector(() -> {
      var system = machine.oshi().system();
      return convert(system.getProcessCount(), system.getThreadCount());
    });
  }

  @Override
  public String name() {
    return "processes";
  }

  @Override
  public boolean enabledByDefault() {
    return false;
  }

  @Override
  public void collect(MetricPage page) throws Exception {
    var reading = source.read();
    page.gauge("node_processes_pids", "Processes.", reading.processes());
    page.gauge("node_processes_threads", "Threads.", reading.threads());
    var states = page.gaugeFamily("node_processes_state", "Processes in each state.", "state");
    reading.processStates().forEach((state, count) -> states.add(count, state));
    var threadStates =
        page.gaugeFamily("node_processes_threads_state", "Threads in each state.", "thread_state");
    reading.threadStates().forEach((state, count) -> threadStates.add(count, state));
    Double maxProcesses = reading.maxProcesses();
    if (maxProcesses != null) {
      page.gauge(
          "node_processes_max_processes", "Processes and threads there may be.", maxProcesses);
    }
    Double maxThreads = reading.maxThreads();
    if (maxThreads != null) {
      page.gauge("node_processes_max_threads", "Threads there may be.", maxThreads);
    }
  }

  /** Windows and macOS; no process at all means that OSHI could not count them. */
  static Reading convert(int processes, int threads) {
    if (processes <= 0 || threads <= 0) {
      throw new FailedReadingException("OSHI could not count the processes of this system");
    }
    return new Reading(processes, threads, Map.of(), Map.of(), null, null);
  }
}
