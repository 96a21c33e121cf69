package dev.muster.promql;

import dev.muster.metrics.QueryException;
import dev.muster.promql.Expression.Call;
import java.util.Arrays;
import java.util.Set;
import java.util.function.DoubleBinaryOperator;

/** Functions that Prometheus holds to be experimental, as its version 3.14 has them. */
final class ExperimentalFunctions {
  /** They are there with {@link Feature#PROMQL_EXPERIMENTAL_FUNCTIONS} only. */
  static final Set<String> NAMES =
      Set.of(
          "double_exponential_smoothing",
          "end",
          "histogram_quantiles",
          "mad_over_time",
          "max_of",
          "min_of",
          "range",
          "sort_by_label",
          "sort_by_label_desc",
          "start",
          "step",
          "ts_of_first_over_time",
          "ts_of_last_over_time",
          "ts_of_max_over_time",
          "ts_of_min_over_time");

  private ExperimentalFunctions() {}

  /** The median of the distances from the median; NaN where any sample is. */
  static double mad(Window window, double[] parameters, Call call) {
    var values = window.copyOfValues();
    for (double value : values) {
      if (Double.isNaN(value)) {
        return Double.NaN;
      }
    }
    double median = Statistics.quantile(0.5, values, values.length);
    for (int i = 0; i < values.length; i++) {
      values[i] = Math.abs(values[i] - median);
    }
    return Statistics.quantile(0.5, values, values.length);
  }

  static double timeOfFirst(Window window, double[] parameters, Call call) {
    return window.time(0) / 1000.0;
  }

  static double timeOfLast(Window window, double[] parameters, Call call) {
    return window.time(window.size() - 1) / 1000.0;
  }

  /** When the greatest value was last; NaN counts as least. */
  static double timeOfMax(Window window, double[] parameters, Call call) {
    int found = 0;
    for (int i = 1; i < window.size(); i++) {
      double greatest = window.value(found);
      found = window.value(i) >= greatest || Double.isNaN(greatest) ? i : found;
    }
    return window.time(found) / 1000.0;
  }

  /** When the least value was last; NaN counts as greatest. */
  static double timeOfMin(Window window, double[] parameters, Call call) {
    int found = 0;
    for (int i = 1; i < window.size(); i++) {
      double least = window.value(found);
      found = window.value(i) <= least || Double.isNaN(least) ? i : found;
    }
    return window.time(found) / 1000.0;
  }

  /** Smoothing with a trend (Holt's method): parameters are the smoothing and the trend factor. */
  static double smoothing(Window window, double[] parameters, Call call) {
    double smoothing = factor(parameters[0], "smoothing factor. Expected: 0 < sf < 1");
    double trending = factor(parameters[1], "trend factor. Expected: 0 < tf < 1");
    if (window.size() < 2) {
      return Column.ABSENT;
    }
    double before = 0;
    double smoothed = window.value(0);
    double trend = window.value(1) - window.value(0);
    for (int i = 1; i < window.size(); i++) {
      if (i > 1) {
        trend = trending * (smoothed - before) + (1 - trending) * trend;
      }
      before = smoothed;
      smoothed = smoothing * window.value(i) + (1 - smoothing) * (smoothed + trend);
    }
    return smoothed;
  }

  private static double factor(double value, String expected) {
    if (value <= 0 || value >= 1) {
      throw new QueryException(
          QueryException.Reason.EXECUTION, "invalid " + expected + ", got: " + value);
    }
    return value;
  }

  /** When the query begins, in Unix seconds. */
  static Operand start(Call call, Evaluator evaluator) {
    return constant(evaluator.context().whole().start(), evaluator);
  }

  /** When the query ends, in Unix seconds. */
  static Operand end(Call call, Evaluator evaluator) {
    return constant(evaluator.context().end(), evaluator);
  }

  /** How long the query's range is, in seconds; 0 for a single moment. */
  static Operand range(Call call, Evaluator evaluator) {
    var context = evaluator.context();
    return constant(context.end() - context.whole().start(), evaluator);
  }

  /** The query's step in seconds; 0 for a single moment. */
  static Operand step(Call call, Evaluator evaluator) {
    return constant(evaluator.context().whole().step(), evaluator);
  }

  private static Operand constant(long millis, Evaluator evaluator) {
    return Operand.Scalars.of(millis / 1000.0, evaluator.grid().count());
  }

  static Operand minOf(Call call, Evaluator evaluator) {
    return ofBoth(call, evaluator, Math::min);
  }

  static Operand maxOf(Call call, Evaluator evaluator) {
    return ofBoth(call, evaluator, Math::max);
  }

  private static Operand ofBoth(Call call, Evaluator evaluator, DoubleBinaryOperator choice) {
    var first = evaluator.scalar(call.arguments().get(0));
    var second = evaluator.scalar(call.arguments().get(1));
    var values = new double[first.length];
    Arrays.setAll(values, i -> choice.applyAsDouble(first[i], second[i]));
    return new Operand.Scalars(values);
  }
}
