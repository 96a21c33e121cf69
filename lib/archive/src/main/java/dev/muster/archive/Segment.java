package dev.muster.archive;

/**
 * Sealed scrapes of up to 64 targets from one window of time.
 *
 * @param group its targets have the ids {@code group * 64} to {@code group * 64 + 63}
 * @param members bit i: target {@code group * 64 + i} has scrapes in it
 * @param own bit i: that target has samples with times of their own in it
 * @param start all scrapes have this time or a later one
 * @param end all scrapes have an earlier time
 * @param first the least time of a scrape or sample
 * @param last the greatest
 * @param lastRow head rows up to this id, of its targets and its window, are in it
 */
record Segment(
    long id,
    int group,
    long members,
    long own,
    long start,
    long end,
    long first,
    long last,
    long lastRow) {
  static final int TARGETS = 64;

  private static final int METRIC_BITS = 24;

  /** The greatest number of a metric that a block's id has room for. */
  static final int GREATEST_METRIC = (1 << METRIC_BITS) - 1;

  /** The block with the times of the scrapes. */
  static final int TIMES = 0;

  static int group(int target) {
    return target / TARGETS;
  }

  static int slot(int target) {
    return target % TARGETS;
  }

  int target(int slot) {
    return group * TARGETS + slot;
  }

  static long bit(int target) {
    return 1L << slot(target);
  }

  boolean has(int target) {
    return group == group(target) && (members & bit(target)) != 0;
  }

  /** Whether a head row of one of its targets is in it. */
  boolean holdsRow(long row, long time) {
    return row <= lastRow && start <= time && time < end;
  }

  static long blockId(long segment, int metric) {
    return segment << METRIC_BITS | metric;
  }

  /** The segment a block belongs to. */
  static long ofBlock(long block) {
    return block >>> METRIC_BITS;
  }

  /** The checksum of all of its fields. */
  int crc() {
    return Checksum.crc(new byte[0], 0, id, group, members, own, start, end, first, last, lastRow);
  }

  @Override
  public String toString() {
    return "segment " + id;
  }
}
