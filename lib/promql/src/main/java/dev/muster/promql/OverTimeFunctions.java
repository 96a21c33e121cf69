package dev.muster.promql;

import dev.muster.promql.Expression.Call;

/** What sums up the samples of a window. */
final class OverTimeFunctions {
  private OverTimeFunctions() {}

  static double avg(Window window, double[] parameters, Call call) {
    return Statistics.mean(window.values(), window.from(), window.to());
  }

  static double sum(Window window, double[] parameters, Call call) {
    return Statistics.sum(window.values(), window.from(), window.to());
  }

  static double min(Window window, double[] parameters, Call call) {
    return Statistics.min(window.values(), window.from(), window.to());
  }

  static double max(Window window, double[] parameters, Call call) {
    return Statistics.max(window.values(), window.from(), window.to());
  }

  static double count(Window window, double[] parameters, Call call) {
    return window.size();
  }

  static double present(Window window, double[] parameters, Call call) {
    return 1;
  }

  static double first(Window window, double[] parameters, Call call) {
    return window.value(0);
  }

  static double last(Window window, double[] parameters, Call call) {
    return window.lastValue();
  }

  static double stdvar(Window window, double[] parameters, Call call) {
    return Statistics.exactVariance(window.copyOfValues(), window.size());
  }

  static double stddev(Window window, double[] parameters, Call call) {
    return Math.sqrt(stdvar(window, parameters, call));
  }

  static double quantile(Window window, double[] parameters, Call call) {
    double fraction = parameters[0];
    if (!Statistics.isQuantile(fraction)) {
      HistogramFunctions.warnOfQuantile(
          fraction, call.arguments().getFirst().span(), window.notes());
    }
    return Statistics.quantile(fraction, window.copyOfValues(), window.size());
  }
}
