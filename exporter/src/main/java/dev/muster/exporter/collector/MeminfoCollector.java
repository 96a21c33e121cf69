package dev.muster.exporter.collector;

import java.util.LinkedHashMap;
import java.util.Map;
import oshi.hardware.GlobalMemory;

/**
 * Memory and swap: on Linux every field of {@code /proc/meminfo}, elsewhere what there is under the
 * names of Linux and, on macOS, of node_exporter for macOS besides.
 *
 * <pre>
 * # HELP node_memory_Active_anon_bytes Field Active_anon of the memory reading.
 * # TYPE node_memory_Active_anon_bytes gauge
 * node_memory_Active_anon_bytes 1613824.0
 * # HELP node_memory_HugePages_Total Field HugePages_Total of the memory reading.
 * # TYPE node_memory_HugePages_Total gauge
 * node_memory_HugePages_Total 0.0
 * # HELP node_memory_MemTotal_bytes Field MemTotal of the memory reading.
 * # TYPE node_memory_MemTotal_bytes gauge
 * node_memory_MemTotal_bytes 2.5276502016E10
 * </pre>
 */
final class MeminfoCollector implements Collector {
  /** Values in bytes, but of those fields that carry no unit (counts of huge pages). */
  record Reading(Map<Field, Double> values) {}

  record Field(String name, boolean bytes) {
    String family() {
      return bytes ? "node_memory_" + name + "_bytes" : "node_memory_" + name;
    }
  }

  /** What OSHI says, in bytes. */
  record OshiMemory(
      long total, long available, long swapTotal, long swapUsed, long commitLimit, long committed) {

    static OshiMemory read(GlobalMemory memory) {
      var virtual = memory.getVirtualMemory();
      return new OshiMemory(
          memory.getTotal(),
          memory.getAvailable(),
          virtual.getSwapTotal(),
          virtual.getSwapUsed(),
          virtual.getVirtualMax(),
          virtual.getVirtualInUse());
    }
  }

  private final Source<Reading> source;

  MeminfoCollector(Source<Reading> source) {
    this.source = source;
  }

  static MeminfoCollector of(Machine machine) {
    if (machine.os() == Os.LINUX) {
      ProcFile meminfo = machine.proc("meminfo");
      return new MeminfoCollector(() -> parse(meminfo.read()));
    }
    return new MeminfoCollector(
        machine.os() == Os.WINDOWS ? WindowsMemory.of(machine) : MacMemory.of(machine));
  }

  @Override
  public String name() {
    return "meminfo";
  }

  @Override
  public void collect(MetricPage page) throws Exception {
    source
        .read()
        .values()
        .forEach((field, value) ->
            page.gauge(field.family(), "Field " + field.name() + " of the memory reading.", value));
  }

  /** Linux: lines such as {@code Active(anon): 1576 kB}. */
  static Reading parse(String procMeminfo) {
    var words = new Words("/proc/meminfo", procMeminfo);
    Map<Field, Double> values = new LinkedHashMap<>();
    while (words.nextLine()) {
      if (!words.hasNext()) {
        continue;
      }
      String name = legalName(words.upTo(':'));
      double value = words.nextCount();
      boolean inBytes = words.hasNext();
      values.put(new Field(name, inBytes), inBytes ? value * 1024 : value);
    }
    if (values.isEmpty()) {
      throw new FailedReadingException("/proc/meminfo has no field");
    }
    return new Reading(values);
  }

  /** {@code Active(anon)} becomes {@code Active_anon}. */
  private static String legalName(String field) {
    int open = field.indexOf('(');
    String name = open > 0 ? field.substring(0, open) + "_" + field.substring(open + 1) : field;
    name = name.replace(")", "");
    for (int i = 0; i < name.length(); i++) {
      char c = name.charAt(i);
      if (c != '_' && !(c < 128 && Character.isLetterOrDigit(c))) {
        name = name.replace(c, '_');
      }
    }
    return name;
  }

  /** What Windows and macOS tell alike. */
  static Reading convert(Os os, OshiMemory memory) {
    if (memory.total() <= 0) {
      throw new FailedReadingException(
          "OSHI could not read the memory size of this " + os + " machine");
    }
    Map<Field, Double> values = new LinkedHashMap<>();
    put(values, "MemTotal", memory.total());
    put(values, "MemAvailable", memory.available());
    put(values, "SwapTotal", memory.swapTotal());
    put(values, "SwapFree", memory.swapTotal() - memory.swapUsed());
    return new Reading(values);
  }

  static void put(Map<Field, Double> values, String name, long bytes) {
    values.put(new Field(name, true), (double) bytes);
  }
}
