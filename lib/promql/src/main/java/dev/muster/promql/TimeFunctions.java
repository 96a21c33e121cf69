package dev.muster.promql;

import dev.muster.metrics.Labels;
import dev.muster.promql.Expression.Call;
import dev.muster.promql.Expression.VectorSelector;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.util.ArrayList;
import java.util.List;
import java.util.function.ToDoubleFunction;

/** Functions of time; the calendar's are in UTC. */
final class TimeFunctions {
  /** Seconds beyond which the calendar of {@link Instant} ends. */
  private static final double CALENDAR_END = 3.1e16;

  private TimeFunctions() {}

  static Operand time(Call call, Evaluator evaluator) {
    return new Operand.Scalars(moments(evaluator.grid()));
  }

  private static double[] moments(Grid grid) {
    var seconds = new double[grid.count()];
    for (int i = 0; i < seconds.length; i++) {
      seconds[i] = grid.time(i) / 1000.0;
    }
    return seconds;
  }

  /** When the samples were taken; for what is calculated, the moment of evaluation. */
  static Operand timestamp(Call call, Evaluator evaluator) {
    var argument = Invariance.bare(call.arguments().getFirst());
    var columns = new ArrayList<Column>();
    if (argument instanceof VectorSelector selector) {
      for (var column : evaluator.select(selector, true)) {
        columns.add(new Column(column.labels(), true, column.values()));
      }
      return new Operand.Vectors(columns);
    }
    var moments = moments(evaluator.grid());
    for (var column : evaluator.vector(argument)) {
      var values = moments.clone();
      for (int i = 0; i < values.length; i++) {
        values[i] = column.has(i) ? values[i] : Column.ABSENT;
      }
      columns.add(new Column(column.labels(), true, values));
    }
    return new Operand.Vectors(columns);
  }

  /** A function of the calendar: of the samples taken as times, or of the moment itself. */
  static Function.WholeFunction calendar(ToDoubleFunction<ZonedDateTime> field) {
    return (call, evaluator) -> {
      var columns =
          call.arguments().isEmpty()
              ? List.of(new Column(Labels.EMPTY, true, moments(evaluator.grid())))
              : evaluator.vector(call.arguments().getFirst());
      return new Operand.Vectors(
          columns.stream().map(column -> column.map(value -> field(field, value))).toList());
    };
  }

  private static double field(ToDoubleFunction<ZonedDateTime> field, double seconds) {
    if (!(Math.abs(seconds) < CALENDAR_END)) {
      return Double.NaN;
    }
    return field.applyAsDouble(Instant.ofEpochSecond((long) seconds).atZone(ZoneOffset.UTC));
  }
}
