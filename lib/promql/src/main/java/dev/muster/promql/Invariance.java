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

/** Tells expressions whose value does not depend on the moment of evaluation. */
final class Invariance {
  private Invariance() {}

  static boolean isInvariant(Expression expression) {
    return switch (expression) {
      case NumberLiteral number -> true;
      case StringLiteral string -> true;
      case VectorSelector selector -> selector.at() != null;
      case RangeSelector range -> range.vector().at() != null;
      case Subquery subquery -> subquery.at() != null;
      case Unary unary -> isInvariant(unary.expression());
      case Parentheses inner -> isInvariant(inner.expression());
      case Binary binary -> isInvariant(binary.left()) && isInvariant(binary.right());
      case Aggregation aggregation -> isInvariant(aggregation);
      case Call call -> isInvariant(call);
    };
  }

  private static boolean isInvariant(Aggregation aggregation) {
    var parameter = aggregation.parameter();
    return isInvariant(aggregation.expression()) && (parameter == null || isInvariant(parameter));
  }

  private static boolean isInvariant(Call call) {
    return (!call.function().usesMoment() || isTimestampOfSelector(call))
        && call.arguments().stream().allMatch(Invariance::isInvariant);
  }

  /** A sample's own time is fixed with the sample; any other expression's is the moment itself. */
  private static boolean isTimestampOfSelector(Call call) {
    return call.function().name().equals("timestamp")
        && bare(call.arguments().getFirst()) instanceof VectorSelector;
  }

  /** The expression without parentheses around it. */
  static Expression bare(Expression expression) {
    return expression instanceof Parentheses inner ? bare(inner.expression()) : expression;
  }
}
