package dev.muster.promql;

import dev.muster.promql.Expression.Call;

/** How fast series change. */
final class RateFunctions {
  private RateFunctions() {}

  static double rate(Window window, double[] parameters, Call call) {
    double increase = extrapolated(window, true);
    return Column.isAbsent(increase) ? increase : increase / window.rangeSeconds();
  }

  static double increase(Window window, double[] parameters, Call call) {
    return extrapolated(window, true);
  }

  static double delta(Window window, double[] parameters, Call call) {
    return extrapolated(window, false);
  }

  /**
   * The change over the whole window, as if the samples went on as they are. Towards an edge
   * further away than 1.1 of the usual distance between samples, the series is taken to begin or
   * end half such a distance beyond its sample; and a counter is not followed below zero.
   */
  private static double extrapolated(Window window, boolean counter) {
    int last = window.size() - 1;
    if (last == 0) {
      return Column.ABSENT;
    }
    double change = window.value(last) - window.value(0);
    if (counter && window.hasReset()) {
      change += lostInResets(window);
    }
    double sampled = (window.time(last) - window.time(0)) / 1000.0;
    double usual = sampled / last;
    double toStart = reach((window.time(0) - window.start()) / 1000.0, usual);
    double toEnd = reach((window.end() - window.time(last)) / 1000.0, usual);
    if (counter && change > 0 && window.value(0) >= 0) {
      toStart = Math.min(toStart, sampled * (window.value(0) / change));
    }
    return change * ((sampled + toStart + toEnd) / sampled);
  }

  private static double reach(double seconds, double usual) {
    return seconds >= usual * 1.1 ? usual / 2 : seconds;
  }

  private static double lostInResets(Window window) {
    double lost = 0;
    for (int i = 1; i < window.size(); i++) {
      if (window.value(i) < window.value(i - 1)) {
        lost += window.value(i - 1);
      }
    }
    return lost;
  }

  static double irate(Window window, double[] parameters, Call call) {
    int last = window.size() - 1;
    if (last == 0) {
      return Column.ABSENT;
    }
    boolean reset = window.value(last) < window.value(last - 1);
    double change = reset ? window.value(last) : window.value(last) - window.value(last - 1);
    return change / ((window.time(last) - window.time(last - 1)) / 1000.0);
  }

  static double idelta(Window window, double[] parameters, Call call) {
    int last = window.size() - 1;
    return last == 0 ? Column.ABSENT : window.value(last) - window.value(last - 1);
  }

  static double resets(Window window, double[] parameters, Call call) {
    int resets = 0;
    for (int i = 1; i < window.size(); i++) {
      if (window.value(i) < window.value(i - 1)) {
        resets++;
      }
    }
    return resets;
  }

  static double changes(Window window, double[] parameters, Call call) {
    int changes = 0;
    for (int i = 1; i < window.size(); i++) {
      double before = window.value(i - 1);
      double now = window.value(i);
      if (now != before && !(Double.isNaN(now) && Double.isNaN(before))) {
        changes++;
      }
    }
    return changes;
  }

  static double deriv(Window window, double[] parameters, Call call) {
    return window.size() < 2 ? Column.ABSENT : regression(window, window.time(0)).slope();
  }

  static double predictLinear(Window window, double[] parameters, Call call) {
    if (window.size() < 2) {
      return Column.ABSENT;
    }
    var line = regression(window, window.moment());
    return line.slope() * parameters[0] + line.intercept();
  }

  private record Line(double slope, double intercept) {}

  /** The straight line with the least squares; its intercept is the value at {@code zeroMillis}. */
  private static Line regression(Window window, long zeroMillis) {
    if (isConstant(window)) {
      boolean infinite = Double.isInfinite(window.value(0));
      return infinite ? new Line(Double.NaN, Double.NaN) : new Line(0, window.value(0));
    }
    var sumX = new KahanSum();
    var sumY = new KahanSum();
    var sumXy = new KahanSum();
    var sumXx = new KahanSum();
    for (int i = 0; i < window.size(); i++) {
      double x = (window.time(i) - zeroMillis) / 1000.0;
      double y = window.value(i);
      sumX.add(x);
      sumY.add(y);
      sumXy.add(x * y);
      sumXx.add(x * x);
    }
    double count = window.size();
    double covariance = sumXy.result() - sumX.result() * sumY.result() / count;
    double variance = sumXx.result() - sumX.result() * sumX.result() / count;
    double slope = covariance / variance;
    return new Line(slope, sumY.result() / count - slope * sumX.result() / count);
  }

  private static boolean isConstant(Window window) {
    for (int i = 1; i < window.size(); i++) {
      if (window.value(i) != window.value(0)) {
        return false;
      }
    }
    return true;
  }
}
