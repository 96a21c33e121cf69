package dev.muster.archive;

/**
 * Where a scrape stands that is not sealed yet.
 *
 * @param time of the scrape
 * @param first the least time of a sample
 * @param last the greatest
 */
record HeadRow(long id, int target, long time, long first, long last) {
  static HeadRow plain(long id, int target, long time) {
    return new HeadRow(id, target, time, time, time);
  }

  boolean hasOwnTimes() {
    return first != time || last != time;
  }
}
