package dev.muster.promql;

import dev.muster.metrics.Labels;
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
    var ranges = Ranges.of(range, evaluator);
    boolean dropName = !KEEP_NAME.contains(call.function().name());
    var columns = new ArrayList<Column>(ranges.series().size());
    for (var series : ranges.series()) {
      evaluator.context().budget().checkTime();
      evaluator.context().budget().take(evaluator.grid().count());
      var window = new Window(series, ranges, evaluator.context().notes());
      var column =
          new Column(
              series.labels(),
              dropName || series.nameDropped(),
              values(call, function, window, parameters, evaluator));
      if (FOR_COUNTERS.contains(call.function().name())) {
        noteIfNoCounter(column, range.span(), evaluator.context().notes());
      }
      columns.add(column);
    }
    return new Operand.Vectors(columns);
  }

  private static double[] values(
      Call call,
      Function.WindowFunction function,
      Window window,
      List<double[]> parameters,
      Evaluator evaluator) {
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
      values[i] = window.size() == 0 ? Column.ABSENT : function.apply(window, current, call);
    }
    return values;
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
