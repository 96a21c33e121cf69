package dev.muster.exporter.collector;

import static java.util.Objects.requireNonNullElse;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import oshi.hardware.CentralProcessor;

/** What each logical CPU is, for {@code node_cpu_info}; empty is what is not told. */
record CpuInfo(
    String pkg,
    String core,
    String cpu,
    String vendor,
    String family,
    String model,
    String modelName,
    String microcode,
    String stepping,
    String cacheSize) {

  private static final String[] LABELS = {
    "package",
    "core",
    "cpu",
    "vendor",
    "family",
    "model",
    "model_name",
    "microcode",
    "stepping",
    "cachesize"
  };

  static void add(MetricPage page, List<CpuInfo> infos) {
    var family = page.gaugeFamily("node_cpu_info", "What the CPU is; always 1.", LABELS);
    for (CpuInfo info : infos) {
      family.add(
          1,
          info.pkg,
          info.core,
          info.cpu,
          info.vendor,
          info.family,
          info.model,
          info.modelName,
          info.microcode,
          info.stepping,
          info.cacheSize);
    }
  }

  /** Linux: {@code /proc/cpuinfo}, a block of {@code name : value} lines per logical CPU. */
  static List<CpuInfo> parse(String procCpuinfo) {
    List<CpuInfo> infos = new ArrayList<>();
    for (String block : procCpuinfo.split("\n\n", -1)) {
      Map<String, String> fields = new HashMap<>();
      for (String line : block.split("\n", -1)) {
        int colon = line.indexOf(':');
        if (colon > 0) {
          fields.put(line.substring(0, colon).strip(), line.substring(colon + 1).strip());
        }
      }
      if (fields.containsKey("processor")) {
        infos.add(of(fields));
      }
    }
    return infos;
  }

  private static CpuInfo of(Map<String, String> fields) {
    return new CpuInfo(
        fields.getOrDefault("physical id", ""),
        fields.getOrDefault("core id", ""),
        fields.getOrDefault("processor", ""),
        fields.getOrDefault("vendor_id", ""),
        fields.getOrDefault("cpu family", ""),
        fields.getOrDefault("model", ""),
        fields.getOrDefault("model name", ""),
        fields.getOrDefault("microcode", ""),
        fields.getOrDefault("stepping", ""),
        fields.getOrDefault("cache size", ""));
  }

  /** Windows and macOS: logical CPUs in OSHI's order. */
  static List<CpuInfo> of(CentralProcessor processor) {
    var id = processor.getProcessorIdentifier();
    List<CpuInfo> infos = new ArrayList<>();
    for (var cpu : processor.getLogicalProcessors()) {
      infos.add(
          new CpuInfo(
              Integer.toString(cpu.getPhysicalPackageNumber()),
              Integer.toString(cpu.getPhysicalProcessorNumber()),
              Integer.toString(infos.size()),
              requireNonNullElse(id.getVendor(), ""),
              requireNonNullElse(id.getFamily(), ""),
              requireNonNullElse(id.getModel(), ""),
              requireNonNullElse(id.getName(), "").strip(),
              "",
              requireNonNullElse(id.getStepping(), ""),
              ""));
    }
    return infos;
  }
}
