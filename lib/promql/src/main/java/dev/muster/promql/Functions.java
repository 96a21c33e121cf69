package dev.muster.promql;

import static dev.muster.promql.ValueType.MATRIX;
import static dev.muster.promql.ValueType.SCALAR;
import static dev.muster.promql.ValueType.STRING;
import static dev.muster.promql.ValueType.VECTOR;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.DoubleUnaryOperator;
import org.jspecify.annotations.Nullable;

/** The table of functions: a line each. */
final class Functions {
  private static final Map<String, Function> TABLE = new LinkedHashMap<>();

  static {
    sample("abs", Math::abs);
    sample("acos", Math::acos);
    sample("acosh", MathFunctions::acosh);
    sample("asin", Math::asin);
    sample("asinh", MathFunctions::asinh);
    sample("atan", Math::atan);
    sample("atanh", MathFunctions::atanh);
    sample("ceil", Math::ceil);
    sample("cos", Math::cos);
    sample("cosh", Math::cosh);
    sample("deg", MathFunctions::deg);
    sample("exp", Math::exp);
    sample("floor", Math::floor);
    sample("ln", Math::log);
    sample("log10", Math::log10);
    sample("log2", MathFunctions::log2);
    sample("rad", MathFunctions::rad);
    sample("sgn", MathFunctions::sgn);
    sample("sin", Math::sin);
    sample("sinh", Math::sinh);
    sample("sqrt", Math::sqrt);
    sample("tan", Math::tan);
    sample("tanh", Math::tanh);

    window("avg_over_time", OverTimeFunctions::avg);
    window("changes", RateFunctions::changes);
    window("count_over_time", OverTimeFunctions::count);
    window("delta", RateFunctions::delta);
    window("deriv", RateFunctions::deriv);
    window("first_over_time", OverTimeFunctions::first);
    window("idelta", RateFunctions::idelta);
    window("increase", RateFunctions::increase);
    window("irate", RateFunctions::irate);
    window("last_over_time", OverTimeFunctions::last);
    window("max_over_time", OverTimeFunctions::max);
    window("min_over_time", OverTimeFunctions::min);
    window("present_over_time", OverTimeFunctions::present);
    window("rate", RateFunctions::rate);
    window("resets", RateFunctions::resets);
    window("stddev_over_time", OverTimeFunctions::stddev);
    window("stdvar_over_time", OverTimeFunctions::stdvar);
    window("sum_over_time", OverTimeFunctions::sum);
    window("quantile_over_time", OverTimeFunctions::quantile, false, SCALAR, MATRIX);
    window("predict_linear", RateFunctions::predictLinear, true, MATRIX, SCALAR);

    whole("absent", VectorFunctions::absent, VECTOR);
    whole("absent_over_time", VectorFunctions::absentOverTime, MATRIX);
    whole("clamp", MathFunctions::clamp, VECTOR, SCALAR, SCALAR);
    whole("clamp_max", MathFunctions::clampMax, VECTOR, SCALAR);
    whole("clamp_min", MathFunctions::clampMin, VECTOR, SCALAR);
    whole("histogram_avg", VectorFunctions::none, VECTOR);
    whole("histogram_count", VectorFunctions::none, VECTOR);
    whole("histogram_fraction", HistogramFunctions::fraction, SCALAR, SCALAR, VECTOR);
    whole("histogram_quantile", HistogramFunctions::quantile, SCALAR, VECTOR);
    whole("histogram_stddev", VectorFunctions::none, VECTOR);
    whole("histogram_stdvar", VectorFunctions::none, VECTOR);
    whole("histogram_sum", VectorFunctions::none, VECTOR);
    whole("label_replace", LabelFunctions::labelReplace, VECTOR, STRING, STRING, STRING, STRING);
    whole("sort", VectorFunctions::sort, VECTOR);
    whole("sort_desc", VectorFunctions::sortDesc, VECTOR);
    whole("vector", VectorFunctions::vector, SCALAR);

    calendar("day_of_month", TimeFunctions.calendar(time -> time.getDayOfMonth()));
    calendar("day_of_week", TimeFunctions.calendar(time -> time.getDayOfWeek().getValue() % 7));
    calendar("day_of_year", TimeFunctions.calendar(time -> time.getDayOfYear()));
    calendar("days_in_month", TimeFunctions.calendar(time -> time.toLocalDate().lengthOfMonth()));
    calendar("hour", TimeFunctions.calendar(time -> time.getHour()));
    calendar("minute", TimeFunctions.calendar(time -> time.getMinute()));
    calendar("month", TimeFunctions.calendar(time -> time.getMonthValue()));
    calendar("year", TimeFunctions.calendar(time -> time.getYear()));

    var join = List.of(VECTOR, STRING, STRING, STRING);
    add("label_join", VECTOR, join, 3, Function.UNBOUNDED, false, LabelFunctions::labelJoin);
    add("pi", SCALAR, List.of(), 0, 0, false, VectorFunctions::pi);
    add("round", VECTOR, List.of(VECTOR, SCALAR), 1, 2, false, MathFunctions::round);
    add("scalar", SCALAR, List.of(VECTOR), 1, 1, false, VectorFunctions::scalar);
    add("time", SCALAR, List.of(), 0, 0, true, TimeFunctions::time);
    experimental();
    add("timestamp", VECTOR, List.of(VECTOR), 1, 1, true, TimeFunctions::timestamp);
  }

