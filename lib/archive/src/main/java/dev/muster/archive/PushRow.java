package dev.muster.archive;

/**
 * Where pushed samples stand that are not sealed yet: those of one commit in one period.
 *
 * @param period of two hours, counted since 1970
 * @param first the least time of a sample
 * @param last the greatest
 */
record PushRow(long id, long period, long first, long last, long samples) {
  boolean touches(long from, long to) {
    return first <= to && last >= from;
  }

  long[] belongsTo() {
    return new long[] {id, period, first, last, samples};
  }

  @Override
  public String toString() {
    return "push " + id;
  }
}
