package dev.muster.exporter.collector;

import java.util.List;

/**
 * Disks joined by the kernel (RAID), and how whole they are. Linux only, while its module is
 * loaded.
 *
 * <pre>
 * # HELP node_md_blocks Blocks of the array, 1 KiB each.
 * # TYPE node_md_blocks gauge
 * node_md_blocks{device="md0"} 248896.0
 * # HELP node_md_blocks_synced Blocks that are in step on all disks; all of them if nothing is under way.
 * # TYPE node_md_blocks_synced gauge
 * node_md_blocks_synced{device="md0"} 16775.0
 * # HELP node_md_disks Disks of the array in each state.
 * # TYPE node_md_disks gauge
 * node_md_disks{device="md0",state="active"} 1.0
 * node_md_disks{device="md0",state="failed"} 1.0
 * node_md_disks{device="md0",state="spare"} 0.0
 * # HELP node_md_disks_required Disks that the array is made for.
 * # TYPE node_md_disks_required gauge
 * node_md_disks_required{device="md0"} 2.0
 * # HELP node_md_state Whether the array is in this state.
 * # TYPE node_md_state gauge
 * node_md_state{device="md0",state="active"} 0.0
 * node_md_state{device="md0",state="check"} 0.0
 * node_md_state{device="md0",state="inactive"} 0.0
 * node_md_state{device="md0",state="recovering"} 1.0
 * node_md_state{device="md0",state="resync"} 0.0
 * </pre>
 */
final class MdadmCollector implements Collector {
  /**
   * One array.
   *
   * @param state one of {@link #STATES}, or another word of the kernel
   * @param blocks of 1 KiB
   */
  record MdArray(
      String device,
      String state,
      int required,
      int active,
      int failed,
      int spare,
      double blocks,
      double synced) {}

  static final List<String> STATES = List.of("active", "inactive", "recovering", "resync", "check");

  private final Source<List<MdArray>> source;

  MdadmCollector(Source<List<MdArray>> source) {
    this.source = source;
  }

  static MdadmCollector of(Machine machine) {
    return new MdadmCollector(
        machine.onLinux(
            "its disk arrays",
            () -> {
              ProcFile mdstat = machine.proc("mdstat");
              return () -> Mdstat.parse(mdstat.readIfThere());
            }));
  }

  @Override
  public String name() {
    return "mdadm";
  }

  @Override
  public void collect(MetricPage page) throws Exception {
    var required =
        page.gaugeFamily("node_md_disks_required", "Disks that the array is made for.", "device");
    var disks =
        page.gaugeFamily("node_md_disks", "Disks of the array in each state.", "device", "state");
    var states =
        page.gaugeFamily("node_md_state", "Whether the array is in this state.", "device", "state");
    var blocks = page.gaugeFamily("node_md_blocks", "Blocks of the array, 1 KiB each.", "device");
    var synced =
        page.gaugeFamily(
            "node_md_blocks_synced",
            "Blocks that are in step on all disks; all of them if nothing is under way.",
            "device");
    for (MdArray array : source.read()) {
      String device = array.device();
      required.add(array.required(), device);
      disks.add(array.active(), device, "active");
      disks.add(array.failed(), device, "failed");
      disks.add(array.spare(), device, "spare");
      for (String state : STATES) {
        states.add(state.equals(array.state()) ? 1 : 0, device, state);
      }
      blocks.add(array.blocks(), device);
      synced.add(array.synced(), device);
    }
  }
}
