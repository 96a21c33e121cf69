package dev.muster.promql;

import dev.muster.promql.Expression.Call;
import java.util.ArrayList;
import java.util.function.DoubleBinaryOperator;

/** Functions of single numbers that {@link Math} lacks, and those with bounds. */
final class MathFunctions {
  private static final double LN_2 = Math.log(2);

  private MathFunctions() {}

  /** Exact for powers of two. */
  static double log2(double value) {
    if (!(value > 0) || Double.isInfinite(value)) {
      return Math.log(value);
    }
    double scaled = value < Double.MIN_NORMAL ? value * 0x1p54 : value;
    int exponent = Math.getExponent(scaled);
    double fraction = scaled / Math.scalb(1.0, exponent);
    return exponent - (value < Double.MIN_NORMAL ? 54 : 0) + Math.log(fraction) / LN_2;
  }

  /** −1, 0 or 1; −0 and NaN stay what they are. */
  static double sgn(double value) {
    return Math.signum(value);
  }

  static double asinh(double value) {
    double size = Math.abs(value);
    double result =
        size > 1e8
            ? Math.log(size) + LN_2
            : Math.log1p(size + size * size / (1 + Math.sqrt(1 + size * size)));
    return Math.copySign(result, value);
  }

  static double acosh(double value) {
    if (value > 1e8) {
      return Math.log(value) + LN_2;
    }
    double over = value - 1;
    return Math.log1p(over + Math.sqrt(2 * over + over * over));
  }

  static double atanh(double value) {
    return 0.5 * Math.log1p(2 * value / (1 - value));
  }

  static double rad(double value) {
    return value * Math.PI / 180;
  }

  static double deg(double value) {
    return value * 180 / Math.PI;
  }

  /** To the nearest multiple, ties up; 1 where no multiple is given. */
  static Operand round(Call call, Evaluator evaluator) {
    if (call.arguments().size() == 1) {
      return withScalar(
          call,
          Operand.Scalars.of(1, evaluator.grid().count()).values(),
          evaluator,
          MathFunctions::round);
    }
    return withScalar(
        call, evaluator.scalar(call.arguments().get(1)), evaluator, MathFunctions::round);
  }

  private static double round(double value, double nearest) {
    double inverse = 1 / nearest;
    return Math.floor(value * inverse + 0.5) / inverse;
  }

  static Operand clampMin(Call call, Evaluator evaluator) {
    return withScalar(call, evaluator.scalar(call.arguments().get(1)), evaluator, Math::max);
  }

  static Operand clampMax(Call call, Evaluator evaluator) {
    return withScalar(call, evaluator.scalar(call.arguments().get(1)), evaluator, Math::min);
  }

  private static Operand withScalar(
      Call call, double[] scalars, Evaluator evaluator, DoubleBinaryOperator operation) {
    var columns = new ArrayList<Column>();
    for (var column : evaluator.vector(call.arguments().getFirst())) {
      var values = new double[scalars.length];
      for (int i = 0; i < values.length; i++) {
        values[i] =
            column.has(i) ? operation.applyAsDouble(column.values()[i], scalars[i]) : Column.ABSENT;
      }
      columns.add(new Column(column.labels(), true, values));
    }
    return new Operand.Vectors(columns);
  }

  /** Nothing where the bounds contradict each other. */
  static Operand clamp(Call call, Evaluator evaluator) {
    var least = evaluator.scalar(call.arguments().get(1));
    var most = evaluator.scalar(call.arguments().get(2));
    var columns = new ArrayList<Column>();
    for (var column : evaluator.vector(call.arguments().getFirst())) {
      var values = new double[least.length];
      for (int i = 0; i < values.length; i++) {
        values[i] =
            column.has(i) && !(most[i] < least[i])
                ? Math.max(least[i], Math.min(most[i], column.values()[i]))
                : Column.ABSENT;
      }
      columns.add(new Column(column.labels(), true, values));
    }
    return new Operand.Vectors(columns);
  }
}
