package dev.muster.metrics;

import java.util.List;

/** Answers PromQL over a range: the engine in this process, or a Prometheus HTTP API. */
public interface RangeQuery {
  /**
   * The values of an expression at {@code start}, one step later … up to {@code end} (Unix
   * milliseconds); a moment without a value has no sample.
   *
   * @throws QueryException if the expression is wrong, reads too much, or nobody answers
   */
  List<Series> query(String expression, long startMillis, long endMillis, long stepMillis);
}
