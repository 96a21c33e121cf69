package dev.muster.archive;

/**
 * Sealed pushed samples of one period.
 *
 * @param period of two hours, counted since 1970
 * @param first the least time of a sample
 * @param last the greatest
 * @param most how many samples the series has that has the most
 */
record PushSegment(long id, long period, long first, long last, long samples, long most) {
  boolean touches(long from, long to) {
    return first <= to && last >= from;
  }

  long blockId(int metric) {
    return Segment.blockId(id, metric);
  }

  int crc() {
    return Checksum.crc(new byte[0], 0, id, period, first, last, samples, most);
  }

  @Override
  public String toString() {
    return "push segment " + id;
  }
}
