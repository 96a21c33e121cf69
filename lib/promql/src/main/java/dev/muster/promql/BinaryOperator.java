package dev.muster.promql;

import java.util.Locale;
import java.util.Optional;

/** The operators between two expressions. */
public enum BinaryOperator {
  OR("or", 1, Kind.SET),
  AND("and", 2, Kind.SET),
  UNLESS("unless", 2, Kind.SET),
  EQUAL("==", 3, Kind.COMPARISON),
  NOT_EQUAL("!=", 3, Kind.COMPARISON),
  LESS("<", 3, Kind.COMPARISON),
  LESS_OR_EQUAL("<=", 3, Kind.COMPARISON),
  GREATER(">", 3, Kind.COMPARISON),
  GREATER_OR_EQUAL(">=", 3, Kind.COMPARISON),
  ADD("+", 4, Kind.ARITHMETIC),
  SUBTRACT("-", 4, Kind.ARITHMETIC),
  MULTIPLY("*", 5, Kind.ARITHMETIC),
  DIVIDE("/", 5, Kind.ARITHMETIC),
  MODULO("%", 5, Kind.ARITHMETIC),
  ATAN2("atan2", 5, Kind.ARITHMETIC),
  POWER("^", 6, Kind.ARITHMETIC);

  /** How tightly the unary + and − bind: as multiplication does. */
  static final int UNARY_PRECEDENCE = MULTIPLY.precedence;

  enum Kind {
    SET,
    COMPARISON,
    ARITHMETIC
  }

  private final String symbol;
  private final int precedence;
  private final Kind kind;

  BinaryOperator(String symbol, int precedence, Kind kind) {
    this.symbol = symbol;
    this.precedence = precedence;
    this.kind = kind;
  }

  public String symbol() {
    return symbol;
  }

  /** Higher binds tighter. */
  int precedence() {
    return precedence;
  }

  boolean rightAssociative() {
    return this == POWER;
  }

  boolean isSet() {
    return kind == Kind.SET;
  }

  boolean isComparison() {
    return kind == Kind.COMPARISON;
  }

  /** The operator a token writes, in any case. */
  static Optional<BinaryOperator> of(String text) {
    String wanted = text.toLowerCase(Locale.ROOT);
    for (var operator : values()) {
      if (operator.symbol.equals(wanted)) {
        return Optional.of(operator);
      }
    }
    return Optional.empty();
  }

  /** The result for two numbers; a comparison gives 1 or 0. */
  double apply(double left, double right) {
    return switch (this) {
      case ADD -> left + right;
      case SUBTRACT -> left - right;
      case MULTIPLY -> left * right;
      case DIVIDE -> left / right;
      case MODULO -> left % right;
      case ATAN2 -> Math.atan2(left, right);
      case POWER -> power(left, right);
      case EQUAL, NOT_EQUAL, LESS, LESS_OR_EQUAL, GREATER, GREATER_OR_EQUAL ->
          holds(left, right) ? 1 : 0;
      case OR, AND, UNLESS -> throw new IllegalStateException(symbol + " takes vectors");
    };
  }

  /** Whether a comparison is true. */
  boolean holds(double left, double right) {
    return switch (this) {
      case EQUAL -> left == right;
      case NOT_EQUAL -> left != right;
      case LESS -> left < right;
      case LESS_OR_EQUAL -> left <= right;
      case GREATER -> left > right;
      case GREATER_OR_EQUAL -> left >= right;
      case OR, AND, UNLESS, ADD, SUBTRACT, MULTIPLY, DIVIDE, MODULO, ATAN2, POWER ->
          throw new IllegalStateException(symbol + " compares nothing");
    };
  }

  /** As IEEE 754-2008 has it, which Java's {@code pow} is not: 1 to any power is 1. */
  private static double power(double base, double exponent) {
    return base == 1 || (base == -1 && Double.isInfinite(exponent)) ? 1 : Math.pow(base, exponent);
  }
}
