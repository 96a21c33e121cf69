package dev.muster.exporter.push;

import dev.muster.exporter.collector.Collector;
import dev.muster.exporter.collector.MetricPage;
import java.time.Instant;
import java.util.EnumMap;
import java.util.Map;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * How pushing goes. A queue that grows says that the receiver is away or refuses for now; samples
 * dropped because they were {@code rejected} that it does not want what it gets; {@code thinned}
 * and {@code full} that it was away for longer than the queue's size allows.
 *
 * <pre>
 * # HELP host_push_last_success_timestamp_seconds When the receiver last took samples.
 * # TYPE host_push_last_success_timestamp_seconds gauge
 * host_push_last_success_timestamp_seconds 1.7E9
 * # HELP host_push_queue_bytes Disk space taken by readings that wait to be pushed.
 * # TYPE host_push_queue_bytes gauge
 * host_push_queue_bytes 0.0
 * # HELP host_push_queue_samples Samples that wait to be pushed.
 * # TYPE host_push_queue_samples gauge
 * host_push_queue_samples 0.0
 * # HELP host_push_retries_total Requests that failed and were sent again.
 * # TYPE host_push_retries_total counter
 * host_push_retries_total 1.0
 * # HELP host_push_samples_dropped_total Samples that were given up, by reason.
 * # TYPE host_push_samples_dropped_total counter
 * host_push_samples_dropped_total{reason="rejected"} 0.0
 * # HELP host_push_samples_failed_total Samples in requests that failed; they are sent again, or dropped as rejected.
 * # TYPE host_push_samples_failed_total counter
 * host_push_samples_failed_total 300.0
 * # HELP host_push_samples_sent_total Samples that the receiver has taken.
 * # TYPE host_push_samples_sent_total counter
 * host_push_samples_sent_total 1200.0
 * </pre>
 */
final class PushCounts implements Collector {
  /** Why samples were given up. */
  enum Reason {
    /** The receiver answered that it will not have them. */
    REJECTED("rejected"),
    /** The queue was full: a reading between two others. */
    THINNED("thinned"),
    /** The queue was full, and could not be thinned any more: the oldest. */
    FULL("full"),
    /** Older than the queue's readings may be. */
    OLD("old"),
    /** They could not be written to the disk. */
    UNWRITABLE("unwritable"),
    /** They could not be read from the disk. */
    DAMAGED("damaged"),
    /** Of series beyond those that are pushed. */
    TOO_MANY("too_many_series");

    private final String label;

    Reason(String label) {
      this.label = label;
    }

    String label() {
      return label;
    }
  }

  /** What waits. */
  record Waiting(long samples, long bytes) {}

  private final LongAdder sent = new LongAdder();
  private final LongAdder failed = new LongAdder();
  private final LongAdder retries = new LongAdder();
  private final Map<Reason, LongAdder> dropped = new EnumMap<>(Reason.class);
  private volatile @Nullable Instant lastSuccess;
  private volatile Supplier<Waiting> waiting = () -> new Waiting(0, 0);

  PushCounts() {
    for (Reason reason : Reason.values()) {
      dropped.put(reason, new LongAdder());
    }
  }

  void watch(Supplier<Waiting> queue) {
    waiting = queue;
  }

  void sent(int samples, Instant now) {
    sent.add(samples);
    lastSuccess = now;
  }

  void failed(int samples) {
    failed.add(samples);
  }

  void retried() {
    retries.increment();
  }

  void dropped(Reason why, long samples) {
    LongAdder count = dropped.get(why);
    if (count != null) {
      count.add(samples);
    }
  }

  long sent() {
    return sent.sum();
  }

  long dropped(Reason why) {
    LongAdder count = dropped.get(why);
    return count == null ? 0 : count.sum();
  }

  @Override
  public String name() {
    return "push";
  }

  @Override
  public void collect(MetricPage page) {
    Waiting now = waiting.get();
    page.gauge(
        "host_push_queue_samples", "Samples that wait to be pushed.", (double) now.samples());
    page.gauge(
        "host_push_queue_bytes",
        "Disk space taken by readings that wait to be pushed.",
        (double) now.bytes());
    page.counter(
        "host_push_samples_sent_total",
        "Samples that the receiver has taken.",
        (double) sent.sum());
    page.counter(
        "host_push_samples_failed_total",
        "Samples in requests that failed; they are sent again, or dropped as rejected.",
        (double) failed.sum());
    page.counter(
        "host_push_retries_total",
        "Requests that failed and were sent again.",
        (double) retries.sum());
    var byReason =
        page.counterFamily(
            "host_push_samples_dropped_total", "Samples that were given up, by reason.", "reason");
    dropped.forEach((reason, count) -> byReason.add((double) count.sum(), reason.label()));
    Instant success = lastSuccess;
    if (success != null) {
      page.gauge(
          "host_push_last_success_timestamp_seconds",
          "When the receiver last took samples.",
          success.toEpochMilli() / 1000.0);
    }
  }
}
