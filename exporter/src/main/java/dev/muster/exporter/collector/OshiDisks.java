package dev.muster.exporter.collector;

import static java.util.Objects.requireNonNullElse;

import dev.muster.exporter.collector.DiskstatsCollector.Disk;
import dev.muster.exporter.collector.DiskstatsCollector.Reading;
import dev.muster.exporter.collector.DiskstatsCollector.Stat;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import oshi.hardware.HWDiskStore;

/** Windows' and macOS's disks as OSHI sees them. */
final class OshiDisks implements Source<Reading> {
  /**
   * What OSHI says of one disk.
   *
   * @param transferMillis on Windows and macOS the time of all reads and writes added up, which can
   *     exceed the time that went by
   */
  record OshiDisk(
      String name,
      String model,
      String serial,
      long reads,
      long readBytes,
      long writes,
      long writtenBytes,
      long queue,
      long transferMillis) {

    static OshiDisk read(HWDiskStore disk) {
      return new OshiDisk(
          disk.getName(),
          requireNonNullElse(disk.getModel(), ""),
          requireNonNullElse(disk.getSerial(), ""),
          disk.getReads(),
          disk.getReadBytes(),
          disk.getWrites(),
          disk.getWriteBytes(),
          disk.getCurrentQueueLength(),
          disk.getTransferTime());
    }
  }

  private static final String WINDOWS_PREFIX = "\\\\.\\PHYSICALDRIVE";

  private final Os os;
  private final Refreshed<HWDiskStore> disks;

  OshiDisks(Machine machine) {
    os = machine.os();
    disks =
        new Refreshed<>(
            machine.clock(),
            () -> machine.oshi().hardware().getDiskStores(),
            HWDiskStore::updateAttributes);
  }

  @Override
  public Reading read() {
    return convert(os, disks.get().stream().map(OshiDisk::read).toList());
  }

  static Reading convert(Os os, List<OshiDisk> disks) {
    List<Disk> told = new ArrayList<>();
    for (OshiDisk disk : disks) {
      Map<Stat, Double> values = new EnumMap<>(Stat.class);
      values.put(Stat.READS, (double) disk.reads());
      values.put(Stat.READ_BYTES, (double) disk.readBytes());
      values.put(Stat.WRITES, (double) disk.writes());
      values.put(Stat.WRITTEN_BYTES, (double) disk.writtenBytes());
      values.put(Stat.IO_TIME_WEIGHTED, disk.transferMillis() / 1000.0);
      if (os == Os.WINDOWS) {
        values.put(Stat.IO_NOW, (double) disk.queue());
      }
      var info = new DiskInfo("", "", "", "", disk.model(), disk.serial().strip(), "");
      told.add(new Disk(device(disk.name()), info, values));
    }
    return new Reading(told);
  }

  static String device(String name) {
    return name.startsWith(WINDOWS_PREFIX)
        ? "PhysicalDrive" + name.substring(WINDOWS_PREFIX.length())
        : name;
  }
}
