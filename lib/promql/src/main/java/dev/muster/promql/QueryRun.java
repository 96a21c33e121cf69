package dev.muster.promql;

import dev.muster.metrics.InstantSample;
import dev.muster.metrics.Labels;
import dev.muster.metrics.Series;
import dev.muster.metrics.SeriesReader;
import dev.muster.metrics.Windows;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;

/** One query from its tree to its answer. */
final class QueryRun {
  private final Grid grid;
  private final Notes notes = new Notes();
  private final Evaluator evaluator;

  QueryRun(SeriesReader reader, EngineSettings settings, Budget budget, Grid grid, long end) {
    this.grid = grid;
    var context = new QueryContext(reader, settings, budget, notes, grid, end);
    this.evaluator = new Evaluator(context, grid);
  }

  Answer instant(String text, Expression expression) {
    return answer(
        text,
        expression.type() == ValueType.MATRIX
            ? window(expression)
            : switch (evaluator.evaluate(expression)) {
              case Operand.Scalars scalars -> new Value.Scalar(grid.start(), scalars.values()[0]);
              case Operand.Text string -> new Value.StringValue(grid.start(), string.value());
              case Operand.Vectors vectors -> vector(expression, vectors.columns());
            });
  }

  Answer range(String text, Expression expression) {
    var columns =
        switch (evaluator.evaluate(expression)) {
          case Operand.Scalars scalars ->
              List.of(new Column(Labels.EMPTY, false, scalars.values()));
          case Operand.Vectors vectors -> vectors.columns();
          case Operand.Text string -> throw new IllegalStateException(string.value());
        };
    var series = new ArrayList<Series>();
    for (var column : Columns.finish(columns)) {
      series.add(series(RangeSeries.of(column, grid)));
    }
    return answer(text, matrix(series));
  }

  private Value vector(Expression expression, List<Column> columns) {
    var samples = new ArrayList<InstantSample>();
    for (var column : Columns.finish(columns)) {
      samples.add(new InstantSample(column.labels(), grid.start(), column.values()[0]));
    }
    if (!Ordering.isOrdered(expression)) {
      samples.sort(Comparator.comparing(InstantSample::labels));
    }
    return new Value.Vector(samples);
  }

  /** The samples of a range vector itself. */
  private Value window(Expression expression) {
    var series = new ArrayList<Series>();
    Ranges.forEach(
        expression,
        Windows.Use.SAMPLES,
        evaluator,
        (ranges, one) -> {
          if (one.size() > 0) {
            series.add(series(one));
          }
        });
    return matrix(series);
  }

  private static Series series(RangeSeries series) {
    var labels = series.nameDropped() ? series.labels().without(Column.METADATA) : series.labels();
    return new Series(
        labels,
        Arrays.copyOf(series.times(), series.size()),
        Arrays.copyOf(series.values(), series.size()),
        series.size());
  }

  private static Value matrix(List<Series> series) {
    series.sort(Comparator.comparing(Series::labels));
    return new Value.Matrix(series);
  }

  private Answer answer(String text, Value value) {
    return new Answer(value, notes.warnings(text), notes.infos(text));
  }
}
