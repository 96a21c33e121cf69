package dev.muster.archive;

import dev.muster.metrics.StaleMarker;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.WeakHashMap;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * Derives a client's status from its scrapes. It remembers each client's CPU times, since usage is
 * what was added to them between two scrapes.
 */
final class StatusFromBatch {
  /** CPU seconds of all CPUs at one scrape. */
  private record CpuTimes(long timeMillis, int series, double idle, double total) {}

  /** By identity, as long as the writer keeps the set. */
  private final Map<SeriesSet, StatusLayout> layouts = new WeakHashMap<>();

  private final Map<String, CpuTimes> previous = new ConcurrentHashMap<>();

  /**
   * What to show of a client after this scrape, or null where nothing changes because a newer one
   * was seen.
   *
   * @param now Unix milliseconds; a scrape seen before from later than that was of a wrong clock
   */
  @Nullable StatusReading read(SampleBatch batch, long now) {
    var layout = layout(batch.series());
    if (!isUp(batch, layout)) {
      return StatusReading.DOWN;
    }
    var times = cpuTimes(batch, layout);
    var before = previous.get(batch.client());
    if (before != null && before.timeMillis() >= batch.timeMillis() && before.timeMillis() <= now) {
      return null;
    }
    previous.put(batch.client(), times);
    return new StatusReading(
        true,
        before == null,
        before == null ? null : cpuPercent(before, times),
        percentUsed(batch, layout.memoryTotal, layout.memoryAvailable),
        percentUsed(batch, layout.swapTotal, layout.swapFree),
        uptime(batch, layout),
        drives(batch, layout));
  }

  void keepOnly(Set<String> clients) {
    previous.keySet().retainAll(clients);
  }

  private StatusLayout layout(SeriesSet set) {
    synchronized (layouts) {
      return layouts.computeIfAbsent(set, StatusLayout::of);
    }
  }

  private static boolean isUp(SampleBatch batch, StatusLayout layout) {
    if (layout.up >= 0) {
      return batch.value(layout.up) == 1;
    }
    // Of a page that has ended the series are still in the set, with stale markers.
    for (int place : layout.node) {
      if (!StaleMarker.is(batch.value(place))) {
        return true;
      }
    }
    return false;
  }

  private static CpuTimes cpuTimes(SampleBatch batch, StatusLayout layout) {
    double idle = 0;
    double total = 0;
    for (int i = 0; i < layout.cpu.length; i++) {
      double seconds = batch.value(layout.cpu[i]);
      total += seconds;
      idle += layout.cpuIdle[i] ? seconds : 0;
    }
    return new CpuTimes(batch.timeMillis(), layout.cpu.length, idle, total);
  }

  private static @Nullable Double cpuPercent(CpuTimes before, CpuTimes after) {
    double total = after.total() - before.total();
    double idle = after.idle() - before.idle();
    // Fails for NaN, after a reboot (counters begin anew) and where a CPU came or went.
    if (!(total > 0 && idle >= 0) || before.series() != after.series()) {
      return null;
    }
    return percent(total - idle, total);
  }

  private static @Nullable Double percentUsed(SampleBatch batch, int totalAt, int freeAt) {
    if (totalAt < 0 || freeAt < 0) {
      return null;
    }
    double total = batch.value(totalAt);
    return percent(total - batch.value(freeAt), total);
  }

  private static @Nullable Double percent(double part, double whole) {
    double percent = 100 * part / whole;
    return Double.isFinite(percent) ? Math.clamp(percent, 0, 100) : null;
  }

  private static @Nullable Double uptime(SampleBatch batch, StatusLayout layout) {
    if (layout.time < 0 || layout.bootTime < 0) {
      return null;
    }
    double seconds = batch.value(layout.time) - batch.value(layout.bootTime);
    return Double.isFinite(seconds) ? seconds : null;
  }

  private static List<StatusReading.Drive> drives(SampleBatch batch, StatusLayout layout) {
    var drives = new ArrayList<StatusReading.Drive>();
    for (var at : layout.drives) {
      double total = batch.value(at.size());
      double free = batch.value(at.free());
      double avail = at.avail() < 0 ? free : batch.value(at.avail());
      double used = total - free;
      Double usedPercent = percent(used, used + avail);
      if (total > 0 && usedPercent != null) {
        drives.add(new StatusReading.Drive(at.name(), total, used, avail, usedPercent));
      }
    }
    return drives;
  }
}
