package dev.muster.promql;

import dev.muster.metrics.Series;
import dev.muster.promql.Expression.Parentheses;
import dev.muster.promql.Expression.RangeSelector;
import dev.muster.promql.Expression.Subquery;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A range vector over all moments of a grid: the series, and the window each moment sees. Windows
 * are open on the left.
 *
 * @param fixedTime the end of every window before its offset, or null where it is the moment itself
 */
record Ranges(
    List<RangeSeries> series,
    long rangeMillis,
    long offsetMillis,
    @Nullable Long fixedTime,
    Span span) {

  static Ranges of(Expression expression, Evaluator evaluator) {
    return switch (expression) {
      case RangeSelector selector -> select(selector, evaluator);
      case Subquery subquery -> run(subquery, evaluator);
      case Parentheses inner -> of(inner.expression(), evaluator);
      case Expression other ->
          throw new IllegalStateException("a range vector was expected, not " + other);
    };
  }

  private static Ranges select(RangeSelector selector, Evaluator evaluator) {
    var context = evaluator.context();
    var vector = selector.vector();
    var ranges =
        new Ranges(
            new ArrayList<>(),
            selector.rangeMillis(),
            vector.offsetMillis(),
            context.fixedTime(vector.at()),
            selector.span());
    var grid = evaluator.grid();
    long from = ranges.windowEnd(grid.start()) - selector.rangeMillis() + 1;
    for (Series one : context.read(vector, from, ranges.windowEnd(grid.last()))) {
      ranges.series.add(RangeSeries.of(one));
    }
    return ranges;
  }

  private static Ranges run(Subquery subquery, Evaluator evaluator) {
    var context = evaluator.context();
    var ranges =
        new Ranges(
            new ArrayList<>(),
            subquery.rangeMillis(),
            subquery.offsetMillis(),
            context.fixedTime(subquery.at()),
            subquery.span());
    long step =
        subquery.stepMillis() == 0
            ? context.settings().subqueryStep().toMillis()
            : subquery.stepMillis();
    long before = ranges.windowEnd(evaluator.grid().start()) - subquery.rangeMillis();
    long start = (Math.floorDiv(before, step) + 1) * step;
    long end = ranges.windowEnd(evaluator.grid().last());
    if (end < start) {
      return ranges;
    }
    if ((end - start) / step >= context.budget().maxSamples()) {
      throw context.budget().tooMany();
    }
    var grid = Grid.between(start, end, step);
    for (var column : new Evaluator(context, grid).vector(subquery.expression())) {
      ranges.series.add(RangeSeries.of(column, grid));
    }
    return ranges;
  }

  /** Where the window of a moment ends. */
  long windowEnd(long moment) {
    return (fixedTime == null ? moment : fixedTime) - offsetMillis;
  }
}
