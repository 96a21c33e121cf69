package dev.muster.exporter.collector;

import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/**
 * Traffic per block device. Windows and macOS tell reads, writes and their bytes, and the time of
 * both added up; Windows also what is under way, and the times that a disk was busy, read and
 * wrote.
 *
 * <pre>
 * # HELP node_disk_discard_time_seconds_total Time taken by all discards.
 * # TYPE node_disk_discard_time_seconds_total counter
 * node_disk_discard_time_seconds_total{device="vda"} 0.189
 * # HELP node_disk_discarded_sectors_total Sectors discarded.
 * # TYPE node_disk_discarded_sectors_total counter
 * node_disk_discarded_sectors_total{device="vda"} 77880.0
 * # HELP node_disk_discards_completed_total Discards completed.
 * # TYPE node_disk_discards_completed_total counter
 * node_disk_discards_completed_total{device="vda"} 3432.0
 * # HELP node_disk_discards_merged_total Discards merged with a neighbouring one.
 * # TYPE node_disk_discards_merged_total counter
 * node_disk_discards_merged_total{device="vda"} 52.0
 * # HELP node_disk_flush_requests_time_seconds_total Time taken by all flushes.
 * # TYPE node_disk_flush_requests_time_seconds_total counter
 * node_disk_flush_requests_time_seconds_total{device="vda"} 0.014
 * # HELP node_disk_flush_requests_total Flushes completed.
 * # TYPE node_disk_flush_requests_total counter
 * node_disk_flush_requests_total{device="vda"} 372.0
 * # HELP node_disk_info What the disk is; always 1.
 * # TYPE node_disk_info gauge
 * node_disk_info{device="vda",major="254",minor="0",model="",path="pci-0000:00:03.0",revision="",serial="x1",wwn=""} 1.0
 * # HELP node_disk_io_now Reads and writes under way.
 * # TYPE node_disk_io_now gauge
 * node_disk_io_now{device="vda"} 1.0
 * # HELP node_disk_io_time_seconds_total Time during which anything was under way.
 * # TYPE node_disk_io_time_seconds_total counter
 * node_disk_io_time_seconds_total{device="vda"} 5.428
 * # HELP node_disk_io_time_weighted_seconds_total Time that all reads and writes waited or took, added up.
 * # TYPE node_disk_io_time_weighted_seconds_total counter
 * node_disk_io_time_weighted_seconds_total{device="vda"} 15.636
 * # HELP node_disk_read_bytes_total Bytes read.
 * # TYPE node_disk_read_bytes_total counter
 * node_disk_read_bytes_total{device="vda"} 9.98044672E8
 * # HELP node_disk_read_time_seconds_total Time taken by all reads.
 * # TYPE node_disk_read_time_seconds_total counter
 * node_disk_read_time_seconds_total{device="vda"} 11.053
 * # HELP node_disk_reads_completed_total Reads completed.
 * # TYPE node_disk_reads_completed_total counter
 * node_disk_reads_completed_total{device="vda"} 36142.0
 * # HELP node_disk_reads_merged_total Reads merged with a neighbouring one.
 * # TYPE node_disk_reads_merged_total counter
 * node_disk_reads_merged_total{device="vda"} 7517.0
 * # HELP node_disk_write_time_seconds_total Time taken by all writes.
 * # TYPE node_disk_write_time_seconds_total counter
 * node_disk_write_time_seconds_total{device="vda"} 4.378
 * # HELP node_disk_writes_completed_total Writes completed.
 * # TYPE node_disk_writes_completed_total counter
 * node_disk_writes_completed_total{device="vda"} 4456.0
 * # HELP node_disk_writes_merged_total Writes merged with a neighbouring one.
 * # TYPE node_disk_writes_merged_total counter
 * node_disk_writes_merged_total{device="vda"} 8426.0
 * # HELP node_disk_written_bytes_total Bytes written.
 * # TYPE node_disk_written_bytes_total counter
 * node_disk_written_bytes_total{device="vda"} 1.11040512E9
 * </pre>
 */
final class DiskstatsCollector implements Collector {
  /** One device's counters, as far as told. */
  record Disk(String device, DiskInfo info, Map<Stat, Double> values) {}

  record Reading(List<Disk> disks) {}

