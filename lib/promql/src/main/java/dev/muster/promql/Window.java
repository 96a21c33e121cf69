package dev.muster.promql;

import java.util.Arrays;

/** The samples of one series that one moment sees. One object slides over all moments. */
final class Window {
  private final RangeSeries series;
  private final Ranges ranges;
  private final Notes notes;
  private int from;
  private int to;
  private long moment;

  Window(RangeSeries series, Ranges ranges, Notes notes) {
    this.series = series;
    this.ranges = ranges;
    this.notes = notes;
  }

  /** Slides to a moment, which must not be before the last one. */
  void moveTo(long newMoment) {
    moment = newMoment;
    long end = end();
    long start = start();
    while (to < series.size() && series.times()[to] <= end) {
      to++;
    }
    while (from < to && series.times()[from] <= start) {
      from++;
    }
  }

  int size() {
    return to - from;
  }

  double value(int index) {
    return series.values()[from + index];
  }

  /** Unix milliseconds. */
  long time(int index) {
    return series.times()[from + index];
  }

  double lastValue() {
    return series.values()[to - 1];
  }

  /** The moment of evaluation, which may be another than the window's end. */
  long moment() {
    return moment;
  }

  /** The window begins just after. */
  long start() {
    return end() - ranges.rangeMillis();
  }

  long end() {
    return ranges.windowEnd(moment);
  }

  double rangeSeconds() {
    return ranges.rangeMillis() / 1000.0;
  }

  Notes notes() {
    return notes;
  }

  double[] copyOfValues() {
    return Arrays.copyOfRange(series.values(), from, to);
  }
}
