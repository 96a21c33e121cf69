package dev.muster.promql;

import dev.muster.metrics.Series;
import dev.muster.metrics.StaleMarker;
import dev.muster.metrics.Windows;
import dev.muster.promql.Expression.Aggregation;
import dev.muster.promql.Expression.Binary;
import dev.muster.promql.Expression.Call;
import dev.muster.promql.Expression.NumberLiteral;
import dev.muster.promql.Expression.Parentheses;
import dev.muster.promql.Expression.RangeSelector;
import dev.muster.promql.Expression.StringLiteral;
import dev.muster.promql.Expression.Subquery;
import dev.muster.promql.Expression.Unary;
import dev.muster.promql.Expression.VectorSelector;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** Evaluates expressions at all moments of a grid at once, one node kind after the other. */
record Evaluator(QueryContext context, Grid grid) {
  /** The value of an expression that is no range vector. */
  Operand evaluate(Expression expression) {
    context.budget().checkTime();
    long held = context.budget().held();
    var operand =
        grid.count() > 1 && Invariance.isInvariant(expression)
            ? once(expression)
            : dispatch(expression);
    context.budget().settle(held + operand.samples());
    return operand;
  }

  List<Column> vector(Expression expression) {
    return switch (evaluate(expression)) {
      case Operand.Vectors vectors -> vectors.columns();
      case Operand.Scalars scalars -> throw wrong(expression, scalars);
      case Operand.Text text -> throw wrong(expression, text);
    };
  }

  double[] scalar(Expression expression) {
    return switch (evaluate(expression)) {
      case Operand.Scalars scalars -> scalars.values();
      case Operand.Vectors vectors -> throw wrong(expression, vectors);
      case Operand.Text text -> throw wrong(expression, text);
    };
  }

  String text(Expression expression) {
    return switch (evaluate(expression)) {
      case Operand.Text text -> text.value();
      case Operand.Vectors vectors -> throw wrong(expression, vectors);
      case Operand.Scalars scalars -> throw wrong(expression, scalars);
    };
  }

  private static IllegalStateException wrong(Expression expression, Operand operand) {
    return new IllegalStateException(expression + " gave " + operand.getClass().getSimpleName());
  }

  private Operand dispatch(Expression expression) {
    return switch (expression) {
      case NumberLiteral number -> Operand.Scalars.of(number.value(), grid.count());
      case StringLiteral string -> new Operand.Text(string.value());
      case VectorSelector selector -> new Operand.Vectors(select(selector, false));
      case Parentheses inner -> dispatch(inner.expression());
      case Unary unary -> unary(unary);
      case Binary binary -> BinaryEvaluation.evaluate(binary, this);
      case Aggregation aggregation -> AggregationEvaluation.evaluate(aggregation, this);
      case Call call -> CallEvaluation.evaluate(call, this);
      case RangeSelector range -> throw new IllegalStateException("no function takes " + range);
      case Subquery subquery -> throw new IllegalStateException("no function takes " + subquery);
    };
  }

  /** Evaluates what is the same at every moment at the first one only. */
  private Operand once(Expression expression) {
    var first = new Evaluator(context, new Grid(grid.start(), grid.step(), 1)).evaluate(expression);
    return switch (first) {
      case Operand.Scalars scalars -> Operand.Scalars.of(scalars.values()[0], grid.count());
      case Operand.Text text -> text;
      case Operand.Vectors vectors -> {
        var repeated = new ArrayList<Column>(vectors.columns().size());
        for (var column : vectors.columns()) {
          var values = new double[grid.count()];
          Arrays.fill(values, column.values()[0]);
          repeated.add(new Column(column.labels(), column.nameDropped(), values));
        }
        yield new Operand.Vectors(repeated);
      }
    };
  }

  private Operand unary(Unary unary) {
    var inner = evaluate(unary.expression());
    if (!unary.minus()) {
      return inner;
    }
    return switch (inner) {
      case Operand.Scalars scalars ->
          new Operand.Scalars(Arrays.stream(scalars.values()).map(value -> -value).toArray());
      case Operand.Vectors vectors ->
          new Operand.Vectors(
              vectors.columns().stream().map(column -> column.map(value -> -value)).toList());
      case Operand.Text text -> throw wrong(unary, text);
    };
  }

  /**
   * The latest sample of each series at each moment.
   *
   * @param times whether to give the samples' times (Unix seconds) in place of their values
   */
  List<Column> select(VectorSelector selector, boolean times) {
    long lookback = context.settings().lookback().toMillis();
    Long fixed = context.fixedTime(selector.at());
    long shift = selector.offsetMillis();
    long first = (fixed == null ? grid.start() : fixed) - shift;
    long last = (fixed == null ? grid.last() : fixed) - shift;
    long held = context.budget().held();
    var columns = new ArrayList<Column>();
    int moments = fixed == null ? grid.count() : 1;
    var use = times ? Windows.Use.SAMPLES : Windows.Use.LAST;
    context.read(
        selector,
        new QueryContext.Range(first - lookback + 1, last, moments == 1),
        new Windows(use, first, grid.step(), moments, lookback),
        series -> {
          var values = new double[grid.count()];
          var rollups = series.rollups();
          var lasts = rollups == null ? null : new RolledLasts(rollups, lookback);
          int next = 0;
          for (int i = 0; i < values.length; i++) {
            long moment = fixed == null ? grid.time(i) - shift : first;
            next = latest(series, next, moment);
            values[i] = valueAt(series, next - 1, moment - lookback, times);
            if (lasts != null
                && lasts.moveTo(moment, next == 0 ? null : series.timesMillis()[next - 1])) {
              values[i] = lasts.value();
            }
          }
          columns.add(new Column(series.labels(), false, values));
        });
    context.budget().settle(held);
    return columns;
  }

  /** The index after the last sample that is not later than a moment. */
  private static int latest(Series series, int from, long moment) {
    var times = series.timesMillis();
    int next = from;
    while (next < series.size() && times[next] <= moment) {
      next++;
    }
    return next;
  }

  private static double valueAt(Series series, int index, long after, boolean times) {
    if (index < 0
        || series.timesMillis()[index] <= after
        || StaleMarker.is(series.values()[index])) {
      return Column.ABSENT;
    }
    return times ? series.timesMillis()[index] / 1000.0 : series.values()[index];
  }
}
