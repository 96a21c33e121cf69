package dev.muster.exporter.collector;

import static java.util.Objects.requireNonNullElse;

import dev.muster.exporter.collector.DiskstatsCollector.Disk;
import dev.muster.exporter.collector.DiskstatsCollector.Reading;
import dev.muster.exporter.collector.DiskstatsCollector.Stat;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
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

  private final Os os;
  private final boolean linuxNames;
  private final Supplier<Map<String, WindowsDiskTimes.Times>> times;
  private final Refreshed<HWDiskStore> disks;

  OshiDisks(Machine machine) {
    os = machine.os();
    linuxNames = machine.settings().otherSystems().linuxNames();
    times = os == Os.WINDOWS ? WindowsDiskTimes.ofThisSystem()::read : Map::of;
    disks =
        new Refreshed<>(
            machine.clock(),
            () -> machine.oshi().hardware().getDiskStores(),
            HWDiskStore::updateAttributes);
  }

  @Override
  public Reading read() {
    return convert(os, linuxNames, disks.get().stream().map(OshiDisk::read).toList(), times.get());
  }

  static Reading convert(
      Os os, boolean linuxNames, List<OshiDisk> disks, Map<String, WindowsDiskTimes.Times> times) {
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
      addTimes(values, times.get(DeviceNames.diskNumber(disk.name())));
      var info = new DiskInfo("", "", "", "", disk.model(), disk.serial().strip(), "");
      told.add(new Disk(DeviceNames.disk(disk.name(), linuxNames), info, values));
    }
    return new Reading(told);
  }

  private static void addTimes(Map<Stat, Double> values, WindowsDiskTimes.@Nullable Times times) {
    if (times != null) {
      values.put(Stat.IO_TIME, times.busy());
      values.put(Stat.READ_TIME, times.reading());
      values.put(Stat.WRITE_TIME, times.writing());
    }
  }
}
