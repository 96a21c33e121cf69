package dev.muster.archive;

/**
 * Where a scrape stands that is not sealed yet.
 *
 * @param time of the scrape
 * @param first the least time of a sample
 * @param last the greatest
 * @param base the row it is told by; 0 where it is told whole
 */
record HeadRow(long id, int target, long time, long first, long last, long base) {

  boolean hasOwnTimes() {
    return first != time || last != time;
  }

  /** By how much the number of the row it is told by is less; 0 where there is no such row. */
  int stepsBack() {
    long steps = base == 0 ? 0 : id - base;
    return steps > 0 && steps <= Integer.MAX_VALUE ? (int) steps : 0;
  }
}
