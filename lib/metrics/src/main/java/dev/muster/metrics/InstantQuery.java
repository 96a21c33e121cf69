package dev.muster.metrics;

import java.util.List;

/** Answers PromQL at one moment: the engine in this process, or a Prometheus HTTP API. */
public interface InstantQuery {
  /**
   * The instant vector an expression has at a time (Unix milliseconds); a scalar is one sample
   * without labels.
   *
   * @throws QueryException if the expression is wrong, reads too much, or nobody answers
   */
  List<InstantSample> query(String expression, long timeMillis);
}
