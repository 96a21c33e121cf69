package dev.muster.e2e.faults;

/**
 * What one promise was held to.
 *
 * @param what what was acknowledged, and by whom
 * @param acknowledged how many
 * @param lost how many of them are missing, or are there with another value
 * @param doubled how many more are there than were promised to be
 * @param note what else there is to say: what was seen that no promise forbids, or what is lost
 */
record Tally(String what, long acknowledged, long lost, long doubled, String note) {
  /** Whether the promise was kept, and held to anything at all. */
  boolean holds() {
    return acknowledged > 0 && lost == 0 && doubled == 0;
  }
}
