package dev.muster.exporter.collector;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;

/**
 * What udev noted about block devices, from its files {@code b<major>:<minor>}. A device's file is
 * read once a minute at most. Without udev, as in a container, there are no notes.
 */
final class UdevDisks {
  private record Known(Instant read, Map<String, String> notes) {}

  private static final Duration KEEP = Duration.ofMinutes(1);
  private static final String NOTE = "E:";

  private final Path folder;
  private final InstantSource clock;
  private final Map<String, Known> known = new HashMap<>();

  UdevDisks(Path folder, InstantSource clock) {
    this.folder = folder;
    this.clock = clock;
  }

  /** The device's properties by udev's names. */
  Map<String, String> notes(String major, String minor) {
    Instant now = clock.instant();
    Known last = known.get(major + ':' + minor);
    if (last == null || Duration.between(last.read(), now).abs().compareTo(KEEP) >= 0) {
      last = new Known(now, read(folder.resolve("b" + major + ':' + minor)));
      known.put(major + ':' + minor, last);
    }
    return last.notes();
  }

  static Map<String, String> read(Path file) {
    try {
      return Files.exists(file)
          ? parse(new String(Files.readAllBytes(file), StandardCharsets.UTF_8))
          : Map.of();
    } catch (IOException unreadable) {
      return Map.of();
    }
  }

  /** Lines {@code E:NAME=VALUE} among others. */
  static Map<String, String> parse(String text) {
    Map<String, String> notes = new HashMap<>();
    text.lines()
        .filter(line -> line.startsWith(NOTE))
        .forEach(line -> {
          int equals = line.indexOf('=');
          if (equals > 0) {
            notes.put(line.substring(NOTE.length(), equals), line.substring(equals + 1));
          }
        });
    return notes;
  }

  static DiskInfo info(String major, String minor, Map<String, String> notes) {
    String scsi = notes.getOrDefault("SCSI_IDENT_SERIAL", "");
    return new DiskInfo(
        major,
        minor,
        notes.getOrDefault("ID_PATH", ""),
        notes.getOrDefault("ID_WWN", ""),
        notes.getOrDefault("ID_MODEL", ""),
        scsi.isEmpty() ? notes.getOrDefault("ID_SERIAL_SHORT", "") : scsi,
        notes.getOrDefault("ID_REVISION", ""));
  }

  /** The families beyond {@code node_disk_info}, as far as noted. */
  static void addMore(MetricPage page, String device, Map<String, String> notes) {
    if (notes.isEmpty()) {
      return;
    }
    if (!notes.getOrDefault("ID_FS_TYPE", "").isEmpty()) {
      String[] labels = {"device", "type", "usage", "uuid", "version"};
      page.gaugeFamily("node_disk_filesystem_info", "File system on the disk; always 1.", labels)
          .add(
              1, values(device, notes, "ID_FS_TYPE", "ID_FS_USAGE", "ID_FS_UUID", "ID_FS_VERSION"));
    }
    if (!notes.getOrDefault("DM_NAME", "").isEmpty()) {
      String[] labels = {"device", "name", "uuid", "vg_name", "lv_name", "lv_layer"};
      page.gaugeFamily(
              "node_disk_device_mapper_info", "Mapped device that the disk is; always 1.", labels)
          .add(
              1,
              values(
                  device, notes, "DM_NAME", "DM_UUID", "DM_VG_NAME", "DM_LV_NAME", "DM_LV_LAYER"));
    }
    if (!notes.getOrDefault("ID_ATA", "").isEmpty()) {
      addAta(page, device, notes, "write_cache", "Whether it has a write cache.");
      addAta(page, device, notes, "write_cache_enabled", "Whether its write cache is on.");
      addAta(page, device, notes, "rotation_rate_rpm", "Its turns a minute; 0 if it has none.");
    }
  }

  private static void addAta(
      MetricPage page, String device, Map<String, String> notes, String word, String help) {
    String value = notes.get("ID_ATA_" + word.toUpperCase(Locale.ROOT));
    if (value != null && value.matches("\\d{1,9}")) {
      page.gaugeFamily("node_disk_ata_" + word, help, "device")
          .add(Integer.parseInt(value), device);
    }
  }

  private static String[] values(String device, Map<String, String> notes, String... names) {
    String[] values = new String[names.length + 1];
    values[0] = device;
    for (int i = 0; i < names.length; i++) {
      values[i + 1] = notes.getOrDefault(names[i], "");
    }
    return values;
  }
}
