package dev.muster.alertbridge;

import dev.muster.metrics.InstantQuery;
import dev.muster.metrics.InstantSample;
import java.util.List;

/** Answers PromQL at many moments in one go, for those to whom each question is a long way. */
interface RangeQuery extends InstantQuery {
  /**
   * The values an expression has at a time and each step after it until another (Unix
   * milliseconds).
   *
   * @param end included where a step leads to it
   * @param step milliseconds, more than 0
   * @throws dev.muster.metrics.QueryException as {@link #query}
   */
  List<InstantSample> range(String expression, long start, long end, long step);
}
