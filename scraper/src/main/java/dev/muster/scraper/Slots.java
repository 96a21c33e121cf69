package dev.muster.scraper;

import static java.nio.charset.StandardCharsets.UTF_8;

/**
 * The moments at which one client is asked: every interval, at an offset that its name alone
 * decides. So the fleet is spread over the interval, and a restart changes nothing. Offsets are
 * fifths of the interval, from 0.2 to 1 s, as to wake up and commit once for several clients costs
 * less than once for each.
 */
record Slots(long intervalMillis, long offsetMillis) {
  private static final int STEPS = 5;
  private static final long SHORTEST_STEP_MILLIS = 200;
  private static final long LONGEST_STEP_MILLIS = 1000;
  private static final long FNV_BASIS = 0xcbf29ce484222325L;
  private static final long FNV_PRIME = 0x100000001b3L;

  static Slots of(String client, long intervalMillis) {
    long step = Math.clamp(intervalMillis / STEPS, SHORTEST_STEP_MILLIS, LONGEST_STEP_MILLIS);
    long steps = Math.max(1, intervalMillis / step);
    return new Slots(intervalMillis, step * Long.remainderUnsigned(hash(client), steps));
  }

  /** FNV-1a, its bits mixed once more so that names that differ in a digit lie far apart. */
  private static long hash(String name) {
    long hash = FNV_BASIS;
    for (byte b : name.getBytes(UTF_8)) {
      hash = (hash ^ (b & 0xff)) * FNV_PRIME;
    }
    hash = (hash ^ (hash >>> 33)) * 0xff51afd7ed558ccdL;
    return hash ^ (hash >>> 33);
  }

  /** The first slot later than a time. */
  long after(long timeMillis) {
    long past = Math.floorMod(timeMillis - offsetMillis, intervalMillis);
    return timeMillis - past + intervalMillis;
  }

  /**
   * The slot to take after one. A scrape that ran on into the next slot, by less than half an
   * interval, makes that one begin late; what has passed by more is left out.
   */
  long next(long slot, long nowMillis) {
    long following = slot + intervalMillis;
    return nowMillis < following + intervalMillis / 2
        ? following
        : after(Math.max(slot, nowMillis - 1));
  }

  /** How many slots lie between two, neither counted. */
  long between(long slot, long later) {
    return Math.max(0, (later - slot) / intervalMillis - 1);
  }
}
