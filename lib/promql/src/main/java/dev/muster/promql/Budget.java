package dev.muster.promql;

import dev.muster.metrics.QueryException;
import dev.muster.metrics.QueryException.Reason;
import java.time.InstantSource;

/** What one query may still use: samples in memory and time. */
final class Budget {
  private final int maxSamples;
  private final long maxMillis;
  private final InstantSource clock;
  private final long deadline;
  private long held;

  Budget(EngineSettings settings, InstantSource clock) {
    this.maxSamples = settings.maxSamples();
    this.maxMillis = settings.timeout().toMillis();
    this.clock = clock;
    this.deadline = clock.millis() + maxMillis;
  }

  long held() {
    return held;
  }

  /** How many samples one more read may hold. */
  int left() {
    return (int) Math.max(0, maxSamples - held);
  }

  int maxSamples() {
    return maxSamples;
  }

  void take(long samples) {
    held += samples;
    if (held > maxSamples) {
      throw tooMany();
    }
  }

  QueryException tooMany() {
    return new QueryException(
        Reason.EXECUTION,
        "the query would hold more than "
            + maxSamples
            + " samples in memory; narrow its matchers, its range or its step");
  }

  /** Sets what is held now, after something was let go. */
  void settle(long samples) {
    held = 0;
    take(samples);
  }

  /** Ends the query if its time is up or its thread was interrupted. */
  void checkTime() {
    if (Thread.currentThread().isInterrupted()) {
      throw new QueryException(Reason.TIMEOUT, "query was canceled");
    }
    if (clock.millis() > deadline) {
      throw new QueryException(
          Reason.TIMEOUT, "query timed out: it took longer than " + Durations.format(maxMillis));
    }
  }
}
