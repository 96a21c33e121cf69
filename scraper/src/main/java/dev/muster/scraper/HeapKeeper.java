package dev.muster.scraper;

import java.lang.management.ManagementFactory;
import java.lang.management.MemoryPoolMXBean;
import java.lang.management.MemoryType;
import java.time.Duration;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

/**
 * Has Java's serial collector throw away what became old and is not needed any more. By itself it
 * lets such things grow up to the heap's bound, a quarter of the memory. Other collectors are left
 * alone; {@code -XX:+DisableExplicitGC} turns it off.
 */
final class HeapKeeper implements AutoCloseable {
  private static final String SERIAL = "Tenured Gen";
  private static final Duration PAUSE = Duration.ofSeconds(10);
  private static final long LITTLE = 8 << 20;

  private final ScheduledExecutorService timer =
      Executors.newSingleThreadScheduledExecutor(
          Thread.ofPlatform().daemon().name("heap-keeper").factory());

  /** Keeps the heap of this process, until it is closed. */
  static HeapKeeper start() {
    var keeper = new HeapKeeper();
    ManagementFactory.getMemoryPoolMXBeans().stream()
        .filter(pool -> pool.getType() == MemoryType.HEAP && pool.getName().equals(SERIAL))
        .findFirst()
        .ifPresent(keeper::watch);
    return keeper;
  }

  private void watch(MemoryPoolMXBean pool) {
    var _ =
        timer.scheduleWithFixedDelay(
            () -> collect(pool), PAUSE.toMillis(), PAUSE.toMillis(), TimeUnit.MILLISECONDS);
  }

  // Nothing else makes this collector look at what is old before the heap is full.
  private static void collect(MemoryPoolMXBean pool) {
    if (isDue(pool.getUsage().getUsed(), pool.getCollectionUsage().getUsed())) {
      System.gc();
    }
  }

  /**
   * Whether it pays to collect.
   *
   * @param used bytes that are old
   * @param needed how many of them were left by the last collection, 0 before it
   */
  static boolean isDue(long used, long needed) {
    return used - needed > Math.max(LITTLE, needed / 3);
  }

  @Override
  public void close() {
    timer.shutdownNow();
  }
}