  /** In the order of {@code /proc/diskstats}' columns. */
  enum Stat {
    READS("reads_completed_total", Unit.COUNT, "Reads completed."),
    READS_MERGED("reads_merged_total", Unit.COUNT, "Reads merged with a neighbouring one."),
    READ_BYTES("read_bytes_total", Unit.SECTORS, "Bytes read."),
    READ_TIME("read_time_seconds_total", Unit.MILLIS, "Time taken by all reads."),
    WRITES("writes_completed_total", Unit.COUNT, "Writes completed."),
    WRITES_MERGED("writes_merged_total", Unit.COUNT, "Writes merged with a neighbouring one."),
    WRITTEN_BYTES("written_bytes_total", Unit.SECTORS, "Bytes written."),
    WRITE_TIME("write_time_seconds_total", Unit.MILLIS, "Time taken by all writes."),
    IO_NOW("io_now", Unit.COUNT, "Reads and writes under way."),
    IO_TIME("io_time_seconds_total", Unit.MILLIS, "Time during which anything was under way."),
    IO_TIME_WEIGHTED(
        "io_time_weighted_seconds_total",
        Unit.MILLIS,
        "Time that all reads and writes waited or took, added up."),
    DISCARDS("discards_completed_total", Unit.COUNT, "Discards completed."),
    DISCARDS_MERGED(
        "discards_merged_total", Unit.COUNT, "Discards merged with a neighbouring one."),
    DISCARDED_SECTORS("discarded_sectors_total", Unit.COUNT, "Sectors discarded."),
    DISCARD_TIME("discard_time_seconds_total", Unit.MILLIS, "Time taken by all discards."),
    FLUSHES("flush_requests_total", Unit.COUNT, "Flushes completed."),
    FLUSH_TIME("flush_requests_time_seconds_total", Unit.MILLIS, "Time taken by all flushes.");

    private final String family;
    private final Unit unit;
    private final String help;

    Stat(String word, Unit unit, String help) {
      family = "node_disk_" + word;
      this.unit = unit;
      this.help = help;
    }

    private MetricPage.Family on(MetricPage page) {
      return family.endsWith("_total")
          ? page.counterFamily(family, help, "device")
          : page.gaugeFamily(family, help, "device");
    }
  }

  /** What Linux counts in; a sector is 512 bytes whatever the device's own are. */
  private enum Unit {
    COUNT,
    SECTORS,
    MILLIS;

    double toBase(double value) {
      return switch (this) {
        case COUNT -> value;
        case SECTORS -> value * 512;
        case MILLIS -> value / 1000;
      };
    }
  }

  private static final Stat[] STATS = Stat.values();

  private final Source<Reading> source;
  private final NameFilter filter;
  private final UdevDisks udev;

  DiskstatsCollector(Source<Reading> source, NameFilter filter, UdevDisks udev) {
    this.source = source;
    this.filter = filter;
    this.udev = udev;
  }

  static DiskstatsCollector of(Machine machine) {
    NameFilter filter = machine.settings().filter(Filtered.DISKS);
    var udev = new UdevDisks(machine.settings().udevData(), machine.clock());
    if (machine.os() == Os.LINUX) {
      ProcFile diskstats = machine.proc("diskstats");
      return new DiskstatsCollector(() -> parse(diskstats.read()), filter, udev);
    }
    return new DiskstatsCollector(new OshiDisks(machine), filter, udev);
  }

  @Override
  public String name() {
    return "diskstats";
  }

  @Override
  public void collect(MetricPage page) throws Exception {
    for (Disk disk : source.read().disks()) {
      if (filter.passes(disk.device())) {
        addInfo(page, disk);
        disk.values().forEach((stat, value) -> stat.on(page).add(value, disk.device()));
      }
    }
  }

  private void addInfo(MetricPage page, Disk disk) {
    DiskInfo told = disk.info();
    if (told.major().isEmpty()) {
      told.addTo(page, disk.device());
    } else {
      Map<String, String> notes = udev.notes(told.major(), told.minor());
      UdevDisks.info(told.major(), told.minor(), notes).addTo(page, disk.device());
      UdevDisks.addMore(page, disk.device(), notes);
    }
  }

  /** Linux: {@code /proc/diskstats}; older kernels lack the columns of discards and flushes. */
  static Reading parse(String procDiskstats) {
    var words = new Words("/proc/diskstats", procDiskstats);
    List<Disk> disks = new ArrayList<>();
    while (words.nextLine()) {
      if (!words.hasNext()) {
        continue;
      }
      String major = words.next();
      String minor = words.next();
      String device = words.next();
      Map<Stat, Double> values = new EnumMap<>(Stat.class);
      for (int i = 0; i < STATS.length && words.hasNext(); i++) {
        values.put(STATS[i], STATS[i].unit.toBase(words.nextCount()));
      }
      disks.add(new Disk(device, new DiskInfo(major, minor, "", "", "", "", ""), values));
    }
    return new Reading(disks);
  }
}
