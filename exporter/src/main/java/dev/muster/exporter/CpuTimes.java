package dev.muster.exporter;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * How long each logical CPU has worked and waited so far.
 *
 * @param nanos when, by a clock that never goes back
 * @param perCpu by number, in the order of the numbers
 */
record CpuTimes(long nanos, Map<String, Spent> perCpu) {
  /** Seconds; all of them include those busy. */
  record Spent(double busy, double all) {}

  /** What the limit type {@code cpu} counts as idle too. */
  private static final Set<String> IDLE = Set.of("idle", "iowait", "steal");

  static CpuTimes of(List<Readings.Row> cpuSeconds, long nanos) {
    Map<String, Double> busy = new HashMap<>();
    Map<String, Double> all = new HashMap<>();
    for (Readings.Row row : cpuSeconds) {
      boolean idle = IDLE.contains(row.label("mode"));
      busy.merge(row.label("cpu"), idle ? 0 : row.value(), Double::sum);
      all.merge(row.label("cpu"), row.value(), Double::sum);
    }
    Map<String, Spent> perCpu = new TreeMap<>(CpuTimes::byNumber);
    busy.forEach(
        (cpu, seconds) -> perCpu.put(cpu, new Spent(seconds, all.getOrDefault(cpu, seconds))));
    return new CpuTimes(nanos, perCpu);
  }

  private static int byNumber(String one, String other) {
    return one.length() != other.length()
        ? Integer.compare(one.length(), other.length())
        : one.compareTo(other);
  }

  /** Percent of the time since the other reading; null where one of them lacks the CPU. */
  @Nullable Double percentSince(CpuTimes before, String cpu) {
    Spent now = perCpu.get(cpu);
    Spent then = before.perCpu.get(cpu);
    return now == null || then == null ? null : percent(now.busy - then.busy, now.all - then.all);
  }

  /** Percent of all CPUs' time since the other reading. */
  @Nullable Double percentSince(CpuTimes before) {
    double busy = 0;
    double all = 0;
    for (Map.Entry<String, Spent> each : perCpu.entrySet()) {
      Spent then = before.perCpu.get(each.getKey());
      if (then != null) {
        busy += each.getValue().busy - then.busy;
        all += each.getValue().all - then.all;
      }
    }
    return percent(busy, all);
  }

  private static @Nullable Double percent(double busy, double all) {
    return all <= 0 ? null : Math.rint(Math.clamp(busy / all, 0, 1) * 10_000) / 100;
  }
}
