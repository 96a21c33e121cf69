package dev.muster.promql;

import dev.muster.metrics.InstantQuery;
import dev.muster.metrics.InstantSample;
import dev.muster.metrics.Labels;
import dev.muster.metrics.QueryException;
import dev.muster.metrics.SeriesReader;
import java.time.InstantSource;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.BooleanSupplier;

/**
 * Evaluates PromQL over any {@link SeriesReader}. An instant query is a range query of one step:
 * every part of an expression is evaluated over all steps before the next part is.
 *
 * <p>Safe for use by many threads. A query ends with {@link QueryException} when it would hold too
 * many samples, takes too long, is interrupted, or nobody waits for it any more.
 */
public final class Engine implements InstantQuery {
  /** How far from 1970 a query may look, in milliseconds: some 290,000 years. */
  private static final long FARTHEST = Long.MAX_VALUE / 1000;

  private final SeriesReader reader;
  private final EngineSettings settings;
  private final InstantSource clock;
  private final BooleanSupplier canceled;
  private final AtomicLong heldByAll;

  public Engine(SeriesReader reader) {
    this(reader, EngineSettings.DEFAULT, InstantSource.system());
  }

  /**
   * An engine with bounds of its own.
   *
   * @param clock by which the time a query takes is measured
   */
  public Engine(SeriesReader reader, EngineSettings settings, InstantSource clock) {
    this(reader, settings, clock, () -> false, new AtomicLong());
  }

  private Engine(
      SeriesReader reader,
      EngineSettings settings,
      InstantSource clock,
      BooleanSupplier canceled,
      AtomicLong heldByAll) {
    this.reader = reader;
    this.settings = settings;
    this.clock = clock;
    this.canceled = canceled;
    this.heldByAll = heldByAll;
  }

  /**
   * An engine with other bounds whose queries can be given up. Its queries and those of this engine
   * count together.
   *
   * @param canceled whether nobody waits for the answer any more; asked some times a second while a
   *     query runs, by its thread
   */
  public Engine with(EngineSettings otherSettings, BooleanSupplier canceled) {
    return new Engine(reader, otherSettings, clock, canceled, heldByAll);
  }

  /** The same engine over another reader. Its queries and those of this engine count together. */
  public Engine over(SeriesReader other) {
    return new Engine(other, settings, clock, canceled, heldByAll);
  }

  @Override
  public List<InstantSample> query(String expression, long timeMillis) {
    return switch (evaluate(expression, timeMillis)) {
      case Value.Vector vector -> vector.samples();
      case Value.Scalar scalar ->
          List.of(new InstantSample(Labels.EMPTY, scalar.timeMillis(), scalar.value()));
      case Value.Matrix matrix -> throw noVector(expression, matrix);
      case Value.StringValue string -> throw noVector(expression, string);
    };
  }

  private static QueryException noVector(String expression, Value value) {
    return new QueryException(
        QueryException.Reason.BAD_DATA,
        "an instant vector or a scalar was expected, but "
            + Quoted.write(expression)
            + " is a "
            + value.type().description());
  }

  /**
   * The value of an expression at a time (Unix milliseconds).
   *
   * @throws QueryException if it is no PromQL, cannot be evaluated, or goes beyond the bounds
   */
  public Value evaluate(String expression, long timeMillis) {
    return instant(expression, timeMillis).value();
  }

  /** As {@link #evaluate}, with what is to be said about the value. */
  public Answer instant(String expression, long timeMillis) {
    var tree = Expression.parse(expression, settings.features());
    requireNear(timeMillis);
    try (var budget = budget()) {
      var run = new QueryRun(reader, settings, budget, Grid.at(timeMillis), timeMillis);
      return run.instant(expression, tree);
    }
  }

  /**
   * The values of an expression at {@code start}, one step later … up to {@code end} (Unix
   * milliseconds). A scalar is one series without labels.
   *
   * @throws QueryException if it is no PromQL, cannot be evaluated, or goes beyond the bounds
   */
  public Value.Matrix range(String expression, long startMillis, long endMillis, long stepMillis) {
    return rangeAnswer(expression, startMillis, endMillis, stepMillis).value()
            instanceof Value.Matrix matrix
        ? matrix
        : new Value.Matrix(List.of());
  }

  /** As {@link #range}, with what is to be said about the value, which is a matrix. */
  public Answer rangeAnswer(String expression, long startMillis, long endMillis, long stepMillis) {
    var tree = Expression.parse(expression, settings.features());
    if (tree.type() != ValueType.SCALAR && tree.type() != ValueType.VECTOR) {
      throw new QueryException(
          QueryException.Reason.BAD_DATA,
          "invalid expression type "
              + Quoted.write(tree.type().description())
              + " for range query, must be Scalar or instant Vector");
    }
    requireNear(startMillis);
    requireNear(endMillis);
    if (stepMillis <= 0 || endMillis < startMillis) {
      throw new QueryException(
          QueryException.Reason.BAD_DATA,
          "a range query needs a positive step and an end that is not before its start");
    }
    try (var budget = budget()) {
      if ((endMillis - startMillis) / stepMillis >= settings.maxSamples()) {
        throw budget.tooMany();
      }
      var grid = Grid.between(startMillis, endMillis, stepMillis);
      return new QueryRun(reader, settings, budget, grid, endMillis).range(expression, tree);
    }
  }

  private Budget budget() {
    return new Budget(settings, clock, canceled, heldByAll);
  }

  private static void requireNear(long timeMillis) {
    if (Math.abs(timeMillis) > FARTHEST || timeMillis == Long.MIN_VALUE) {
      throw new QueryException(
          QueryException.Reason.BAD_DATA, "time is out of range: " + timeMillis + " ms");
    }
  }
}
