package dev.muster.exporter;

import dev.muster.web.WebConfig.RateLimit;
import java.util.function.LongSupplier;

/** Lets requests through at a rate, and as many at once as the burst allows. */
final class TokenBucket {
  private final long interval;
  private final long capacity;
  private final LongSupplier nanos;
  private long level;
  private long filled;

  /**
   * A full bucket.
   *
   * @param nanos a clock that never goes back, in ns
   */
  TokenBucket(RateLimit limit, LongSupplier nanos) {
    this.interval = limit.interval().toNanos();
    this.capacity = Math.multiplyExact(interval, (long) limit.burst());
    this.nanos = nanos;
    this.level = capacity;
    this.filled = nanos.getAsLong();
  }

  /** Whether one more may pass. */
  synchronized boolean take() {
    long now = nanos.getAsLong();
    long gained = Math.min(now - filled, capacity);
    level = Math.min(capacity, level + gained);
    filled = now;
    if (level < interval) {
      return false;
    }
    level -= interval;
    return true;
  }
}
