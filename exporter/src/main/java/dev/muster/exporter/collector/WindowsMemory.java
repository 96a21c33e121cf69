package dev.muster.exporter.collector;

import dev.muster.exporter.collector.MeminfoCollector.Field;
import dev.muster.exporter.collector.MeminfoCollector.OshiMemory;
import dev.muster.exporter.collector.MeminfoCollector.Reading;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import oshi.driver.common.windows.perfmon.PdhCounterProperty;
import oshi.driver.common.windows.perfmon.PerfmonConstants;
import oshi.util.platform.windows.PerfCounterQuery;

/**
 * Windows' memory under Linux' names: OSHI's totals, and the page lists that performance counters
 * tell. {@code Cached} is the standby and the modified list, {@code SReclaimable} the part of the
 * paged pool that is in memory. Windows has no {@code Buffers}: it is 0, as dashboards subtract it.
 */
final class WindowsMemory implements Source<Reading> {
  /** Counters of the object Memory; a constant's name is the counter's name in WMI. */
  enum Counter implements PdhCounterProperty {
    FREEANDZEROPAGELISTBYTES("Free & Zero Page List Bytes"),
    STANDBYCACHECOREBYTES("Standby Cache Core Bytes"),
    STANDBYCACHENORMALPRIORITYBYTES("Standby Cache Normal Priority Bytes"),
    STANDBYCACHERESERVEBYTES("Standby Cache Reserve Bytes"),
    MODIFIEDPAGELISTBYTES("Modified Page List Bytes"),
    POOLPAGEDRESIDENTBYTES("Pool Paged Resident Bytes"),
    POOLNONPAGEDBYTES("Pool Nonpaged Bytes");

    private final String counter;

    Counter(String counter) {
      this.counter = counter;
    }

    @Override
    public @Nullable String getInstance() {
      return null;
    }

    @Override
    public String getCounter() {
      return counter;
    }
  }

  private final Supplier<OshiMemory> totals;
  private final Supplier<Map<Counter, Long>> lists;

  WindowsMemory(Supplier<OshiMemory> totals, Supplier<Map<Counter, Long>> lists) {
    this.totals = totals;
    this.lists = lists;
  }

  static WindowsMemory of(Machine machine) {
    return new WindowsMemory(
        () -> OshiMemory.read(machine.oshi().hardware().getMemory()),
        () ->
            PerfCounterQuery.queryValues(
                Counter.class,
                PerfmonConstants.MEMORY,
                PerfmonConstants.WIN32_PERF_RAW_DATA_PERF_OS_MEMORY));
  }

  @Override
  public Reading read() {
    OshiMemory memory = totals.get();
    Map<Field, Double> values =
        new LinkedHashMap<>(MeminfoCollector.convert(Os.WINDOWS, memory).values());
    MeminfoCollector.put(values, "CommitLimit", memory.commitLimit());
    MeminfoCollector.put(values, "Committed_AS", memory.committed());
    MeminfoCollector.put(values, "Buffers", 0);
    Map<Counter, Long> told = lists.get();
    sum(values, "MemFree", told, Counter.FREEANDZEROPAGELISTBYTES);
    sum(
        values,
        "Cached",
        told,
        Counter.STANDBYCACHECOREBYTES,
        Counter.STANDBYCACHENORMALPRIORITYBYTES,
        Counter.STANDBYCACHERESERVEBYTES,
        Counter.MODIFIEDPAGELISTBYTES);
    sum(values, "SReclaimable", told, Counter.POOLPAGEDRESIDENTBYTES);
    sum(values, "SUnreclaim", told, Counter.POOLNONPAGEDBYTES);
    sum(values, "Slab", told, Counter.POOLPAGEDRESIDENTBYTES, Counter.POOLNONPAGEDBYTES);
    return new Reading(values);
  }

  /** Left out unless every part is told; a sum of 0 means that none could be read. */
  private static void sum(
      Map<Field, Double> values, String name, Map<Counter, Long> told, Counter... parts) {
    long bytes = 0;
    for (Counter part : parts) {
      Long value = told.get(part);
      if (value == null) {
        return;
      }
      bytes += value;
    }
    if (bytes > 0) {
      MeminfoCollector.put(values, name, bytes);
    }
  }
}
