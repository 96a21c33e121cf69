package dev.muster.exporter.collector;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import oshi.driver.common.windows.perfmon.PdhCounterWildcardProperty;
import oshi.driver.common.windows.perfmon.PerfmonConstants;
import oshi.util.platform.windows.PerfCounterWildcardQuery;
import oshi.util.tuples.Pair;

/**
 * How long Windows' disks were busy, reading and writing. Windows counts the time that a disk was
 * idle and the time that went by; what is left is the time it was busy, counted from the first
 * reading on. A disk is named by its number.
 */
final class WindowsDiskTimes {
  /** Counters of the object PhysicalDisk; a constant's name is the counter's name in WMI. */
  enum Counter implements PdhCounterWildcardProperty {
    NAME(PerfmonConstants.NOT_TOTAL_INSTANCE),
    PERCENTIDLETIME("% Idle Time"),
    PERCENTIDLETIME_BASE("% Idle Time_Base"),
    PERCENTDISKREADTIME("% Disk Read Time"),
    PERCENTDISKWRITETIME("% Disk Write Time");

    private final String counter;

    Counter(String counter) {
      this.counter = counter;
    }

    @Override
    public String getCounter() {
      return counter;
    }
  }

  /**
   * What the counters say of one disk, in units of 100 ns; {@code name} is such as {@code 0 C:}.
   */
  record Raw(String name, long idle, long elapsed, long reading, long writing) {}

  /** Seconds. */
  record Times(double busy, double reading, double writing) {}

  private static final double PER_SECOND = 1e7;

  private final Supplier<List<Raw>> counters;
  private final Map<String, Raw> firsts = new HashMap<>();
  private final Map<String, Double> busy = new HashMap<>();

  WindowsDiskTimes(Supplier<List<Raw>> counters) {
    this.counters = counters;
  }

  static WindowsDiskTimes ofThisSystem() {
    return new WindowsDiskTimes(WindowsDiskTimes::query);
  }

  /** By the disk's number; a disk whose counters say nothing is left out. */
  Map<String, Times> read() {
    Map<String, Times> times = new HashMap<>();
    for (Raw raw : counters.get()) {
      if (raw.elapsed() > 0) {
        String number = raw.name().strip().split(" ", 2)[0];
        times.put(
            number,
            new Times(busy(number, raw), raw.reading() / PER_SECOND, raw.writing() / PER_SECOND));
      }
    }
    return times;
  }

  /** Never less than before, unless the counters began anew. */
  private double busy(String number, Raw now) {
    Raw first = firsts.get(number);
    if (first == null || now.idle() < first.idle() || now.elapsed() < first.elapsed()) {
      firsts.put(number, now);
      busy.put(number, 0.0);
      return 0;
    }
    long elapsed = now.elapsed() - first.elapsed();
    long idle = now.idle() - first.idle();
    return busy.merge(number, (elapsed - idle) / PER_SECOND, Math::max);
  }

  private static List<Raw> query() {
    return raws(
        PerfCounterWildcardQuery.queryInstancesAndValues(
            Counter.class,
            PerfmonConstants.PHYSICAL_DISK,
            PerfmonConstants.WIN32_PERF_RAW_DATA_PERF_DISK_PHYSICAL_DISK_WHERE_NAME_NOT_TOTAL));
  }

  /** OSHI's lists, one entry a disk in each. */
  static List<Raw> raws(Pair<List<String>, Map<Counter, List<Long>>> told) {
    List<Raw> raws = new ArrayList<>();
    for (int i = 0; i < told.getA().size(); i++) {
      raws.add(
          new Raw(
              told.getA().get(i),
              value(told.getB(), Counter.PERCENTIDLETIME, i),
              value(told.getB(), Counter.PERCENTIDLETIME_BASE, i),
              value(told.getB(), Counter.PERCENTDISKREADTIME, i),
              value(told.getB(), Counter.PERCENTDISKWRITETIME, i)));
    }
    return raws;
  }

  private static long value(Map<Counter, List<Long>> values, Counter counter, int disk) {
    List<Long> list = values.getOrDefault(counter, List.of());
    return disk < list.size() ? list.get(disk) : 0;
  }
}
