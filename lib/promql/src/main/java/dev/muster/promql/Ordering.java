package dev.muster.promql;

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
import java.util.Set;

/** Tells expressions that put their elements in an order of their own. */
final class Ordering {
  private static final Set<String> SORTS =
      Set.of("sort", "sort_desc", "sort_by_label", "sort_by_label_desc");

  private Ordering() {}

  static boolean isOrdered(Expression expression) {
    return switch (expression) {
      case Call call ->
          SORTS.contains(call.function().name())
              || call.arguments().stream().anyMatch(Ordering::isOrdered);
      case Aggregation aggregation ->
          aggregation.aggregator() == Aggregator.TOPK
              || aggregation.aggregator() == Aggregator.BOTTOMK;
      case Unary unary -> isOrdered(unary.expression());
      case Parentheses inner -> isOrdered(inner.expression());
      case Binary binary -> isOrdered(binary.left()) || isOrdered(binary.right());
      case NumberLiteral number -> false;
      case StringLiteral string -> false;
      case VectorSelector selector -> false;
      case RangeSelector range -> false;
      case Subquery subquery -> false;
    };
  }
}
