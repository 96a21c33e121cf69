package dev.muster.promql;

import dev.muster.promql.Expression.Binary;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;

/** Operators between two expressions. */
final class BinaryEvaluation {
  private BinaryEvaluation() {}

  static Operand evaluate(Binary binary, Evaluator evaluator) {
    boolean leftScalar = binary.left().type() == ValueType.SCALAR;
    boolean rightScalar = binary.right().type() == ValueType.SCALAR;
    if (leftScalar && rightScalar) {
      return scalars(
          binary.operator(), evaluator.scalar(binary.left()), evaluator.scalar(binary.right()));
    }
    if (rightScalar) {
      var left = evaluator.vector(binary.left());
      return withScalar(binary, left, evaluator.scalar(binary.right()), false);
    }
    if (leftScalar) {
      var left = evaluator.scalar(binary.left());
      return withScalar(binary, evaluator.vector(binary.right()), left, true);
    }
    var left = evaluator.vector(binary.left());
    var right = evaluator.vector(binary.right());
    var matching = Objects.requireNonNull(binary.matching());
    return new Operand.Vectors(
        binary.operator().isSet()
            ? SetOperation.evaluate(binary.operator(), matching, left, right)
            : new VectorMatching(binary, matching, evaluator).evaluate(left, right));
  }

  private static Operand scalars(BinaryOperator operator, double[] left, double[] right) {
    var values = new double[left.length];
    for (int i = 0; i < values.length; i++) {
      values[i] = operator.apply(left[i], right[i]);
    }
    return new Operand.Scalars(values);
  }

  private static Operand withScalar(
      Binary binary, List<Column> columns, double[] scalars, boolean scalarFirst) {
    boolean filter = binary.operator().isComparison() && !binary.bool();
    var results = new ArrayList<Column>(columns.size());
    for (var column : columns) {
      var values = new double[scalars.length];
      for (int i = 0; i < values.length; i++) {
        double value = column.values()[i];
        values[i] =
            Column.isAbsent(value)
                ? Column.ABSENT
                : withScalar(binary.operator(), value, scalars[i], scalarFirst, filter);
      }
      results.add(new Column(column.labels(), column.nameDropped() || !filter, values));
    }
    return new Operand.Vectors(results);
  }

  private static double withScalar(
      BinaryOperator operator, double value, double scalar, boolean scalarFirst, boolean filter) {
    double left = scalarFirst ? scalar : value;
    double right = scalarFirst ? value : scalar;
    if (filter) {
      return operator.holds(left, right) ? value : Column.ABSENT;
    }
    return operator.apply(left, right);
  }
}
