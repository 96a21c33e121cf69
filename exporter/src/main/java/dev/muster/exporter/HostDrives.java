package dev.muster.exporter;

import dev.muster.exporter.collector.Hardware;
import io.prometheus.metrics.model.snapshots.Labels;
import org.jspecify.annotations.Nullable;

/** The drives of the host document: disks, and what is mounted. */
record HostDrives(Readings readings, @Nullable Hardware hardware) {
  void write(JsonWriter json) {
    json.open("drives").openList("disks");
    if (hardware != null) {
      hardware.disks().forEach(disk -> disk(json, disk));
    }
    json.closeList().openList("filesystems");
    for (Readings.Row row : readings.rows("node_filesystem_device_error")) {
      filesystem(json, row);
    }
    json.closeList().close();
  }

  private void disk(JsonWriter json, Hardware.Disk disk) {
    json.open()
        .text("name", disk.name())
        .text("model", disk.model())
        .text("serial", disk.serial())
        .number("size_bytes", disk.sizeBytes())
        .flag("rotational", disk.rotational())
        .number("read_bytes_total", of("read_bytes", disk))
        .number("written_bytes_total", of("written_bytes", disk))
        .number("reads_total", of("reads_completed", disk))
        .number("writes_total", of("writes_completed", disk))
        .close();
  }

  private @Nullable Double of(String family, Hardware.Disk disk) {
    return readings.value("node_disk_" + family, "device", disk.name());
  }

  private void filesystem(JsonWriter json, Readings.Row row) {
    Double size = of("size_bytes", row.labels());
    Double free = of("free_bytes", row.labels());
    Double available = of("avail_bytes", row.labels());
    Double used = size == null || free == null ? null : size - free;
    Double readOnly = of("readonly", row.labels());
    json.open()
        .text("mount_point", row.label("mountpoint"))
        .text("device", row.label("device"))
        .text("type", row.label("fstype"))
        .flag("read_only", readOnly == null ? null : readOnly != 0)
        .flag("error", row.value() != 0)
        .number("total_bytes", size)
        .number("used_bytes", used)
        .number("free_bytes", free)
        .number("available_bytes", available)
        .number(
            "used_percent",
            used == null || available == null ? null : HostDocument.percent(used, used + available))
        .close();
  }

  private @Nullable Double of(String family, Labels labels) {
    return readings.value("node_filesystem_" + family, labels);
  }
}
