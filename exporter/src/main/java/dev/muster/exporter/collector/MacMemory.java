package dev.muster.exporter.collector;

import dev.muster.exporter.collector.MeminfoCollector.Field;
import dev.muster.exporter.collector.MeminfoCollector.OshiMemory;
import dev.muster.exporter.collector.MeminfoCollector.Reading;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Supplier;

/**
 * macOS's memory, under the names of Linux and under those that node_exporter has there. {@code
 * Cached} is the pages that hold files. macOS has no {@code Buffers}: it is 0, as dashboards
 * subtract it.
 */
final class MacMemory implements Source<Reading> {
  private final Supplier<OshiMemory> totals;
  private final Source<MacVm> pages;

  MacMemory(Supplier<OshiMemory> totals, Source<MacVm> pages) {
    this.totals = totals;
    this.pages = pages;
  }

  static MacMemory of(Machine machine) {
    return new MacMemory(() -> OshiMemory.read(machine.oshi().hardware().getMemory()), MacVm::read);
  }

  @Override
  public Reading read() throws IOException, NoDataException {
    OshiMemory memory = totals.get();
    Map<Field, Double> values =
        new LinkedHashMap<>(MeminfoCollector.convert(Os.MACOS, memory).values());
    MacVm vm = pages.read();
    long page = vm.pageSize();
    MeminfoCollector.put(values, "Buffers", 0);
    MeminfoCollector.put(values, "MemFree", vm.free() * page);
    MeminfoCollector.put(values, "Cached", vm.external() * page);
    MeminfoCollector.put(values, "Active", vm.active() * page);
    MeminfoCollector.put(values, "Inactive", vm.inactive() * page);
    MeminfoCollector.put(values, "total", memory.total());
    MeminfoCollector.put(values, "swap_total", memory.swapTotal());
    MeminfoCollector.put(values, "swap_used", memory.swapUsed());
    MeminfoCollector.put(values, "free", vm.free() * page);
    MeminfoCollector.put(values, "active", vm.active() * page);
    MeminfoCollector.put(values, "inactive", vm.inactive() * page);
    MeminfoCollector.put(values, "wired", vm.wired() * page);
    MeminfoCollector.put(values, "compressed", vm.compressed() * page);
    MeminfoCollector.put(values, "internal", vm.internal() * page);
    MeminfoCollector.put(values, "purgeable", vm.purgeable() * page);
    return new Reading(values);
  }
}
