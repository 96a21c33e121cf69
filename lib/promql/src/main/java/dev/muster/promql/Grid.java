package dev.muster.promql;

/**
 * The moments of an evaluation, in Unix milliseconds. An instant query is a grid of one and has no
 * step: 0.
 *
 * @param count at least 0
 */
record Grid(long start, long step, int count) {
  static Grid at(long time) {
    return new Grid(time, 0, 1);
  }

  /** The moments from start until end, both included where the step meets them. */
  static Grid between(long start, long end, long step) {
    return new Grid(start, step, end < start ? 0 : Math.toIntExact((end - start) / step + 1));
  }

  long time(int index) {
    return start + index * step;
  }

  long last() {
    return time(count - 1);
  }
}
