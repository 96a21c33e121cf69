package dev.muster.exporter.collector;

import java.util.ArrayList;
import java.util.List;

/**
 * Each CPU's work on packets that came in. Linux only; older kernels tell less of it.
 *
 * <pre>
 * # HELP node_softnet_backlog_len Packets that wait for the CPU.
 * # TYPE node_softnet_backlog_len gauge
 * node_softnet_backlog_len{cpu="1"} 2.0
 * # HELP node_softnet_cpu_collision_total Times that a device's sending was locked by another CPU.
 * # TYPE node_softnet_cpu_collision_total counter
 * node_softnet_cpu_collision_total{cpu="1"} 7.0
 * # HELP node_softnet_dropped_total Packets dropped because too many waited.
 * # TYPE node_softnet_dropped_total counter
 * node_softnet_dropped_total{cpu="1"} 41.0
 * # HELP node_softnet_flow_limit_count_total Packets dropped because their flow had too many waiting.
 * # TYPE node_softnet_flow_limit_count_total counter
 * node_softnet_flow_limit_count_total{cpu="1"} 3.0
 * # HELP node_softnet_processed_total Packets taken in.
 * # TYPE node_softnet_processed_total counter
 * node_softnet_processed_total{cpu="1"} 940904.0
 * # HELP node_softnet_received_rps_total Times that another CPU handed packets over.
 * # TYPE node_softnet_received_rps_total counter
 * node_softnet_received_rps_total{cpu="1"} 5.0
 * # HELP node_softnet_times_squeezed_total Times that packets were left because time was up.
 * # TYPE node_softnet_times_squeezed_total counter
 * node_softnet_times_squeezed_total{cpu="1"} 1.0
 * </pre>
 */
final class SoftnetCollector implements Collector {
  /** One CPU's numbers in the order of the file's columns, as many as the kernel has. */
  record Cpu(String cpu, List<Long> columns) {}

  private record Column(int at, String family, String help) {}

  private static final List<Column> COLUMNS =
      List.of(
          new Column(0, "node_softnet_processed_total", "Packets taken in."),
          new Column(1, "node_softnet_dropped_total", "Packets dropped because too many waited."),
          new Column(
              2,
              "node_softnet_times_squeezed_total",
              "Times that packets were left because time was up."),
          new Column(
              8,
              "node_softnet_cpu_collision_total",
              "Times that a device's sending was locked by another CPU."),
          new Column(
              9, "node_softnet_received_rps_total", "Times that another CPU handed packets over."),
          new Column(
              10,
              "node_softnet_flow_limit_count_total",
              "Packets dropped because their flow had too many waiting."),
          new Column(11, "node_softnet_backlog_len", "Packets that wait for the CPU."));

  /** Where newer kernels, which leave out CPUs that are off, tell the CPU's number. */
  private static final int CPU_NUMBER = 12;

  private final Source<List<Cpu>> source;

  SoftnetCollector(Source<List<Cpu>> source) {
    this.source = source;
  }

  static SoftnetCollector of(Machine machine) {
    return new SoftnetCollector(
        machine.onLinux(
            "its CPUs' work on packets",
            () -> {
              ProcFile softnet = machine.proc("net/softnet_stat");
              return () -> parse(softnet.read());
            }));
  }

  @Override
  public String name() {
    return "softnet";
  }

  @Override
  public void collect(MetricPage page) throws Exception {
    List<Cpu> cpus = source.read();
    for (Column column : COLUMNS) {
      var family =
          column.family.endsWith("_total")
              ? page.counterFamily(column.family, column.help, "cpu")
              : page.gaugeFamily(column.family, column.help, "cpu");
      for (Cpu cpu : cpus) {
        if (column.at < cpu.columns.size()) {
          family.add(cpu.columns.get(column.at), cpu.cpu);
        }
      }
    }
  }

  /** Linux: {@code /proc/net/softnet_stat}, one CPU a line, columns in hexadecimal digits. */
  static List<Cpu> parse(String procNetSoftnetStat) {
    var words = new Words("/proc/net/softnet_stat", procNetSoftnetStat);
    List<Cpu> cpus = new ArrayList<>();
    while (words.nextLine()) {
      List<Long> columns = new ArrayList<>();
      while (words.hasNext()) {
        columns.add(words.nextHex());
      }
      if (!columns.isEmpty()) {
        long number = columns.size() > CPU_NUMBER ? columns.get(CPU_NUMBER) : cpus.size();
        cpus.add(new Cpu(Long.toString(number), columns));
      }
    }
    return cpus;
  }
}
