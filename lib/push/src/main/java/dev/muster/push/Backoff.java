package dev.muster.push;

import java.time.Duration;
import java.util.random.RandomGenerator;

/**
 * How long to wait before the next attempt: from a second on, twice as long each time, a minute at
 * most; of that a random part is left out, up to a half, so that a fleet does not come back at
 * once.
 */
public final class Backoff {
  private static final Duration LONGEST = Duration.ofMinutes(1);
  private static final int MOST_DOUBLINGS = 6;

  private final RandomGenerator random;
  private int failures;

  public Backoff(RandomGenerator random) {
    this.random = random;
  }

  public void reset() {
    failures = 0;
  }

  /**
   * The next wait.
   *
   * @param asked what the receiver asks for; it is waited for so long at least, and a little more
   */
  public Duration next(Duration asked) {
    Duration whole = Duration.ofSeconds(1L << Math.min(failures, MOST_DOUBLINGS));
    failures++;
    long millis = Math.min(whole.toMillis(), LONGEST.toMillis());
    long jittered = millis - random.nextLong(millis / 2 + 1);
    if (asked.toMillis() <= jittered) {
      return Duration.ofMillis(jittered);
    }
    return asked.plusMillis(random.nextLong(asked.toMillis() / 10 + 1));
  }
}
