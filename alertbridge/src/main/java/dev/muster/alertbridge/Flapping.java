package dev.muster.alertbridge;

import dev.muster.fleet.Alerting;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;

/**
 * Counts how often alerts begin. One that began as often as the fleet says within its window flaps,
 * until a whole window went by without another beginning. Times in Unix milliseconds.
 */
final class Flapping {
  /** Beginnings looked back at, at most. */
  private static final int REMEMBERED = 64;

  private static final long[] NONE = {};

  private final Map<String, long[]> begins = new HashMap<>();

  /**
   * How an alert behaves.
   *
   * @param changes how often it began within the window
   * @param flapping whether it counts as flapping
   * @param calmAt when it no longer does, if nothing more happens; 0 where it does not
   */
  record Verdict(int changes, boolean flapping, long calmAt) {}

  /** Notes a beginning; each counts once. */
  void note(String identity, long time) {
    begins.merge(identity, new long[] {time}, (known, one) -> with(known, one[0]));
  }

  private static long[] with(long[] known, long time) {
    if (Arrays.stream(known).anyMatch(one -> one == time)) {
      return known;
    }
    var all = Arrays.copyOf(known, known.length + 1);
    all[known.length] = time;
    Arrays.sort(all);
    return all.length > REMEMBERED ? Arrays.copyOfRange(all, 1, all.length) : all;
  }

  /** Forgets beginnings that count no more. */
  void forgetBefore(long time) {
    begins.values().removeIf(known -> known[known.length - 1] < time);
  }

  /**
   * Judges an alert.
   *
   * @param begun a beginning that may not be noted yet, or 0
   */
  Verdict of(String identity, long begun, Alerting settings, long now) {
    var known = begins.getOrDefault(identity, NONE);
    if (begun != 0) {
      known = with(known, begun);
    }
    long window = settings.flapWindow().toMillis();
    boolean flapping = false;
    for (int i = 0; i < known.length; i++) {
      if (i > 0 && known[i] - known[i - 1] >= window) {
        flapping = false;
      }
      flapping |= within(known, i, known[i], window) >= Math.max(2, settings.flapChanges());
    }
    int changes = within(known, known.length - 1, now, window);
    if (known.length == 0 || now - known[known.length - 1] >= window) {
      flapping = false;
    }
    return new Verdict(changes, flapping, flapping ? known[known.length - 1] + window : 0);
  }

  /** How many beginnings up to an index lie less than a window before a time. */
  private static int within(long[] known, int last, long time, long window) {
    int count = 0;
    for (int i = last; i >= 0 && time - known[i] < window; i--) {
      count++;
    }
    return count;
  }
}
