package dev.muster.rules;

import java.time.Duration;

/**
 * When a group is evaluated: at its interval, off the round times by as much as its name says, so
 * that groups do not all come at once and each keeps its times over restarts. Times in Unix
 * milliseconds.
 */
record EvaluationTimes(long interval, long offset) {
  static EvaluationTimes of(String key, Duration interval) {
    long millis = Math.max(1, interval.toMillis());
    return new EvaluationTimes(millis, Long.remainderUnsigned(hash(key), millis));
  }

  /** FNV-1a of 64 bits, mixed so that its low bits are as good as the others. */
  private static long hash(String key) {
    long hash = 0xcbf29ce484222325L;
    for (int i = 0; i < key.length(); i++) {
      hash = (hash ^ key.charAt(i)) * 0x100000001b3L;
    }
    return hash ^ (hash >>> 29);
  }

  /** The last time that is not after this one. */
  long before(long now) {
    return Math.floorDiv(now - offset, interval) * interval + offset;
  }

  /** The first time after this one. */
  long after(long now) {
    return before(now) + interval;
  }

  /** How many times were passed by between one that was kept and the last one before now. */
  long missed(long kept, long now) {
    return Math.max(0, (before(now) - kept) / interval - 1);
  }
}