  private Functions() {}

  private static void experimental() {
    window("mad_over_time", ExperimentalFunctions::mad);
    window("ts_of_first_over_time", ExperimentalFunctions::timeOfFirst);
    window("ts_of_last_over_time", ExperimentalFunctions::timeOfLast);
    window("ts_of_max_over_time", ExperimentalFunctions::timeOfMax);
    window("ts_of_min_over_time", ExperimentalFunctions::timeOfMin);
    String smoothing = "double_exponential_smoothing";
    window(smoothing, ExperimentalFunctions::smoothing, false, MATRIX, SCALAR, SCALAR);
    int most = Function.UNBOUNDED;
    var labels = List.of(VECTOR, STRING);
    add("sort_by_label", VECTOR, labels, 1, most, false, VectorFunctions::sortByLabel);
    add("sort_by_label_desc", VECTOR, labels, 1, most, false, VectorFunctions::sortByLabelDesc);
    var fractions = List.of(VECTOR, STRING, SCALAR);
    add("histogram_quantiles", VECTOR, fractions, 3, 12, false, HistogramFunctions::quantiles);
    add("start", SCALAR, List.of(), 0, 0, true, ExperimentalFunctions::start);
    add("end", SCALAR, List.of(), 0, 0, true, ExperimentalFunctions::end);
    add("range", SCALAR, List.of(), 0, 0, true, ExperimentalFunctions::range);
    add("step", SCALAR, List.of(), 0, 0, true, ExperimentalFunctions::step);
    var both = List.of(SCALAR, SCALAR);
    add("min_of", SCALAR, both, 2, 2, false, ExperimentalFunctions::minOf);
    add("max_of", SCALAR, both, 2, 2, false, ExperimentalFunctions::maxOf);
  }

  static @Nullable Function named(String name) {
    return TABLE.get(name);
  }

  /** All names, for those who offer or test them. */
  static Iterable<Function> all() {
    return TABLE.values();
  }

  private static void sample(String name, DoubleUnaryOperator operation) {
    put(name, VECTOR, List.of(VECTOR), 1, 1, false, new Function.Body.PerSample(operation));
  }

  private static void window(String name, Function.WindowFunction operation) {
    window(name, operation, false, MATRIX);
  }

  private static void window(
      String name, Function.WindowFunction operation, boolean usesMoment, ValueType... arguments) {
    int count = arguments.length;
    var body = new Function.Body.PerWindow(operation);
    put(name, VECTOR, List.of(arguments), count, count, usesMoment, body);
  }

  private static void whole(String name, Function.WholeFunction operation, ValueType... arguments) {
    int count = arguments.length;
    add(name, VECTOR, List.of(arguments), count, count, false, operation);
  }

  private static void calendar(String name, Function.WholeFunction operation) {
    add(name, VECTOR, List.of(VECTOR), 0, 1, true, operation);
  }

  private static void add(
      String name,
      ValueType result,
      List<ValueType> arguments,
      int least,
      int most,
      boolean usesMoment,
      Function.WholeFunction operation) {
    put(name, result, arguments, least, most, usesMoment, new Function.Body.Whole(operation));
  }

  private static void put(
      String name,
      ValueType result,
      List<ValueType> arguments,
      int least,
      int most,
      boolean usesMoment,
      Function.Body body) {
    TABLE.put(name, new Function(name, result, arguments, least, most, usesMoment, body));
  }
}
