package dev.muster.promql;

import java.util.Arrays;

/** The samples of one series that one moment sees. One object slides over all moments. */
final class Window {
  private final RangeSeries series;
  private final Ranges ranges;
  private final Notes notes;
  private int from;
  private int to;

  /** Not beyond the first place after {@link #from} whose value is less than the one before it. */
  private int reset;

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

  /** The values of the whole series, not to be changed; the window's are {@link #from} … to. */
  double[] values() {
    return series.values();
  }

  /** Where in {@link #values} the window begins. */
  int from() {
    return from;
  }

  /** The place in {@link #values} after the window's last. */
  int to() {
    return to;
  }

  /** Whether a value is less than the one before it. */
  boolean hasReset() {
    var values = series.values();
    while (reset < to && (reset <= from || !(values[reset] < values[reset - 1]))) {
      reset++;
    }
    return reset < to;
  }

  double[] copyOfValues() {
    return Arrays.copyOfRange(series.values(), from, to);
  }
}
