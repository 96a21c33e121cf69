package dev.muster.scraper;

import static java.nio.charset.StandardCharsets.UTF_8;

/**
 * The moments at which one client is asked: every interval, at an offset that its name and the size
 * of the fleet decide. So a restart changes nothing, nor does a client more or less, as a rule. The
 * interval has as many parts, a power of two, as leave each of them {@value #PART_CLIENTS} clients
 * at most, but none shorter than {@value #SHORTEST_PART_MILLIS} ms; the clients of a part begin
 * together in its middle, as to wake up and commit once for several costs less than once for each.
 * Where there is time, they do so in {@value #STEPS} steps of {@value #STEP_MILLIS} ms, so that
 * fewer pages are held at once; a commit waits longer than that for others.
 */
record Slots(long intervalMillis, long offsetMillis) {
  private static final int PART_CLIENTS = 64;
  private static final long SHORTEST_PART_MILLIS = 200;
  private static final int STEPS = 4;
  private static final long STEP_MILLIS = 25;
  private static final long STEPS_FIT_MILLIS = 1000;
  private static final long FNV_BASIS = 0xcbf29ce484222325L;
  private static final long FNV_PRIME = 0x100000001b3L;

  /**
   * Those of one client.
   *
   * @param clients how many the fleet has
   */
  static Slots of(String client, long intervalMillis, int clients) {
    long parts = 1;
    while (parts * PART_CLIENTS < clients) {
      parts *= 2;
    }
    parts = Math.clamp(intervalMillis / SHORTEST_PART_MILLIS, 1, parts);
    long hash = hash(client);
    long part = Long.remainderUnsigned(hash, parts);
    long middle = (2 * part + 1) * intervalMillis / (2 * parts);
    long step = Long.remainderUnsigned(Long.divideUnsigned(hash, parts), STEPS);
    boolean fits = intervalMillis / parts >= STEPS_FIT_MILLIS;
    return new Slots(intervalMillis, middle + (fits ? step * STEP_MILLIS : 0));
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
