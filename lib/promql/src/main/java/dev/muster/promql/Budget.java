package dev.muster.promql;

import dev.muster.metrics.QueryException;
import dev.muster.metrics.QueryException.Reason;
import java.time.InstantSource;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.BooleanSupplier;

/**
 * What one query may still use: samples in memory, of which all running queries together hold no
 * more than one may, and time.
 */
final class Budget implements AutoCloseable {
  /** How often it is asked whether anyone waits for the answer. */
  private static final long LOOK_MILLIS = 250;

  private final int maxSamples;
  private final long maxMillis;
  private final InstantSource clock;
  private final long deadline;
  private final BooleanSupplier canceled;
  private final AtomicLong heldByAll;
  private long nextLook;
  private long held;

  Budget(
      EngineSettings settings,
      InstantSource clock,
      BooleanSupplier canceled,
      AtomicLong heldByAll) {
    this.heldByAll = heldByAll;
    this.maxSamples = settings.maxSamples();
    this.maxMillis = settings.timeout().toMillis();
    this.clock = clock;
    this.canceled = canceled;
    this.deadline = clock.millis() + maxMillis;
    this.nextLook = clock.millis() + LOOK_MILLIS;
  }

  long held() {
    return held;
  }

  /** How many samples one more read may hold. */
  int left() {
    return (int) Math.max(0, maxSamples - heldByAll.get());
  }

  int maxSamples() {
    return maxSamples;
  }

  void take(long samples) {
    held += samples;
    if (heldByAll.addAndGet(samples) > maxSamples) {
      throw tooMany();
    }
  }

  QueryException tooMany() {
    boolean alone = heldByAll.get() <= held;
    return new QueryException(
        Reason.EXECUTION,
        (alone ? "the query would hold more than " : "all running queries would hold more than ")
            + maxSamples
            + " samples in memory; narrow its matchers, its range or its step"
            + (alone ? "" : ", or ask again later"));
  }

  /** Sets what is held now, after something was let go. */
  void settle(long samples) {
    take(samples - held);
  }

  /** Lets go of everything. */
  @Override
  public void close() {
    heldByAll.addAndGet(-held);
    held = 0;
  }

  /** Ends the query if its time is up, its thread was interrupted, or nobody waits for it. */
  void checkTime() {
    long now = clock.millis();
    if (Thread.currentThread().isInterrupted() || isCanceled(now)) {
      throw new QueryException(Reason.CANCELED, "query was canceled");
    }
    if (now > deadline) {
      throw new QueryException(
          Reason.TIMEOUT, "query timed out: it took longer than " + Durations.format(maxMillis));
    }
  }

  private boolean isCanceled(long now) {
    if (now < nextLook) {
      return false;
    }
    nextLook = now + LOOK_MILLIS;
    return canceled.getAsBoolean();
  }
}
