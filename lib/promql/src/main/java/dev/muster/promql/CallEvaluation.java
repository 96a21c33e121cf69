package dev.muster.promql;

import dev.muster.metrics.Labels;
import dev.muster.metrics.Windows;
import dev.muster.promql.Expression.Call;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/** Calls of functions. */
final class CallEvaluation {
  /** Functions that give a sample as it was, under its name. */
  private static final Set<String> KEEP_NAME = Set.of("last_over_time", "first_over_time");

  /** How many windows are worked on before it is asked whether the query is to go on. */
  private static final int STEPS_BETWEEN_LOOKS = 256;

  private static final Set<String> FOR_COUNTERS = Set.of("rate", "increase");
  private static final List<String> COUNTER_ENDINGS =
      List.of("_total", "_sum", "_count", "_bucket");

  private CallEvaluation() {}

  static Operand evaluate(Call call, Evaluator evaluator) {
    return switch (call.function().body()) {
      case Function.Body.PerSample sample -> {
        var columns = new ArrayList<Column>();
        for (var column : evaluator.vector(call.arguments().getFirst())) {
          columns.add(column.map(sample.operation()));
        }
        yield new Operand.Vectors(columns);
      }
      case Function.Body.PerWindow window -> perWindow(call, window.operation(), evaluator);
      case Function.Body.Whole whole -> whole.operation().apply(call, evaluator);
    };
  }

  private static Operand perWindow(
      Call call, Function.WindowFunction function, Evaluator evaluator) {
    var parameters = new ArrayList<double[]>();
    Expression range = call;
    for (var argument : call.arguments()) {
      if (argument.type() == ValueType.MATRIX) {
        range = argument;
      } else {
        parameters.add(evaluator.scalar(argument));
      }
    }
    var columns = new ArrayList<Column>();
    boolean dropName = !KEEP_NAME.contains(call.function().name());
    var span = range.span();
    Ranges.forEach(
        range,
        RollupUses.of(call.function()),
        evaluator,
        (ranges, series) -> {
          evaluator.context().budget().checkTime();
          evaluator.context().budget().take(evaluator.grid().count());
          var values = values(call, function, series, ranges, parameters, evaluator);
          var column = new Column(series.labels(), dropName || series.nameDropped(), values);
          if (FOR_COUNTERS.contains(call.function().name())) {
            noteIfNoCounter(column, span, evaluator.context().notes());
          }
          columns.add(column);
        });
    return new Operand.Vectors(columns);
  }

  private static double[] values(
      Call call,
      Function.WindowFunction function,
      RangeSeries series,
      Ranges ranges,
      List<double[]> parameters,
      Evaluator evaluator) {
    var use = RollupUses.of(call.function());
    var notes = evaluator.context().notes();
    var rollups = series.rollups();
    var seen = rollups != null && use == Windows.Use.LAST ? series.withLasts() : series;
    var window = new Window(seen, ranges, notes);
    var rolled = rollups == null ? null : new RolledWindow(rollups, ranges.rangeMillis());
    var grid = evaluator.grid();
    var values = new double[grid.count()];
    var current = new double[parameters.size()];
    for (int i = 0; i < values.length; i++) {
      if (i % STEPS_BETWEEN_LOOKS == STEPS_BETWEEN_LOOKS - 1) {
        evaluator.context().budget().checkTime();
      }
      window.moveTo(grid.time(i));
      for (int p = 0; p < current.length; p++) {
        current[p] = parameters.get(p)[i];
      }
      if (rolled != null) {
        rolled.moveTo(window);
        if (!rolled.isEmpty() && (use != Windows.Use.LAST || window.size() == 0)) {
          values[i] = rolledValue(call, use, rolled, window);
          continue;
        }
      }
      values[i] = window.size() == 0 ? Column.ABSENT : function.apply(window, current, call);
    }
    return values;
  }

  private static double rolledValue(
      Call call, Windows.Use use, RolledWindow rolled, Window window) {
    return switch (call.function().name()) {
      case "rate" -> rolled.value(use, window) / window.rangeSeconds();
      case "present_over_time" -> 1;
      case "delta", "deriv", "predict_linear" -> Column.ABSENT;
      default -> rolled.value(use, window);
    };
  }

  private static void noteIfNoCounter(Column column, Span span, Notes notes) {
    String name = column.labels().get(Labels.NAME);
    if (!name.isEmpty()
        && COUNTER_ENDINGS.stream().noneMatch(name::endsWith)
        && !column.isEmpty()) {
      notes.info(
          span,
          "metric might not be a counter, name does not end in _total/_sum/_count/_bucket: "
              + Quoted.write(name));
    }
  }
}
