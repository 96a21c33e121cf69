package dev.muster.exporter.collector;

import static java.util.Objects.requireNonNullElse;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * Make and state of NVMe drives' controllers. Linux only.
 *
 * <pre>
 * # HELP node_nvme_info What the NVMe controller is; always 1.
 * # TYPE node_nvme_info gauge
 * node_nvme_info{device="nvme0",firmware_revision="1B2QEXP7",model="Samsung SSD 970 PRO 512GB",serial="S680HF8N190894I",state="live"} 1.0
 * </pre>
 */
final class NvmeCollector implements Collector {
  record Controller(String device, String firmware, String model, String serial, String state) {}

  private final Source<List<Controller>> source;

  NvmeCollector(Source<List<Controller>> source) {
    this.source = source;
  }

  static NvmeCollector of(Machine machine) {
    return new NvmeCollector(
        machine.onLinux(
            "its NVMe controllers",
            () -> {
              Path folder = machine.sys("class/nvme");
              var controllers = new SysFolder<>(folder, name -> true, (path, kept) -> path);
              return () -> {
                if (!Files.isDirectory(folder)) {
                  throw new NoDataException("this machine has no NVMe controller");
                }
                List<Controller> found = new ArrayList<>();
                for (Path each : controllers.devices()) {
                  found.add(read(each));
                }
                return found;
              };
            }));
  }

  private static Controller read(Path folder) {
    return new Controller(
        folder.getFileName().toString(),
        text(folder, "firmware_rev"),
        text(folder, "model"),
        text(folder, "serial"),
        text(folder, "state"));
  }

  private static String text(Path folder, String file) {
    return requireNonNullElse(new SysFile(folder.resolve(file), false).text(), "");
  }

  @Override
  public String name() {
    return "nvme";
  }

  @Override
  public void collect(MetricPage page) throws Exception {
    var info =
        page.gaugeFamily(
            "node_nvme_info",
            "What the NVMe controller is; always 1.",
            "device",
            "firmware_revision",
            "model",
            "serial",
            "state");
    for (Controller each : source.read()) {
      info.add(1, each.device(), each.firmware(), each.model(), each.serial(), each.state());
    }
  }
}
