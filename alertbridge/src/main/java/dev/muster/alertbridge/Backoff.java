package dev.muster.alertbridge;

import java.time.Duration;
import java.util.random.RandomGenerator;

/** How long to wait after failures: 1 s, doubling up to a bound, each up to a fifth shorter. */
final class Backoff {
  private final RandomGenerator random;

  Backoff(RandomGenerator random) {
    this.random = random;
  }

  /**
   * The wait.
   *
   * @param failures how many attempts in a row have failed, 1 or more
   */
  Duration after(int failures, Duration most) {
    long doubled = 1000L << Math.min(Math.max(failures, 1) - 1, 30);
    long millis = Math.min(doubled, most.toMillis());
    return Duration.ofMillis(millis - random.nextLong(millis / 5 + 1));
  }
}
