package dev.muster.promql;

import dev.muster.metrics.Matcher;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The syntax tree of PromQL. {@code toString} of every node gives PromQL that parses to an equal
 * tree.
 */
public sealed interface Expression {
  /** Where it stands in the text; no part of equality. */
  Span span();

  /** What it evaluates to. */
  ValueType type();

  /**
   * Reads PromQL.
   *
   * @throws ParseException if the text is no PromQL; the message names line and column
   */
  static Expression parse(String text) {
    return parse(text, Feature.NONE);
  }

  /** As {@link #parse(String)}, understanding experimental features too. */
  static Expression parse(String text, Set<Feature> features) {
    return new Parser(text, features).parse();
  }

  /** A number, or a duration in seconds. */
  record NumberLiteral(double value, Span span) implements Expression {
    @Override
    public ValueType type() {
      return ValueType.SCALAR;
    }

    @Override
    public String toString() {
      return Printer.print(this);
    }
  }

  /** A text in quotes. */
  record StringLiteral(String value, Span span) implements Expression {
    @Override
    public ValueType type() {
      return ValueType.STRING;
    }

    @Override
    public String toString() {
      return Printer.print(this);
    }
  }

  /**
   * The latest sample of each series.
   *
   * @param name the metric's name, or null where only matchers stand
   * @param offsetMillis how long before the time of evaluation; negative for after
   */
  record VectorSelector(
      @Nullable String name, List<Matcher> matchers, long offsetMillis, @Nullable At at, Span span)
      implements Expression {
    public VectorSelector {
      matchers = List.copyOf(matchers);
    }

    @Override
    public ValueType type() {
      return ValueType.VECTOR;
    }

    @Override
    public String toString() {
      return Printer.print(this);
    }
  }

  /** The samples of each series in the time up to the moment of evaluation. */
  record RangeSelector(VectorSelector vector, long rangeMillis, Span span) implements Expression {
    @Override
    public ValueType type() {
      return ValueType.MATRIX;
    }

    @Override
    public String toString() {
      return Printer.print(this);
    }
  }

  /**
   * An expression evaluated at many times, as a range.
   *
   * @param stepMillis 0 where the engine's default is meant
   */
  record Subquery(
      Expression expression,
      long rangeMillis,
      long stepMillis,
      long offsetMillis,
      @Nullable At at,
      Span span)
      implements Expression {
    @Override
    public ValueType type() {
      return ValueType.MATRIX;
    }

    @Override
    public String toString() {
      return Printer.print(this);
    }
  }

  /** A sign before an expression. */
  record Unary(boolean minus, Expression expression, Span span) implements Expression {
    @Override
    public ValueType type() {
      return expression.type();
    }

    @Override
    public String toString() {
      return Printer.print(this);
    }
  }

  /**
   * Two expressions and the operator between them.
   *
   * @param bool whether a comparison gives 0 or 1 instead of leaving out what does not hold
   * @param matching null unless both sides are vectors
   */
  record Binary(
      BinaryOperator operator,
      Expression left,
      Expression right,
      boolean bool,
      @Nullable Matching matching,
      Span span)
      implements Expression {
    @Override
    public ValueType type() {
      boolean scalars = left.type() == ValueType.SCALAR && right.type() == ValueType.SCALAR;
      return scalars ? ValueType.SCALAR : ValueType.VECTOR;
    }

    @Override
    public String toString() {
      return Printer.print(this);
    }
  }

  /**
   * A vector made one element a group.
   *
   * @param without whether {@code labels} are those that do not tell groups apart
   */
  record Aggregation(
      Aggregator aggregator,
      Expression expression,
      @Nullable Expression parameter,
      boolean without,
      List<String> labels,
      Span span)
      implements Expression {
    public Aggregation {
      labels = List.copyOf(labels);
    }

    @Override
    public ValueType type() {
      return ValueType.VECTOR;
    }

    @Override
    public String toString() {
      return Printer.print(this);
    }
  }

  /** A function and its arguments. */
  record Call(Function function, List<Expression> arguments, Span span) implements Expression {
    public Call {
      arguments = List.copyOf(arguments);
    }

    @Override
    public ValueType type() {
      return function.result();
    }

    @Override
    public String toString() {
      return Printer.print(this);
    }
  }

  /** An expression in parentheses. */
  record Parentheses(Expression expression, Span span) implements Expression {
    @Override
    public ValueType type() {
      return expression.type();
    }

    @Override
    public String toString() {
      return Printer.print(this);
    }
  }
}
