package dev.muster.promql;

import dev.muster.metrics.Windows;
import dev.muster.promql.Expression.Parentheses;
import dev.muster.promql.Expression.RangeSelector;
import dev.muster.promql.Expression.Subquery;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/**
 * The windows of a range vector over all moments of a grid: what each moment sees of a series. They
 * are open on the left.
 *
 * @param fixedTime the end of every window before its offset, or null where it is the moment itself
 */
record Ranges(long rangeMillis, long offsetMillis, @Nullable Long fixedTime) {
  /**
   * Hands over the series of a range vector, one by one, in the order of their labels.
   *
   * @param use what is made of the windows
   */
  static void forEach(
      Expression expression,
      Windows.Use use,
      Evaluator evaluator,
      BiConsumer<Ranges, RangeSeries> sink) {
    switch (expression) {
      case RangeSelector selector -> select(selector, use, evaluator, sink);
      case Subquery subquery -> run(subquery, evaluator, sink);
      case Parentheses inner -> forEach(inner.expression(), use, evaluator, sink);
      case Expression other ->
          throw new IllegalStateException("a range vector was expected, not " + other);
    }
  }

  private static void select(
      RangeSelector selector,
      Windows.Use use,
      Evaluator evaluator,
      BiConsumer<Ranges, RangeSeries> sink) {
    var context = evaluator.context();
    var vector = selector.vector();
    long length = selector.rangeMillis();
    var ranges = new Ranges(length, vector.offsetMillis(), context.fixedTime(vector.at()));
    var grid = evaluator.grid();
    int count = ranges.fixedTime == null ? grid.count() : 1;
    long first = ranges.windowEnd(grid.start());
    var windows = new Windows(use, first, grid.step(), count, length);
    context.read(
        vector,
        first - length + 1,
        ranges.windowEnd(grid.last()),
        windows,
        series -> sink.accept(ranges, RangeSeries.of(series)));
  }

  private static void run(
      Subquery subquery, Evaluator evaluator, BiConsumer<Ranges, RangeSeries> sink) {
    var context = evaluator.context();
    var ranges =
        new Ranges(
            subquery.rangeMillis(), subquery.offsetMillis(), context.fixedTime(subquery.at()));
    long step =
        subquery.stepMillis() == 0
            ? context.settings().subqueryStep().toMillis()
            : subquery.stepMillis();
    long before = ranges.windowEnd(evaluator.grid().start()) - subquery.rangeMillis();
    long start = (Math.floorDiv(before, step) + 1) * step;
    long end = ranges.windowEnd(evaluator.grid().last());
    if (end < start) {
      return;
    }
    if ((end - start) / step >= context.budget().maxSamples()) {
      throw context.budget().tooMany();
    }
    var grid = Grid.between(start, end, step);
    for (var column : new Evaluator(context, grid).vector(subquery.expression())) {
      sink.accept(ranges, RangeSeries.of(column, grid));
    }
  }

  /** Where the window of a moment ends. */
  long windowEnd(long moment) {
    return (fixedTime == null ? moment : fixedTime) - offsetMillis;
  }
}
