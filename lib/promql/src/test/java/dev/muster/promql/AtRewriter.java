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

/** Fixes every outermost selector and subquery without a time of its own to one time. */
final class AtRewriter {
  private final At at;
  private boolean usesMoment;

  AtRewriter(long millis) {
    this.at = new At.Time(millis);
  }

  /** Whether the rewritten expression still depends on the moment of evaluation. */
  boolean usesMoment() {
    return usesMoment;
  }

  Expression rewrite(Expression expression) {
    return switch (expression) {
      case NumberLiteral number -> number;
      case StringLiteral string -> string;
      case VectorSelector it -> vector(it);
      case RangeSelector it -> new RangeSelector(vector(it.vector()), it.rangeMillis(), it.span());
      case Subquery it ->
          new Subquery(
              it.expression(),
              it.rangeMillis(),
              it.stepMillis(),
              it.offsetMillis(),
              it.at() == null ? at : it.at(),
              it.span());
      case Unary it -> new Unary(it.minus(), rewrite(it.expression()), it.span());
      case Parentheses it -> new Parentheses(rewrite(it.expression()), it.span());
      case Binary it ->
          new Binary(
              it.operator(),
              rewrite(it.left()),
              rewrite(it.right()),
              it.bool(),
              it.matching(),
              it.span());
      case Aggregation it ->
          new Aggregation(
              it.aggregator(),
              rewrite(it.expression()),
              it.parameter() == null ? null : rewrite(it.parameter()),
              it.without(),
              it.labels(),
              it.span());
      case Call it -> {
        usesMoment |= it.function().usesMoment();
        yield new Call(
            it.function(), it.arguments().stream().map(this::rewrite).toList(), it.span());
      }
    };
  }

  private VectorSelector vector(VectorSelector it) {
    return it.at() == null
        ? new VectorSelector(it.name(), it.matchers(), it.offsetMillis(), at, it.span())
        : it;
  }
}
