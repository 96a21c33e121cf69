package dev.muster.exporter.collector;

import dev.muster.exporter.collector.VmstatCollector.Field;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import oshi.driver.common.windows.perfmon.PdhCounterProperty;
import oshi.driver.common.windows.perfmon.PerfmonConstants;
import oshi.util.platform.windows.PerfCounterQuery;

/** Windows' paging under the names of Linux' vmstat; the counters have 32 bits and are widened. */
final class WindowsPaging implements Source<List<Field>> {
  /** Counters of the object Memory; a constant's name is the counter's name in WMI. */
  enum Counter implements PdhCounterProperty {
    PAGEFAULTSPERSEC("Page Faults/sec", "pgfault"),
    PAGEREADSPERSEC("Page Reads/sec", "pgmajfault"),
    PAGESINPUTPERSEC("Pages Input/sec", "pswpin"),
    PAGESOUTPUTPERSEC("Pages Output/sec", "pswpout");

    private final String counter;
    private final String field;

    Counter(String counter, String field) {
      this.counter = counter;
      this.field = field;
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

  private final Supplier<Map<Counter, Long>> counters;
  private final Map<Counter, Unwrap32> wide = new EnumMap<>(Counter.class);

  WindowsPaging(Supplier<Map<Counter, Long>> counters) {
    this.counters = counters;
  }

  static WindowsPaging ofThisSystem() {
    return new WindowsPaging(() ->
        PerfCounterQuery.queryValues(
            Counter.class,
            PerfmonConstants.MEMORY,
            PerfmonConstants.WIN32_PERF_RAW_DATA_PERF_OS_MEMORY));
  }

  @Override
  public List<Field> read() throws NoDataException {
    Map<Counter, Long> told = counters.get();
    if (told.values().stream().allMatch(value -> value == 0)) {
      throw new NoDataException("Windows' performance counters about memory cannot be read");
    }
    List<Field> fields = new ArrayList<>();
    told.forEach((counter, value) -> {
      long widened = wide.computeIfAbsent(counter, any -> new Unwrap32()).next(value);
      fields.add(new Field(VmstatCollector.PREFIX + counter.field, widened));
    });
    return fields;
  }
}
