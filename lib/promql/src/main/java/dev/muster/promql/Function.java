package dev.muster.promql;

import java.util.List;
import java.util.function.DoubleUnaryOperator;

/** One line of the table of functions: name, types of arguments and result, and what it does. */
public final class Function {
  /** Any number of further arguments. */
  static final int UNBOUNDED = Integer.MAX_VALUE;

  /** What a function does. */
  sealed interface Body {
    /** Each sample for itself; the metric's name goes. */
    record PerSample(DoubleUnaryOperator operation) implements Body {}

    /** Each series' window for itself. */
    record PerWindow(WindowFunction operation) implements Body {}

    /** All at once. */
    record Whole(WholeFunction operation) implements Body {}
  }

  /** A window's value, or {@link Column#ABSENT}; the window is never empty. */
  interface WindowFunction {
    double apply(Window window, double[] parameters, Expression.Call call);
  }

  /** The value of a call. */
  interface WholeFunction {
    Operand apply(Expression.Call call, Evaluator evaluator);
  }

  private final String name;
  private final ValueType result;
  private final List<ValueType> arguments;
  private final int least;
  private final int most;
  private final boolean usesMoment;
  private final Body body;

  Function(
      String name,
      ValueType result,
      List<ValueType> arguments,
      int least,
      int most,
      boolean usesMoment,
      Body body) {
    this.name = name;
    this.result = result;
    this.arguments = arguments;
    this.least = least;
    this.most = most;
    this.usesMoment = usesMoment;
    this.body = body;
  }

  public String name() {
    return name;
  }

  public ValueType result() {
    return result;
  }

  /** The types of the arguments; the last one's is that of all further ones. */
  public List<ValueType> arguments() {
    return arguments;
  }

  /** How many arguments it needs. */
  public int least() {
    return least;
  }

  /** How many arguments it takes. */
  public int most() {
    return most;
  }

  /** Whether any number of further arguments may follow. */
  public boolean isVariadic() {
    return most == UNBOUNDED;
  }

  ValueType argument(int index) {
    return arguments.get(Math.min(index, arguments.size() - 1));
  }

  /** Whether the moment of evaluation itself matters, besides the samples. */
  boolean usesMoment() {
    return usesMoment;
  }

  Body body() {
    return body;
  }

  @Override
  public String toString() {
    return name;
  }
}
