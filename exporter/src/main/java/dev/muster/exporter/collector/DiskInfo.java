package dev.muster.exporter.collector;

/** What a disk is, for {@code node_disk_info}; empty is what is not told. */
record DiskInfo(
    String major,
    String minor,
    String path,
    String wwn,
    String model,
    String serial,
    String revision) {
  private static final String[] LABELS = {
    "device", "major", "minor", "path", "wwn", "model", "serial", "revision"
  };

  void addTo(MetricPage page, String device) {
    page.gaugeFamily("node_disk_info", "What the disk is; always 1.", LABELS)
        .add(1, device, major, minor, path, wwn, model, serial, revision);
  }
}
