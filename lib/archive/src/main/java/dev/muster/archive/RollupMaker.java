package dev.muster.archive;

import dev.muster.metrics.Series;
import java.util.ArrayList;
import java.util.List;

/** Rolls the samples of one series up, in the order of time. */
final class RollupMaker {
  private final List<RollupWindow> windows = new ArrayList<>();
  private int window = -1;
  private long count;
  private double last;
  private double min;
  private double max;
  private double sum;
  private double lost;
  private double increase;

  /** The sample before, wherever it was; NaN where there is none. */
  private double before;

  private RollupMaker(double before) {
    this.before = before;
  }

  /**
   * The windows that have samples.
   *
   * @param before the last sample before the first of these; NaN where it is not known
   */
  static List<RollupWindow> of(RollupStep step, Series samples, double before) {
    var maker = new RollupMaker(before);
    for (int i = 0; i < samples.size(); i++) {
      double value = samples.values()[i];
      if (!Double.isNaN(value)) {
        maker.add(step.window(samples.timesMillis()[i]), value);
      }
    }
    maker.finish();
    return maker.windows;
  }

  private void add(int at, double value) {
    if (at != window) {
      finish();
      window = at;
      min = value;
      max = value;
    }
    count++;
    last = value;
    min = Math.min(min, value);
    max = Math.max(max, value);
    addToSum(value);
    if (!Double.isNaN(before)) {
      increase += value < before ? value : value - before;
    }
    before = value;
  }

  /** Neumaier's sum: what rounding loses is kept beside it. */
  private void addToSum(double value) {
    double next = sum + value;
    lost += Math.abs(sum) >= Math.abs(value) ? sum - next + value : value - next + sum;
    sum = next;
  }

  private void finish() {
    if (count > 0) {
      double exact = Double.isFinite(sum) ? sum + lost : sum;
      windows.add(new RollupWindow(window, count, last, min, max, exact, increase));
    }
    count = 0;
    sum = 0;
    lost = 0;
    increase = 0;
  }
}
