package dev.muster.scraper.remote;

import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.LongAdder;

/** How sending to one receiver goes, since the start. */
final class SendCounts {
  final LongAdder sent = new LongAdder();
  final LongAdder failed = new LongAdder();
  final LongAdder retried = new LongAdder();
  final LongAdder rejected = new LongAdder();
  final LongAdder metadata = new LongAdder();

  /** The greatest time of a sample that was taken, Unix milliseconds; 0 before the first. */
  final AtomicLong highestMillis = new AtomicLong();

  /** When the receiver took something last, Unix milliseconds; 0 before the first. */
  final AtomicLong successMillis = new AtomicLong();

  /** Why sending fails; "" where it does not. */
  volatile String problem = "";
}
