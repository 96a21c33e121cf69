package dev.muster.promql;

import dev.muster.promql.Expression.Aggregation;
import dev.muster.promql.Expression.Binary;
import dev.muster.promql.Expression.Call;
import dev.muster.promql.Expression.Unary;
import org.jspecify.annotations.Nullable;

/** Refuses expressions whose parts have types that do not fit together. */
final class TypeCheck {
  private final TokenReader tokens;

  TypeCheck(TokenReader tokens) {
    this.tokens = tokens;
  }

  Expression unary(Unary unary) {
    var type = unary.expression().type();
    if (type != ValueType.SCALAR && type != ValueType.VECTOR) {
      throw tokens.error(
          unary.span(),
          "unary expression only allowed on expressions of type scalar or instant vector, got "
              + Quoted.write(type.description()));
    }
    return unary;
  }

  /**
   * A binary expression.
   *
   * @param at where the operator stands
   */
  Expression binary(
      Expression left,
      BinaryOperator operator,
      Expression right,
      boolean bool,
      @Nullable Matching matching,
      Span at) {
    Span span = left.span().to(right.span());
    requireOperand(left);
    requireOperand(right);
    boolean vectors = left.type() == ValueType.VECTOR && right.type() == ValueType.VECTOR;
    boolean scalars = left.type() == ValueType.SCALAR && right.type() == ValueType.SCALAR;
    if (bool && !operator.isComparison()) {
      throw tokens.error(at, "bool modifier can only be used on comparison operators");
    }
    if (operator.isComparison() && !bool && scalars) {
      throw tokens.error(at, "comparisons between scalars must use BOOL modifier");
    }
    if (operator.isSet() && !vectors) {
      throw tokens.error(
          span,
          "set operator "
              + Quoted.write(operator.symbol())
              + " not allowed in binary scalar expression");
    }
    if (matching != null) {
      requireFit(matching, operator, vectors, at, span);
    }
    var used = vectors && matching == null ? Matching.DEFAULT : matching;
    return new Binary(operator, left, right, bool, vectors ? used : null, span);
  }

  private void requireOperand(Expression side) {
    if (side.type() != ValueType.SCALAR && side.type() != ValueType.VECTOR) {
      throw tokens.error(
          side.span(), "binary expression must contain only scalar and instant vector types");
    }
  }

  private void requireFit(
      Matching matching, BinaryOperator operator, boolean vectors, Span at, Span span) {
    if (!vectors && !matching.labels().isEmpty()) {
      throw tokens.error(span, "vector matching only allowed between instant vectors");
    }
    if (operator.isSet() && matching.cardinality() != Matching.Cardinality.ONE_TO_ONE) {
      throw tokens.error(
          span, "no grouping allowed for " + Quoted.write(operator.symbol()) + " operation");
    }
    for (String label : matching.include()) {
      if (matching.on() && matching.labels().contains(label)) {
        throw tokens.error(
            at, "label " + Quoted.write(label) + " must not occur in ON and GROUP clause at once");
      }
    }
  }

  Expression aggregation(Aggregation aggregation) {
    require(ValueType.VECTOR, aggregation.expression(), "aggregation expression");
    var wanted = aggregation.aggregator().parameter();
    var parameter = aggregation.parameter();
    if (wanted != null && parameter != null) {
      require(wanted, parameter, "aggregation parameter");
    }
    return aggregation;
  }

  Expression call(Call call) {
    var function = call.function();
    int given = call.arguments().size();
    String name = Quoted.write(function.name());
    if (given < function.least() || given > function.most()) {
      boolean fixed = function.least() == function.most();
      String bound = fixed ? "" : given < function.least() ? "at least " : "at most ";
      int wanted = given < function.least() ? function.least() : function.most();
      throw tokens.error(
          call.span(),
          "expected " + bound + wanted + " argument(s) in call to " + name + ", got " + given);
    }
    for (int i = 0; i < given; i++) {
      var wanted = function.argument(i);
      require(wanted, call.arguments().get(i), "call to function " + name);
    }
    return call;
  }

  private void require(ValueType wanted, Expression expression, String context) {
    if (expression.type() != wanted) {
      throw tokens.error(
          expression.span(),
          "expected type "
              + wanted.description()
              + " in "
              + context
              + ", got "
              + expression.type().description());
    }
  }
}
