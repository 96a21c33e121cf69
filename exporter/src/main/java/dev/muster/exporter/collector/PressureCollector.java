package dev.muster.exporter.collector;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/**
 * Time that work waited for something short. Linux only.
 *
 * <pre>
 * # HELP node_pressure_cpu_waiting_seconds_total Time in which some task waited for cpu.
 * # TYPE node_pressure_cpu_waiting_seconds_total counter
 * node_pressure_cpu_waiting_seconds_total 1338.893841
 * # HELP node_pressure_io_stalled_seconds_total Time in which every task waited for io.
 * # TYPE node_pressure_io_stalled_seconds_total counter
 * node_pressure_io_stalled_seconds_total 23.523465
 * # HELP node_pressure_io_waiting_seconds_total Time in which some task waited for io.
 * # TYPE node_pressure_io_waiting_seconds_total counter
 * node_pressure_io_waiting_seconds_total 37.350353
 * # HELP node_pressure_irq_stalled_seconds_total Time in which every task waited for irq.
 * # TYPE node_pressure_irq_stalled_seconds_total counter
 * node_pressure_irq_stalled_seconds_total 1.5
 * </pre>
 */
final class PressureCollector implements Collector {
  /** Seconds of one resource's one line: {@code some} or {@code full}. */
  record Pressure(String resource, boolean full, double seconds) {}

  private record Told(String resource, ProcFile file) {}

  private final Source<List<Pressure>> source;

  PressureCollector(Source<List<Pressure>> source) {
    this.source = source;
  }

  static PressureCollector of(Machine machine) {
    Path folder = machine.settings().procfs().resolve("pressure");
    List<Told> files =
        machine.os() == Os.LINUX
            ? Stream.of("cpu", "io", "memory", "irq")
                .filter(word -> Files.exists(folder.resolve(word)))
                .map(word -> new Told(word, new ProcFile(folder.resolve(word))))
                .toList()
            : List.of();
    return new PressureCollector(() -> read(files));
  }

  private static List<Pressure> read(List<Told> files) throws IOException, NoDataException {
    if (files.isEmpty()) {
      throw new NoDataException("this kernel does not tell pressure");
    }
    List<Pressure> all = new ArrayList<>();
    for (Told told : files) {
      all.addAll(parse(told.resource(), told.file().read()));
    }
    return all;
  }

  @Override
  public String name() {
    return "pressure";
  }

  @Override
  public void collect(MetricPage page) throws Exception {
    for (Pressure pressure : source.read()) {
      page.counter(
          "node_pressure_"
              + pressure.resource()
              + (pressure.full() ? "_stalled" : "_waiting")
              + "_seconds_total",
          "Time in which "
              + (pressure.full() ? "every" : "some")
              + " task waited for "
              + pressure.resource()
              + ".",
          pressure.seconds());
    }
  }

  /**
   * Linux: {@code some avg10=0.00 avg60=0.00 avg300=0.00 total=37350353}, in microseconds. For the
   * CPU as a whole all tasks cannot wait; that line is always zero and left out.
   */
  static List<Pressure> parse(String resource, String procPressure) {
    String file = "/proc/pressure/" + resource;
    var words = new Words(file, procPressure);
    List<Pressure> lines = new ArrayList<>();
    while (words.nextLine()) {
      if (!words.hasNext()) {
        continue;
      }
      boolean full = words.next().equals("full");
      words.upTo('=');
      double micros = words.nextCount();
      if (!full || !resource.equals("cpu")) {
        lines.add(new Pressure(resource, full, micros / 1e6));
      }
    }
    if (lines.isEmpty()) {
      throw new FailedReadingException(file + " is empty");
    }
    return lines;
  }
}
