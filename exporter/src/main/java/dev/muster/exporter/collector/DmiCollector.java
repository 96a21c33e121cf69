package dev.muster.exporter.collector;

import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Make of the machine, its board and its firmware, as far as told; serial numbers are told to root
 * alone. Linux only.
 *
 * <pre>
 * # HELP node_dmi_info What the machine, its board and its firmware are; always 1.
 * # TYPE node_dmi_info gauge
 * node_dmi_info{bios_date="04/12/2021",bios_vendor="Dell Inc.",product_name="PowerEdge R6515",system_vendor="Dell Inc."} 1.0
 * </pre>
 */
final class DmiCollector implements Collector {
  /** Names of files in {@code /sys/class/dmi/id}, and of labels but for the last. */
  private static final List<String> FILES =
      List.of(
          "bios_date",
          "bios_release",
          "bios_vendor",
          "bios_version",
          "board_asset_tag",
          "board_name",
          "board_serial",
          "board_vendor",
          "board_version",
          "chassis_asset_tag",
          "chassis_serial",
          "chassis_vendor",
          "chassis_version",
          "product_family",
          "product_name",
          "product_serial",
          "product_sku",
          "product_uuid",
          "product_version",
          "sys_vendor");

  private final Source<Map<String, String>> source;
  private @Nullable Map<String, String> facts;

  /** The source is asked until it has facts: they stay the same until the machine starts anew. */
  DmiCollector(Source<Map<String, String>> source) {
    this.source = source;
  }

  static DmiCollector of(Machine machine) {
    return new DmiCollector(
        machine.onLinux(
            "its make", () -> () -> read(machine.settings().sysfs().resolve("class/dmi/id"))));
  }

  private static Map<String, String> read(Path folder) throws NoDataException {
    Map<String, String> facts = new LinkedHashMap<>();
    for (String file : FILES) {
      String text = new SysFile(folder.resolve(file), false).text();
      if (text != null) {
        facts.put(file.equals("sys_vendor") ? "system_vendor" : file, text);
      }
    }
    if (facts.isEmpty()) {
      throw new NoDataException("this machine does not tell its make");
    }
    return facts;
  }

  @Override
  public String name() {
    return "dmi";
  }

  @Override
  public void collect(MetricPage page) throws Exception {
    if (facts == null) {
      facts = source.read();
    }
    page.gaugeFamily(
            "node_dmi_info",
            "What the machine, its board and its firmware are; always 1.",
            facts.keySet().toArray(String[]::new))
        .add(1, facts.values().toArray(String[]::new));
  }
}
