package dev.muster.alertbridge;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * Whether the archive can be written, as those who write it find out. An outage begins with the
 * first write that fails, and is over once writes succeed and none has failed for 30 s; so a disk
 * with room for small writes alone, where some fail and some do not, is one outage. Times in Unix
 * milliseconds.
 */
final class WriteState {
  /** For how long writing has to fail to be told, and to work to be over. */
  static final Duration HOLD = Duration.ofSeconds(30);

  /**
   * Writes that fail.
   *
   * @param since when the first of them failed
   * @param reason of the last one that failed
   * @param lasts whether the very last one failed
   */
  record Outage(long since, long lastFailure, String reason, boolean lasts) {
    boolean isFiring(long now) {
      return (lasts ? now : lastFailure) - since >= HOLD.toMillis();
    }

    boolean isOver(long now) {
      return !lasts && now - lastFailure >= HOLD.toMillis();
    }
  }

  private @Nullable Outage outage;

  synchronized void failed(long now, String reason) {
    outage = new Outage(outage == null ? now : outage.since(), now, reason, true);
  }

  synchronized void succeeded() {
    if (outage != null && outage.lasts()) {
      outage = new Outage(outage.since(), outage.lastFailure(), outage.reason(), false);
    }
  }

  /** Whether the last write succeeded. */
  synchronized boolean isWritable() {
    return outage == null || !outage.lasts();
  }

  /** The outage there is now, or null. */
  synchronized @Nullable Outage outage(long now) {
    if (outage != null && outage.isOver(now)) {
      outage = null;
    }
    return outage;
  }
}
